/**
 * What a recorded request said, as data: enough to say it again, signed for now.
 * Found only where the request was signed as it should be; one that was wrong
 * on purpose is repeated by its recorded bytes. Which command says it again is
 * the business of whoever knows the commands.
 */
import type { Exchange, RecordedRequest } from "../core/http-exchange.js";
import type { HeaderPair } from "../core/http.js";
import type { Redactor } from "../core/redaction.js";
import type { PostbackAuth, PostbackAliases } from "../protocols/postback/request.js";
import type { CallbackKind } from "../protocols/wallet/messages.js";
import type { SignatureForm } from "../protocols/webhook/signature.js";

export type FreshMessage = FreshEntry | FreshDelivery | FreshCallback | FreshPostback | FreshPoll;

export interface FreshEntry {
  readonly kind: "entry";
  readonly usn: string;
  /** Empty where the entry names none. */
  readonly campaign: string;
  readonly params: readonly (readonly [name: string, value: string])[];
}

export interface FreshDelivery {
  readonly kind: "delivery";
  readonly body: string;
  /** Null where the profile allows only one. */
  readonly form: SignatureForm | null;
}

export interface FreshCallback {
  readonly kind: "callback";
  readonly callback: CallbackKind;
  readonly action: string | null;
  /** In millis, as it was written. */
  readonly amount: string | null;
  readonly txId: string | null;
  readonly roundId: string | null;
  readonly betTxId: string | null;
  /** Null for whoever the player's own session belongs to. */
  readonly userId: string | null;
  /** Of the profile's players, from 0. */
  readonly player: number;
}

/** Null stands for what the profile says. */
export interface FreshPostback {
  readonly kind: "postback";
  readonly level: number;
  readonly uid: string;
  readonly pid: string | null;
  readonly gid: string | null;
  readonly reason: string | null;
  readonly aliases: PostbackAliases;
  readonly auth: PostbackAuth | null;
  /** Of the legacy URLs, from 0; null for the one of today. */
  readonly legacy: number | null;
}

export interface FreshPoll {
  readonly kind: "poll";
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * @param redactor what took the secrets out of the exchange
 * @returns null where only the recorded bytes tell what was sent
 */
export type FreshMessageOf = (exchange: Exchange, redactor: Redactor) => FreshMessage | null;

const WRITTEN_BY_TRANSPORT = ["host", "connection", "content-length"];

/** The parts of a request that a scenario wrote. */
export interface RebuiltRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
}

/**
 * Whether a request, made again and its secrets taken out, is the recorded one
 * to the letter.
 *
 * @param constant headers that the profile adds to each request
 */
export function isRecorded(
  recorded: RecordedRequest,
  rebuilt: RebuiltRequest,
  redactor: Redactor,
  constant: readonly HeaderPair[],
): boolean {
  const { url, headers, body } = redactor.exchange(rebuilt, null).asked;
  const text = body === null ? "" : Buffer.from(body).toString("utf8");
  const names = constant.map(([name]) => name);
  return (
    recorded.method === rebuilt.method &&
    recorded.url === url &&
    (recorded.body === null ? body === null : wholeText(recorded) === text && body !== null) &&
    sortedLines(writtenHeaders(recorded, names)) === sortedLines(headers)
  );
}

/** @returns null for a body that was cut or is no text */
export function wholeText({ body }: RecordedRequest): string | null {
  return body === null || body.truncated === true ? null : (body.text ?? null);
}

/**
 * The headers that a scenario wrote, less those of every request.
 *
 * @param constant names that the profile adds to each request
 */
export function writtenHeaders(
  { headers }: RecordedRequest,
  constant: readonly string[] = [],
): readonly HeaderPair[] {
  const others = [...WRITTEN_BY_TRANSPORT, ...constant].map((name) => name.toLowerCase());
  return headers.filter(([name]) => !others.includes(name.toLowerCase()));
}

function sortedLines(headers: readonly HeaderPair[]): string {
  return headers
    .map(([name, value]) => `${name.toLowerCase()}: ${value}`)
    .sort()
    .join("\n");
}
