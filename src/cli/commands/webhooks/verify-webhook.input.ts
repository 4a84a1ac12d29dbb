/** Where `verify-webhook` takes a delivery from: a whole captured request of any kind, or a body and a signature. */
import { UserError } from "../../../core/errors.js";
import { shellQuote } from "../../../core/shell.js";
import { type StoredMessage, messageOf } from "../../../journal/message.js";
import { CAPTURE_KINDS, type CaptureKind, readCapture } from "../../../journal/read-messages.js";
import { displayText } from "../../../journal/redacted.js";
import type { NamedText } from "../../../protocols/webhook/causes/signed-text.js";
import { urlWithoutCredentials } from "../../../profile/redaction.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { exactLine } from "../../../reports/printable.js";
import {
  assertNotTakenOut,
  chooseRequest,
  readCapturedDelivery,
} from "../../../tasks/webhooks/captured-delivery.js";
import { kindOfMessage } from "../../../tasks/message-kind.js";
import type { CapturedKind } from "../../../tasks/webhooks/captured-kind.js";
import type { PlainRequest } from "../../../tasks/replay/fill-gaps.js";
import { findDelivery } from "../../../tasks/journal/export-deliveries.js";
import type { CommandContext } from "../../command.js";
import type { CommandInput } from "../../define-command.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import { readFillings } from "../support/fill-flag.js";
import type { Options } from "./verify-webhook.js";

export interface GivenDelivery {
  readonly kind: CapturedKind;
  readonly body: Uint8Array;
  readonly signature: string;
  /** Its other headers that hold a time or an id. */
  readonly beside: readonly NamedText[];
  /** Its own parts; null for a body and a signature. */
  readonly request: PlainRequest | null;
  /** When it was captured; null where nothing says so. */
  readonly atMs: number | null;
  /** Check values of the secrets of then, by their place in the profile. */
  readonly keys: Readonly<Record<string, string>>;
  /** Null for a body and a signature. */
  readonly source: CaptureSource | null;
  /** What this kind of capture may have lost; null for nothing. */
  readonly caveat: string | null;
}

interface CaptureSource {
  readonly kind: CaptureKind | "journal";
  /** Of the journal entry; null for what came from elsewhere. */
  readonly id: string | null;
  /** Counts from 1. */
  readonly request: number;
  readonly of: number;
  readonly method: string;
  readonly url: string;
  readonly bodyBytes: number;
}

const KIND_NAMES: Readonly<Record<CaptureSource["kind"], string>> = {
  ...CAPTURE_KINDS,
  journal: "an entry of the journal",
};

const CAVEATS: Readonly<Partial<Record<CaptureSource["kind"], string>>> = {
  har: "A HAR keeps a body as text: a byte order mark, and bytes that were no UTF-8, are lost in it.",
  http: "Text that was saved by an editor may have other line ends or another end than what was sent.",
};

/**
 * @param profile asked for only where something was taken out of the request
 * @throws {UserError} `usage`, `request_ambiguous`, `delivery_incomplete`, and what the readers throw
 */
export async function readDelivery(
  input: CommandInput<Options>,
  profile: () => Promise<ResolvedProfile | null>,
  session: Session,
): Promise<GivenDelivery> {
  const [word] = input.arguments;
  const given =
    word === undefined
      ? await bodyAndSignature(input.options, session)
      : await wholeRequest(word, input.options, profile, session);
  assertNotTakenOut(given.signature);
  return given;
}

async function bodyAndSignature(
  { body, signature, request, fill, as: kind = "webhook" }: Options,
  context: CommandContext,
): Promise<GivenDelivery> {
  if (body === undefined || signature === undefined)
    throw usage(body === undefined ? "there is nothing to verify" : "--signature is missing");
  if (request !== undefined || fill.length > 0)
    throw usage("--request and --fill belong to a whole request");
  if (kind === "payments") throw usage("a poll is verified as a whole request");
  return {
    kind,
    request: null,
    body: await readInput("--body", body, context),
    signature,
    beside: [],
    atMs: null,
    keys: {},
    source: null,
    caveat: null,
  };
}

async function wholeRequest(
  word: string,
  options: Options,
  profile: () => Promise<ResolvedProfile | null>,
  session: Session,
): Promise<GivenDelivery> {
  if (options.body !== undefined)
    throw usage("a whole request brings its own body, and --body another");
  const capture = await readRequests(word, session);
  // A profile that cannot be read may still have nothing to do with this request.
  const known = await profile().catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  const kindOf = ({ request }: StoredMessage) =>
    kindOfMessage({ ...request, url: displayText(request.url) }, known);
  const chosen = chooseRequest(
    capture.messages,
    options.request ?? null,
    (each) => kindOf(each) !== null,
  );
  const { message, nth, of } = chosen;
  const kind = options.as ?? kindOf(message) ?? "webhook";
  if (kind === "entry") throw anEntry(displayText(message.request.url));
  const { body, signature, beside, request } = await readCapturedDelivery(message, kind, {
    profile,
    env: session.env,
    given: readFillings(options.fill, session),
  });
  const source = {
    kind: capture.kind,
    id: message.id,
    request: nth,
    of,
    method: message.request.method,
    url: urlWithoutCredentials(displayText(message.request.url)),
    bodyBytes: body.length,
  };
  if (!session.flags.json) session.say(describeSource(source));
  if (signature === "" && kind === "webhook") {
    const other = signatureLookalike(message.request.headers.map(([name]) => name));
    if (other !== null)
      session.say(
        `note: the signature stands in a header of another name, ${other}: ${lookalikeCause(other)}`,
      );
  }
  return {
    kind,
    body,
    signature: options.signature ?? signature,
    beside,
    request,
    atMs: message.atMs,
    keys: message.keys,
    source,
    caveat: CAVEATS[capture.kind] ?? null,
  };
}

/** Longer names are nobody's. */
const LONGEST_NAME = 200;

function anEntry(url: string): UserError {
  const shown = urlWithoutCredentials(url) === url ? shellQuote(url) : "and its URL";
  return new UserError(
    "request_other_kind",
    "this is a player's entry, not a delivery",
    `playcamp-gw verify-entry ${shown} says whether it would be accepted.`,
  );
}

/** A header that is the signature's under the name that a server or a framework gives it. */
function signatureLookalike(names: readonly string[]): string | null {
  return (
    names.find(
      (name) =>
        name.length <= LONGEST_NAME &&
        /^(?:http[_-])?(?:x[_-])?(?:\w+[_-])?signature(?:[_-]\w+)?$/i.test(name),
    ) ?? null
  );
}

function lookalikeCause(name: string): string {
  if (/^http_/i.test(name)) return "it is a CGI name, as $_SERVER or a WSGI environment has it";
  return name.includes("_")
    ? "it has underscores for dashes, which some servers drop"
    : "the agreed one is X-Webhook-Signature";
}

function describeSource(source: CaptureSource): string {
  const { kind, id, request, of, method, url, bodyBytes } = source;
  const which = of === 1 ? "" : `, request ${request} of ${of}`;
  const name = id === null ? "" : ` ${id}`;
  return exactLine(
    `read as ${KIND_NAMES[kind]}${name}${which}: ${method} ${url}, ${bodyBytes} bytes`,
  );
}

async function readRequests(
  word: string,
  session: Session,
): Promise<{
  readonly kind: CaptureSource["kind"];
  readonly messages: readonly StoredMessage[];
}> {
  if (word !== "-" && !word.startsWith("@")) {
    const entry = await findDelivery(await session.openJournal(), word).catch((error: unknown) => {
      throw isPathLike(word) ? withAtSign(word, error) : error;
    });
    return { kind: "journal", messages: [messageOf(entry)] };
  }
  const bytes = await readInput("verify-webhook", word, session);
  try {
    return readCapture(bytes);
  } catch (error) {
    const isUnknown = error instanceof UserError && error.code === "bundle_invalid";
    throw isUnknown && isBareJson(bytes) ? bareBody(error) : error;
  }
}

function isPathLike(word: string): boolean {
  return /[./\\]/.test(word);
}

function withAtSign(word: string, cause: unknown): UserError {
  return new UserError(
    "delivery_unknown",
    `the journal has no delivery ${word}`,
    `Write @${word} to read the file of that name.`,
    { cause },
  );
}

/** JSON that is neither HAR nor bundle: somebody's body, most likely. */
function isBareJson(bytes: Uint8Array): boolean {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString("utf8"));
    if (typeof value !== "object" || value === null) return false;
    const keys = Object.keys(value);
    return !["log", "request", "format"].some((key) => keys.includes(key));
  } catch {
    return false;
  }
}

function bareBody(cause: unknown): UserError {
  return new UserError(
    "replay_unreadable",
    "this is JSON and no request: a body alone, it seems",
    "A bare body goes with its signature: --body @FILE --signature VALUE.",
    { cause },
  );
}

function usage(what: string): UserError {
  return new UserError(
    "usage",
    what,
    "Give a whole request (an id, @file or -), or --body @file|- and --signature VALUE.",
  );
}
