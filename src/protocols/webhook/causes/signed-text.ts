/** Other texts than `{timestamp}.{body}` that a timestamped signature may have been made over. */
import { timestampedText } from "../signature.js";
import type { CauseEntry } from "./cause.js";
import { SIGN_TIMESTAMPED } from "./fixes.js";

/** Puts the signed bytes together from the body. */
export type SignedText = (body: Buffer) => Buffer;

/** The text the header's form calls for. */
export function rightText(timestamp: string | null): SignedText {
  return timestamp === null ? (body) => body : (body) => timestampedText(timestamp, body);
}

/** Given the header's `t`; null for a simple signature, about which there is nothing to guess. */
export const SIGNED_TEXT_CAUSES: readonly CauseEntry<string | null, SignedText>[] = [
  {
    id: "timestamp-not-signed",
    fixes: SIGN_TIMESTAMPED,
    guesses: (timestamp) =>
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
    guesses: (timestamp) => (timestamp === null ? [] : JOININGS.map((join) => join(timestamp))),
  },
  {
    id: "timestamp-signed-in-other-unit",
    fixes: SIGN_TIMESTAMPED,
    guesses: (timestamp) => {
      if (timestamp === null || !/^\d{4,}$/.test(timestamp)) return [];
      const guesses = [
        { text: `${timestamp}000`, unit: "milliseconds" },
        { text: timestamp.slice(0, -3), unit: "seconds" },
      ];
      return guesses.map(({ text, unit }) => ({
        value: (body: Buffer) => timestampedText(text, body),
        message: `The timestamp in the signed text is in ${unit}, that in the header is not.`,
        senderSigned: `the timestamp in ${unit}, ".", and the body`,
        receiverHas: "the timestamp as the header has it",
      }));
    },
  },
];

const JOININGS = [
  ...["", ":", "|", ",", "\n"].map((separator) => (timestamp: string) => ({
    value: (body: Buffer) => Buffer.concat([Buffer.from(timestamp + separator), body]),
    message: "Timestamp and body are not joined by a full stop.",
    senderSigned: `timestamp and body joined by ${JSON.stringify(separator)}`,
    receiverHas: 'timestamp and body joined by "."',
  })),
  ...["", "."].map((separator) => (timestamp: string) => ({
    value: (body: Buffer) => Buffer.concat([body, Buffer.from(separator + timestamp)]),
    message: "The timestamp stands after the body in the signed text.",
    senderSigned: `body and timestamp joined by ${JSON.stringify(separator)}`,
    receiverHas: "the timestamp before the body",
  })),
];
