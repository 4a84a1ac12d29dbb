/**
 * Takes secrets and personal data out of a message before it is kept, and
 * leaves typed gaps from which the exact bytes can be made again.
 */
import { latin1Of } from "../core/latin1.js";
import { isCredentialHeader, type PlainMessage } from "../core/redaction.js";
import { unfoldBody } from "../core/redaction/compressed.js";
import {
  compileNeedles,
  findCut,
  joinNeedles,
  type KnownSecret,
  type Needles,
} from "../core/redaction/needles.js";
import {
  isPrivateHeader,
  type Place,
  type PlaceRules,
  placesOfBody,
  placesOfHeader,
  placesOfUrl,
} from "../core/redaction/places.js";
import { cutOut, uncut } from "./gaps.js";
import {
  type NestedSpan,
  type Redacted,
  type RedactedBody,
  type RedactedHeader,
  type SecretSpan,
  segmentsOf,
  spansOf,
} from "./redacted.js";

export interface RedactedMessage {
  readonly url: Redacted;
  readonly headers: readonly RedactedHeader[];
  readonly body: RedactedBody | null;
}

export interface ExchangeRedactor {
  message(message: KeptMessage, rules: PlaceRules): RedactedMessage;
  text(text: string): Redacted;
}

/** A message to keep; `bodyBytes` are those on the wire, where more than were kept. */
export interface KeptMessage extends PlainMessage {
  readonly bodyBytes?: number;
}

/**
 * For one exchange: a private value found in its request is taken out of its
 * reply as well, and the other way round.
 *
 * @param learnt what stands at private places of either
 */
export function createExchangeRedactor(
  needles: Needles,
  learnt: readonly KnownSecret[],
): ExchangeRedactor {
  const known = learnt.length === 0 ? needles : joinNeedles(needles, compileNeedles(learnt));
  const text = (input: string, places: readonly Place[] = []) =>
    cutOut(input, known, "text", named(places, learnt));
  return {
    text,
    message: ({ url, headers, body, bodyBytes, isCut = false }, rules) => ({
      url: text(url, placesOfUrl(url, rules)),
      headers: headers.map(([name, value]) => [name, redactHeader(name, value, text, rules)]),
      body:
        body === null
          ? null
          : {
              ...redactBody(headers, body, (input) =>
                cutOut(input, known, "bytes", [
                  ...named(placesOfBody(input, rules), learnt),
                  ...(isCut ? cutEnd(input, known) : []),
                ]),
              ),
              ...sizeOf(body, bodyBytes),
            },
    }),
  };
}

/** For an exchange in which there is nothing to take out. */
export const KEEPS_ALL: ExchangeRedactor = {
  text: (text) => text,
  message: ({ url, headers, body, bodyBytes }) => ({
    url,
    headers,
    body: body === null ? null : keptWhole(body, bodyBytes ?? body.length),
  }),
};

function keptWhole(body: Uint8Array, size: number): RedactedBody {
  const content = uncut(latin1Of(body));
  return size > body.length ? { content, size, truncated: true } : { content, size };
}

function cutEnd(text: string, needles: Needles): readonly Place[] {
  return findCut(text, needles).map(({ start, end, needle }) => ({
    label: needle.label,
    as: "other",
    start,
    end,
    value: "",
  }));
}

type CutText = (input: string, places?: readonly Place[]) => Redacted;

function sizeOf(body: Uint8Array, size: number = body.length) {
  return { size, ...(size > body.length ? { truncated: true as const } : {}) };
}

/** A compressed body is kept where there is nothing to take out of it. */
function redactBody(
  headers: PlainMessage["headers"],
  body: Uint8Array,
  cut: (text: string) => Redacted,
): { readonly content: Redacted } {
  const unfolded = unfoldBody(headers, body);
  if (unfolded === "hidden") return { content: [WITHHELD] };
  if (unfolded === "plain") return { content: cut(latin1Of(body)) };
  const isClean = isWhole(cut(latin1Of(unfolded.bytes)));
  return { content: isClean ? cut(latin1Of(body)) : [WITHHELD] };
}

const WITHHELD: SecretSpan = { secret: "body", as: "raw" };

function isWhole(redacted: Redacted): boolean {
  return spansOf(redacted).length === 0;
}

function redactHeader(name: string, value: string, text: CutText, rules: PlaceRules): Redacted {
  const whole: SecretSpan = { secret: `header.${name.toLowerCase()}`, as: "raw" };
  if (isPrivateHeader(name, rules) && !isCredentialHeader(name)) {
    const known = text(value);
    return value === "" || isGapAlone(known) ? known : [whole];
  }
  if (!isCredentialHeader(name)) return text(value, placesOfHeader(value, rules));
  const [, scheme = "", rest = value] = /^(\w+ +)(?! )(.*)$/.exec(value) ?? [];
  const basic = /^basic /i.test(scheme) ? nested(rest, text) : null;
  if (basic !== null) return [scheme, basic];
  const redacted = text(value);
  if (!/cookie/i.test(name) && isGapAlone(rest === value ? redacted : text(rest))) return redacted;
  // Nobody's profile says what this is, but it opens a door.
  return rest === "" ? value : fromText(scheme, whole);
}

/** A known secret and nothing else, so that none of a stranger's stands beside it. */
function isGapAlone(redacted: Redacted): boolean {
  return typeof redacted !== "string" && redacted.length === 1 && spansOf(redacted).length === 1;
}

function fromText(before: string, span: SecretSpan): Redacted {
  return before === "" ? [span] : [before, span];
}

/** @returns null when this is not Base64 that holds a known secret */
function nested(base64: string, text: CutText): NestedSpan | null {
  const bytes = Buffer.from(base64, "base64");
  const inner = bytes.toString("utf8");
  if (Buffer.from(inner, "utf8").toString("base64") !== base64) return null;
  const redacted = text(inner);
  return typeof redacted === "string" ? null : { base64: segmentsOf(redacted) };
}

/** The same value has one name in an exchange, wherever it stands. */
function named(places: readonly Place[], learnt: readonly KnownSecret[]): readonly Place[] {
  return places.map((place) => {
    const label = learnt.find(({ value }) => value === place.value)?.label ?? place.label;
    const values = new Set(learnt.flatMap((each) => (each.label === label ? [each.value] : [])));
    const nth = [...values].indexOf(place.value);
    return { ...place, label, nth: Math.max(0, nth) };
  });
}
