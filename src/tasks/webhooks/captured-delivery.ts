/** A signed request as somebody captured it: which one of the capture it is, and the exact body and signature in it. */
import { UserError } from "../../core/errors.js";
import { spansOfRequest, type StoredMessage } from "../../journal/message.js";
import { displayText } from "../../journal/redacted.js";
import type { NamedText } from "../../protocols/webhook/causes/signed-text.js";
import { SIGNATURE_HEADER } from "../../protocols/webhook/signature.js";
import { fillGaps, type GapSources, type PlainRequest } from "../replay/fill-gaps.js";
import { type CapturedKind, neededHeaders } from "./captured-kind.js";

/** One request of a capture. */
export interface ChosenRequest {
  readonly message: StoredMessage;
  /** Counts from 1. */
  readonly nth: number;
  readonly of: number;
}

/**
 * The request that was named; else the only one, or the only one that is signed.
 *
 * @param nth counts from 1; null where none was named
 * @param isKnown whether a request that is no webhook is one that can be verified
 * @throws {UserError} `request_ambiguous`
 */
export function chooseRequest(
  messages: readonly StoredMessage[],
  nth: number | null,
  isKnown: (message: StoredMessage) => boolean,
): ChosenRequest {
  const all = messages.map((message, at) => ({
    message,
    nth: at + 1,
    of: messages.length,
  }));
  const signed = all.filter(({ message }) => isSigned(message));
  const known = signed.length > 0 ? signed : all.filter(({ message }) => isKnown(message));
  const candidates =
    nth === null ? (known.length > 0 ? known : all) : all.filter((each) => each.nth === nth);
  const [chosen, ...others] = candidates;
  if (chosen !== undefined && others.length === 0) return chosen;
  throw new UserError(
    "request_ambiguous",
    chosen === undefined
      ? `there is no request ${String(nth)} among these`
      : `${candidates.length} requests here could be meant`,
    `Name one with --request N:\n${(chosen === undefined ? all : candidates).map(listed).join("\n")}`,
  );
}

function isSigned({ request }: StoredMessage): boolean {
  return request.headers.some(([name]) => name.toLowerCase() === SIGNATURE_HEADER.toLowerCase());
}

const MOST_URL_CHARACTERS = 100;

function listed({ message, nth }: ChosenRequest): string {
  const { method, url, body } = message.request;
  const bytes = body === null ? 0 : Buffer.byteLength(displayText(body));
  const unsigned = isSigned(message) ? "" : ", unsigned";
  return `  ${nth}  ${method} ${displayText(url).slice(0, MOST_URL_CHARACTERS)} (${bytes} bytes${unsigned})`;
}

export interface CapturedDelivery {
  readonly body: Uint8Array;
  /** Empty where the request has no such header. */
  readonly signature: string;
  /** Its other headers that hold a time or an id, which a sender may have signed. */
  readonly beside: readonly NamedText[];
  /** Its own parts; of a webhook or callback, no more headers than the verdict needs, and no URL. */
  readonly request: PlainRequest;
}

const BESIDE = /time|date|nonce|public-key|(?:request|webhook|event|delivery|message)-?id/i;

/**
 * What was taken out when the request was kept comes back from the profile, the
 * environment, or what the user gives; nothing else of it is needed, and a body
 * with a gap proves nothing.
 *
 * @param sources the profile is asked for only where there is a gap
 * @throws {UserError} `delivery_incomplete`
 */
export async function readCapturedDelivery(
  { request }: StoredMessage,
  kind: CapturedKind,
  sources: Omit<GapSources, "profile" | "route"> & {
    readonly profile: () => Promise<GapSources["profile"]>;
  },
): Promise<CapturedDelivery> {
  const names = neededHeaders(kind)?.map((name) => name.toLowerCase());
  const needed =
    names === undefined
      ? request
      : {
          ...request,
          url: "",
          headers: request.headers.filter(([name]) => names.includes(name.toLowerCase())),
        };
  const filled = await fillGaps(needed, {
    ...sources,
    profile: spansOfRequest(needed).length === 0 ? null : await sources.profile(),
    // Nothing is sent, so there is no stranger who could learn a secret.
    route: (url) => url,
  }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      "delivery_incomplete",
      `whether this signature is right cannot be known: ${error.message}`,
      error.hint,
      { cause: error },
    );
  });
  const header = names?.[0];
  return {
    body: filled.body ?? new Uint8Array(),
    // A header that came twice is what most frameworks join with a comma.
    signature: filled.headers
      .filter(([name]) => name.toLowerCase() === header)
      .map(([, value]) => value)
      .join(", "),
    beside: [
      ...request.headers.flatMap(([name, value]) =>
        BESIDE.test(name) && typeof value === "string" ? [{ name: `header ${name}`, value }] : [],
      ),
      { name: "path", value: pathOf(displayText(request.url)) },
      { name: "URL", value: displayText(request.url) },
    ],
    request: filled,
  };
}

function pathOf(url: string): string {
  return url.replace(/^\w+:\/\/[^/?#]*/, "").replace(/[?#].*$/s, "");
}

/** What tools and people write where they took a value out. */
const TAKEN_OUT =
  /^[<[({*]*(?:(?:redacted|masked|hidden|filtered|removed|scrubbed)[>\])}*]*|secret\b.*)$|^[*•█.…-]{3,}$|^x{6,}$/i;

/**
 * A signature that somebody took out says nothing about the one that was there.
 *
 * @throws {UserError} `delivery_incomplete`
 */
export function assertNotTakenOut(signature: string): void {
  if (!TAKEN_OUT.test(signature.trim())) return;
  throw new UserError(
    "delivery_incomplete",
    `whether the signature was right cannot be known: ${JSON.stringify(signature)} stands in its place`,
    `Give the one that came in the header with --signature, or capture a delivery again, ${SIGNATURE_HEADER} included.`,
  );
}
