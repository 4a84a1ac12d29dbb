/**
 * A command of this tool that sends a recorded request again, signed for now.
 * Offered only where the request was signed as the command would have signed
 * it; a request that was wrong on purpose is repeated by its recorded bytes.
 */
import type { Exchange, RecordedRequest } from "../core/http-exchange.js";
import type { HeaderPair } from "../core/http.js";
import type { Redactor } from "../core/redaction.js";
import { shellLine, shellQuote } from "../core/shell.js";

export interface FreshCommand {
  /** After the program's name and without what names the target, such as `sign-entry --usn 7`. */
  readonly words: readonly string[];
  /** `url`: it prints one, for curl to request; `reply`: it sends by itself. */
  readonly gives: "url" | "reply";
  readonly stdin: string | null;
}

/**
 * @param redactor what took the secrets out of the exchange
 * @returns null where only the recorded bytes tell what was sent
 */
export type FreshCommandOf = (exchange: Exchange, redactor: Redactor) => FreshCommand | null;

/** Longer input is not for a command line. */
const MAX_STDIN_CHARACTERS = 8_192;

/** Flags of the sandbox that `conformance` shares with the payments commands alone. */
const PAYMENTS_FLAGS = ["--variant", "--payments-shape", "--payments"];

/**
 * @param targetWords profile and environment, or the sandbox and its faults
 * @returns null where the command cannot reach the same target
 */
export function freshLine(
  { words, gives, stdin }: FreshCommand,
  targetWords: readonly string[],
): string | null {
  const sandboxed = targetWords.includes("--sandbox");
  // A sandbox lasts as long as its command: nobody would answer the URL.
  if (sandboxed && gives === "url") return null;
  if (words[0] !== "poll-payments" && targetWords.some((word) => PAYMENTS_FLAGS.includes(word)))
    return null;
  if (stdin !== null && stdin.length > MAX_STDIN_CHARACTERS) return null;
  const line = shellLine(["playcamp-gw", ...words, ...targetWords]);
  if (gives === "url") return `curl -i "$(${line})"`;
  return stdin === null ? line : `printf %s ${shellQuote(stdin)} | ${line}`;
}

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
  const { body } = rebuilt;
  const text = body === null ? "" : Buffer.from(redactor.bytes(body)).toString("utf8");
  const names = constant.map(([name]) => name);
  return (
    recorded.method === rebuilt.method &&
    recorded.url === redactor.text(rebuilt.url) &&
    (recorded.body === null ? body === null : wholeText(recorded) === text && body !== null) &&
    sortedLines(writtenHeaders(recorded, names)) === sortedLines(redactor.headers(rebuilt.headers))
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
