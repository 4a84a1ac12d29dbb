/** Where `verify-webhook` takes a delivery from: a whole captured request of any kind, or a body and a signature. */
import { UserError } from "../../../core/errors.js";
import { type StoredMessage, messageOf } from "../../../journal/message.js";
import { type CaptureKind, readCapture } from "../../../journal/read-messages.js";
import { displayText } from "../../../journal/redacted.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { exactLine } from "../../../reports/printable.js";
import {
  assertNotTakenOut,
  chooseRequest,
  readCapturedDelivery,
} from "../../../tasks/webhooks/captured-delivery.js";
import { findDelivery } from "../../../tasks/journal/export-deliveries.js";
import type { CommandContext, CommandInput } from "../../command.js";
import { readFillings } from "../support/fill-flag.js";
import { openJournal } from "../../session/journal.js";
import { readInput } from "../../session/read-input.js";

export interface VerifyWebhookOptions {
  readonly body?: string;
  readonly signature?: string;
  readonly request?: number;
  readonly secretEnv?: string;
  readonly fill?: readonly (readonly [string, string])[];
  readonly at?: string;
  readonly sandbox?: boolean;
}

export interface GivenDelivery {
  readonly body: Uint8Array;
  readonly signature: string;
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
  journal: "an entry of the journal",
  bundle: "a bundle",
  har: "a HAR",
  curl: "a curl command",
  http: "raw HTTP text",
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
  input: CommandInput,
  profile: () => Promise<ResolvedProfile | null>,
  context: CommandContext,
): Promise<GivenDelivery> {
  const options = input.options as VerifyWebhookOptions;
  const [word] = input.arguments;
  const given =
    word === undefined
      ? await bodyAndSignature(options, context)
      : await wholeRequest(word, options, profile, context);
  assertNotTakenOut(given.signature);
  return given;
}

async function bodyAndSignature(
  { body, signature, request, fill }: VerifyWebhookOptions,
  context: CommandContext,
): Promise<GivenDelivery> {
  if (body === undefined || signature === undefined)
    throw usage(body === undefined ? "there is nothing to verify" : "--signature is missing");
  if (request !== undefined || fill !== undefined)
    throw usage("--request and --fill belong to a whole request");
  return {
    body: await readInput("--body", body, context),
    signature,
    atMs: null,
    keys: {},
    source: null,
    caveat: null,
  };
}

async function wholeRequest(
  word: string,
  options: VerifyWebhookOptions,
  profile: () => Promise<ResolvedProfile | null>,
  context: CommandContext,
): Promise<GivenDelivery> {
  if (options.body !== undefined)
    throw usage("a whole request brings its own body, and --body another");
  const { kind, messages } = await readRequests(word, context);
  const { message, nth, of } = chooseRequest(messages, options.request ?? null);
  const { body, signature } = await readCapturedDelivery(message, {
    profile,
    env: context.env,
    given: readFillings(options.fill ?? [], context),
  });
  const source = {
    kind,
    id: message.id,
    request: nth,
    of,
    method: message.request.method,
    url: displayText(message.request.url),
    bodyBytes: body.length,
  };
  if (!context.flags.json) context.say(describeSource(source));
  return {
    body,
    signature: options.signature ?? signature,
    atMs: message.atMs,
    keys: message.keys,
    source,
    caveat: CAVEATS[kind] ?? null,
  };
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
  context: CommandContext,
): Promise<{
  readonly kind: CaptureSource["kind"];
  readonly messages: readonly StoredMessage[];
}> {
  if (word !== "-" && !word.startsWith("@")) {
    const entry = await findDelivery(await openJournal(context), word).catch((error: unknown) => {
      throw isPathLike(word) ? withAtSign(word, error) : error;
    });
    return { kind: "journal", messages: [messageOf(entry)] };
  }
  const bytes = await readInput("verify-webhook", word, context);
  try {
    return readCapture(bytes);
  } catch (error) {
    throw isBareJson(bytes) ? bareBody(error) : error;
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
    const keys = Object.keys(value as object);
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
