/**
 * Takes secrets and personal data out of a message before it is kept, and
 * leaves typed gaps from which the exact bytes can be made again.
 */
import { isCredentialHeader, type KnownSecret } from "../core/redaction.js";
import { compileNeedles, cutOut, joinNeedles, type Needles } from "./gaps.js";
import {
  isPersonalHeader,
  type PersonalPath,
  type PersonalPlace,
  personalPlacesOfBody,
  personalPlacesOfUrl,
} from "./personal-data.js";
import {
  type NestedSpan,
  type Redacted,
  type RedactedBody,
  type RedactedHeader,
  type SecretSpan,
  segmentsOf,
} from "./redacted.js";

export interface RedactionRules {
  readonly secrets: readonly KnownSecret[];
  readonly personal: readonly PersonalPath[];
}

/** A message before anything is taken out of it. */
export interface PlainMessage {
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array | null;
  /** Bytes on the wire, where more than were kept. */
  readonly bodyBytes?: number;
}

interface RedactedMessage {
  readonly url: Redacted;
  readonly headers: readonly RedactedHeader[];
  readonly body: RedactedBody | null;
}

export interface ExchangeRedactor {
  message(message: PlainMessage): RedactedMessage;
  text(text: string): Redacted;
}

/**
 * For one exchange: a personal value found in its request is taken out of its
 * reply as well, and the other way round when both are given to `learn`.
 *
 * @param learn every message of the exchange
 */
export function createExchangeRedactor(
  needles: Needles,
  personal: readonly PersonalPath[],
  learn: readonly PlainMessage[],
): ExchangeRedactor {
  const learnt = learn.flatMap((message) => personalValues(message, personal));
  const known = learnt.length === 0 ? needles : joinNeedles(needles, compileNeedles(learnt));
  const text = (input: string, places: readonly PersonalPlace[] = []) =>
    cutOut(input, known, "text", places);
  return {
    text,
    message: ({ url, headers, body, bodyBytes }) => ({
      url: text(url, sameLabel(personalPlacesOfUrl(url, personal), learnt)),
      headers: headers.map(([name, value]) => [name, redactHeader(name, value, text, personal)]),
      body: body === null ? null : redactBody(body, bodyBytes, known, personal, learnt),
    }),
  };
}

function redactBody(
  body: Uint8Array,
  bodyBytes: number | undefined,
  needles: Needles,
  personal: readonly PersonalPath[],
  learnt: readonly KnownSecret[],
): RedactedBody {
  const text = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
  const places = sameLabel(personalPlacesOfBody(text, personal), learnt);
  const content = cutOut(text, needles, "bytes", places);
  const size = bodyBytes ?? body.length;
  return {
    size,
    content,
    ...(size > body.length ? { truncated: true as const } : {}),
  };
}

function redactHeader(
  name: string,
  value: string,
  text: (input: string) => Redacted,
  personal: readonly PersonalPath[],
): Redacted {
  const label = `header.${name.toLowerCase()}`;
  if (isPersonalHeader(name, personal) && value !== "") return [{ secret: label, as: "raw" }];
  if (!isCredentialHeader(name)) return text(value);
  const [, scheme = "", rest = value] = /^(\w+ +)(.*)$/.exec(value) ?? [];
  const basic = /^basic /i.test(scheme) ? nested(rest, text) : null;
  if (basic !== null) return [scheme, basic];
  const redacted = text(value);
  if (typeof redacted !== "string" && !/cookie/i.test(name)) return redacted;
  // Nobody's profile says what this is, but it opens a door.
  return rest === "" ? value : fromText(scheme, { secret: label, as: "raw" });
}

function fromText(before: string, span: SecretSpan): Redacted {
  return before === "" ? [span] : [before, span];
}

/** @returns null when this is not Base64 that holds a known secret */
function nested(base64: string, text: (input: string) => Redacted): NestedSpan | null {
  const bytes = Buffer.from(base64, "base64");
  const inner = bytes.toString("utf8");
  if (Buffer.from(inner, "utf8").toString("base64") !== base64) return null;
  const redacted = text(inner);
  return typeof redacted === "string" ? null : { base64: segmentsOf(redacted) };
}

function personalValues(
  { url, headers, body }: PlainMessage,
  personal: readonly PersonalPath[],
): readonly KnownSecret[] {
  if (personal.length === 0) return [];
  const inBody =
    body === null ? [] : personalPlacesOfBody(Buffer.from(body).toString("latin1"), personal);
  const inHeaders = headers
    .filter(([name]) => isPersonalHeader(name, personal))
    .map(([name, value]) => ({ label: `header.${name.toLowerCase()}`, value }));
  return [...personalPlacesOfUrl(url, personal), ...inBody, ...inHeaders].map(
    ({ label, value }) => ({ label, value }),
  );
}

/** The same value has one name in an exchange, wherever it stands. */
function sameLabel(
  places: readonly PersonalPlace[],
  learnt: readonly KnownSecret[],
): readonly PersonalPlace[] {
  return places.map((place) => ({
    ...place,
    label: learnt.find(({ value }) => value === place.value)?.label ?? place.label,
  }));
}
