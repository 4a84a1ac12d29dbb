/** Other texts than `{timestamp}.{body}` that may have been signed. */
import { isoTexts } from "../../signing/mistakes/iso-texts.js";
import { timestampedText } from "../signature.js";
import type { CauseEntry, CauseText, Guess } from "./cause.js";
import { SIGN_TIMESTAMPED } from "./fixes.js";

/** Puts the signed bytes together from the body. */
export type SignedText = (body: Buffer) => Buffer;

/** The text the header's form calls for. */
export function rightText(timestamp: string | null): SignedText {
  return timestamp === null ? (body) => body : (body) => timestampedText(timestamp, body);
}

/** A text that stands beside the body and may have been signed with it. */
export interface NamedText {
  /** `header X-Webhook-Timestamp`. */
  readonly name: string;
  readonly value: string;
}

export interface KnownTexts {
  /** The header's `t`; null for a simple signature. */
  readonly timestamp: string | null;
  /** Timestamps and ids of other headers and of the body. */
  readonly others: readonly NamedText[];
}

type Texts = readonly Guess<SignedText>[];

export const SIGNED_TEXT_CAUSES: readonly CauseEntry<KnownTexts, SignedText>[] = [
  {
    id: "timestamp-not-signed",
    fixes: SIGN_TIMESTAMPED,
    guesses: ({ timestamp }) =>
      timestamp === null
        ? []
        : [
            {
              value: (body) => body,
              message: "The timestamp is missing from the signed text.",
              senderSigned: "the body alone",
              receiverHas: 'the timestamp, ".", and the body',
            },
          ],
  },
  {
    id: "timestamp-joined-differently",
    fixes: SIGN_TIMESTAMPED,
    guesses: ({ timestamp }) => (timestamp === null ? [] : joined(timestamp)),
  },
  {
    id: "timestamp-signed-in-other-unit",
    fixes: SIGN_TIMESTAMPED,
    guesses: ({ timestamp }) => (timestamp === null ? [] : otherUnits(timestamp)),
  },
  {
    id: "timestamp-signed-differs",
    remedy: "Read the clock once, and use that value in the header and in the signed text.",
    guesses: ({ timestamp }) => (timestamp === null ? [] : nearby(timestamp)),
  },
  {
    id: "timestamp-of-elsewhere",
    remedy:
      'Agree on one form: PlayCamp\'s has the timestamp in the signature header, "t=…,v1=…", and signs "{t}.{body}".',
    guesses: ({ timestamp, others }) =>
      others
        .filter(({ value }) => value !== timestamp)
        .flatMap(({ name, value }) =>
          [...joined(value), dotted(value), ...otherUnits(value)].map((guess) => ({
            ...guess,
            message: `The value of the ${name} was signed together with the body.`,
            senderSigned: guess.senderSigned.replace(
              /(?<!\{)\btimestamp\b(?!\})/,
              `value of the ${name}`,
            ),
            receiverHas:
              timestamp === null ? "the body alone" : "the timestamp of the signature header",
          })),
        ),
  },
  {
    id: "several-texts-signed",
    remedy:
      'Agree on one form: PlayCamp\'s signs the body alone, or "{t}.{body}" with the t of the signature header.',
    guesses: ({ others }) => pairs(others),
  },
];

/** More make too many pairs. */
const MOST_PAIRED = 6;

/** Two values of elsewhere and the body, as `{id}.{timestamp}.{body}` of Standard Webhooks. */
function pairs(others: readonly NamedText[]): Texts {
  const few = others.slice(0, MOST_PAIRED);
  return few.flatMap((first) =>
    few
      .filter((second) => second !== first)
      .flatMap((second) =>
        [".", "", ":", "|", "\n", ","].map((joint) =>
          around(first.value + joint + second.value + joint, "", {
            message: `The values of ${first.name} and ${second.name} were signed together with the body.`,
            senderSigned: `${first.name}, ${second.name} and the body, joined by ${JSON.stringify(joint)}`,
            receiverHas: "the body alone, or with the timestamp of the signature header",
          }),
        ),
      ),
  );
}

function joined(timestamp: string): Texts {
  return JOININGS.map((join) => join(timestamp));
}

function dotted(timestamp: string): Guess<SignedText> {
  return {
    value: (body) => timestampedText(timestamp, body),
    message: "",
    senderSigned: 'timestamp and body joined by "."',
    receiverHas: "",
  };
}

function around(before: string, after: string, text: CauseText): Guess<SignedText> {
  return {
    value: (body) => Buffer.concat([Buffer.from(before), body, Buffer.from(after)]),
    ...text,
  };
}

const JOININGS: readonly ((timestamp: string) => Guess<SignedText>)[] = [
  ...["", ":", "|", ",", "\n", " ", "-", "_", ", ", ";", "&", "\r\n", "/", "\t"].map(
    (separator) => (timestamp: string) =>
      around(timestamp + separator, "", {
        message: "Timestamp and body are not joined by a full stop.",
        senderSigned: `timestamp and body joined by ${JSON.stringify(separator)}`,
        receiverHas: 'timestamp and body joined by "."',
      }),
  ),
  ...["", ".", ":", "|", ",", "\n", " "].map(
    (separator) => (timestamp: string) =>
      around("", separator + timestamp, {
        message: "The timestamp stands after the body in the signed text.",
        senderSigned: `body and timestamp joined by ${JSON.stringify(separator)}`,
        receiverHas: "the timestamp before the body",
      }),
  ),
  ...[
    ["v0:{t}:", ""],
    ["v1:{t}:", ""],
    ["v1.{t}.", ""],
    ["v0.{t}.", ""],
    ["t={t}.", ""],
    ["t={t},", ""],
    ["t={t}", ""],
    ["t={t}&", ""],
    ["t={t},v1=", ""],
    ["timestamp={t}&body=", ""],
    ["timestamp={t}&payload=", ""],
    ["timestamp={t}.", ""],
    ["POST{t}", ""],
    ["{t}POST", ""],
    ["{t}.", "\n"],
    ['{"timestamp":{t},"body":', "}"],
    ['{"timestamp": {t}, "body": ', "}"],
    ['{"timestamp":"{t}","body":', "}"],
    ['{"timestamp": "{t}", "body": ', "}"],
    ['{"t":{t},"body":', "}"],
    ['{"timestamp":{t},"payload":', "}"],
    ['{"timestamp":{t},"data":', "}"],
    ['{"body":', ',"timestamp":{t}}'],
    ['{"payload":', ',"timestamp":{t}}'],
  ].map(
    ([before = "", after = ""]) =>
      (timestamp: string) =>
        around(before.replace("{t}", timestamp), after.replace("{t}", timestamp), {
          message: "Timestamp and body are not joined as agreed.",
          senderSigned: `${before}{body}${after}, where {t} is the timestamp`,
          receiverHas: '"{t}.{body}"',
        }),
  ),
];

function otherUnits(timestamp: string): Texts {
  if (!/^\d{4,15}$/.test(timestamp)) return isoRead(timestamp);
  const ms = Number(timestamp) * (timestamp.length >= 12 ? 1 : 1000);
  const texts: readonly (readonly [text: string, unit: string])[] = [
    [`${timestamp}000`, "milliseconds"],
    [timestamp.slice(0, -3), "seconds"],
    [`${timestamp}.0`, "seconds with a fraction"],
    ...isoTexts(ms).map((text) => [text, "ISO 8601 text"] as const),
  ];
  return texts.map(([text, unit]) => inUnit(text, unit));
}

/** The other way round: the header has ISO text, and the seconds of it were signed. */
function isoRead(timestamp: string): Texts {
  const ms = /^\d{4}-\d\d-\d\dT/.test(timestamp) ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(ms)
    ? []
    : [
        inUnit(String(Math.floor(ms / 1000)), "seconds"),
        inUnit(String(ms), "milliseconds"),
        ...isoTexts(ms).map((text) => inUnit(text, "ISO 8601 text")),
      ];
}

function inUnit(text: string, unit: string): Guess<SignedText> {
  return {
    value: (body) => timestampedText(text, body),
    message: `The timestamp in the signed text is in ${unit}, that in the header is not.`,
    senderSigned: `the timestamp in ${unit}, ".", and the body`,
    receiverHas: "the timestamp as the header has it",
  };
}

const NEARBY_SEC = 30;
const LARGEST_ZONE_H = 14;

/** Two readings of the clock, or one of them in local time. */
function nearby(timestamp: string): Texts {
  if (!/^\d{9,15}$/.test(timestamp)) return [];
  const shown = Number(timestamp);
  const second = timestamp.length >= 12 ? 1000 : 1;
  const seconds = Array.from({ length: NEARBY_SEC }, (_, at) => at + 1);
  const hours = Array.from({ length: 2 * LARGEST_ZONE_H }, (_, at) => (at + 1) * 1800);
  return [...seconds, ...hours].flatMap((apart) =>
    [apart, -apart].map((offset) => {
      const way = `${Math.abs(offset)} s ${offset > 0 ? "later" : "earlier"}`;
      return {
        value: (body: Buffer) => timestampedText(String(shown + offset * second), body),
        message: `The signed timestamp is ${way} than the one in the header: the clock was read twice, or in two time zones.`,
        senderSigned: `a timestamp ${way} than the header's, ".", and the body`,
        receiverHas: "the timestamp as the header has it",
      };
    }),
  );
}
