/** Ways in which the key that signed may differ from the receiver's secret. */
import { createHash } from "node:crypto";
import { everyEncodingOf } from "../../signing/encodings.js";
import type { CauseEntry, CauseText, Guess } from "./cause.js";
import { LOAD_RIGHT_SECRET, USE_SECRET_AS_TEXT } from "./fixes.js";

export interface LabelledSecret {
  /** How the result names it: `staging`, `webhook.secret`. */
  readonly label: string;
  readonly value: string;
  /** Verifies as well as the first, as during a rotation. */
  readonly accepted?: boolean;
}

export interface KnownSecrets {
  readonly expected: string;
  /** Those that should not have signed this delivery. */
  readonly others: readonly LabelledSecret[];
}

type SecretCause = CauseEntry<KnownSecrets, Buffer>;

const HEX = /^(?:[0-9a-f]{2}){8,}$/i;
const BASE64 = /^[A-Za-z0-9+/_-]{11,}={0,2}$/;
const PREFIX = /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z]+)*[_:](?=.)/;
const QUOTED = /^(["'`])(.+)\1$/s;

export const SECRET_CAUSES: readonly SecretCause[] = [
  {
    id: "secret-of-other-environment",
    fixes: LOAD_RIGHT_SECRET,
    guesses: ({ others, expected }) =>
      others
        .filter(({ value }) => value !== "" && value !== expected)
        .map(({ label, value }) => ({
          value: Buffer.from(value),
          message: `It was signed with another secret: ${label}.`,
          senderSigned: `with the secret of ${label}`,
          receiverHas: "the expected secret",
        })),
  },
  {
    id: "secret-not-loaded",
    fixes: LOAD_RIGHT_SECRET,
    guesses: () =>
      ["", "undefined", "null", "None"].map((value) => ({
        value: Buffer.from(value),
        message:
          value === ""
            ? "It was signed with an empty secret: the sender's is not set."
            : `It was signed with the word "${value}" as secret: the sender's is not set.`,
        senderSigned: value === "" ? "with an empty key" : `with the key "${value}"`,
        receiverHas: "a real secret",
      })),
  },
  {
    id: "secret-whitespace",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) => [
      ...keys(expected, [expected.trim(), expected.trimEnd()], {
        message: "The receiver's secret has white space around it.",
        senderSigned: "with the secret trimmed",
        receiverHas: "the secret with a newline or a space, as a file or a copied line has",
      }),
      ...keys(
        expected,
        ["\n", "\r\n", "\r", " "].map((end) => expected + end),
        {
          message: "The sender's secret has white space at its end.",
          senderSigned: "with a newline or a space after the secret, as a file or echo adds it",
          receiverHas: "the secret without it",
        },
      ),
    ],
  },
  {
    id: "secret-quotes",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) => [
      ...keys(expected, [QUOTED.exec(expected)?.[2] ?? expected], {
        message: "The receiver's secret is in quotes that do not belong to it.",
        senderSigned: "with the secret without quotes",
        receiverHas: "the secret in quotes",
      }),
      ...keys(expected, [`"${expected}"`, `'${expected}'`], {
        message: "The sender's secret is in quotes that do not belong to it.",
        senderSigned: "with the secret in quotes",
        receiverHas: "the secret without quotes",
      }),
    ],
  },
  {
    id: "secret-prefix",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) => {
      const bare = expected.replace(PREFIX, "");
      return [
        ...keys(expected, [bare], {
          message: "The sender left out the prefix of the secret.",
          senderSigned: "with what follows the prefix",
          receiverHas: "the secret with its prefix",
        }),
        ...(bare === expected
          ? []
          : decoded(bare, BASE64, "base64", {
              message:
                "The sender left out the prefix of the secret and decoded the rest from Base64.",
              senderSigned: "with the decoded bytes after the prefix",
              receiverHas: "the secret as text",
            })),
        ...keys(expected, [`whsec_${expected}`], {
          message: "The receiver left out the whsec_ of the secret.",
          senderSigned: "with whsec_ before the secret",
          receiverHas: "the secret without it",
        }),
      ];
    },
  },
  {
    id: "secret-hex-decoded",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) =>
      decoded(expected, HEX, "hex", {
        message: "The sender decoded the secret from hex.",
        senderSigned: "with the decoded bytes as key",
        receiverHas: "the secret's text as key",
      }),
  },
  {
    id: "secret-base64-decoded",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) =>
      decoded(expected, BASE64, "base64", {
        message: "The sender decoded the secret from Base64.",
        senderSigned: "with the decoded bytes as key",
        receiverHas: "the secret's text as key",
      }),
  },
  {
    id: "secret-encoded",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) =>
      keys(expected, everyEncodingOf(Buffer.from(expected)), {
        message: "The sender encoded the secret before using it.",
        senderSigned: "with the secret's hex or Base64 text as key",
        receiverHas: "the secret's own text as key",
      }),
  },
  {
    id: "secret-hashed",
    fixes: USE_SECRET_AS_TEXT,
    guesses: ({ expected }) => {
      const hash = createHash("sha256").update(expected).digest();
      return [hash, Buffer.from(hash.toString("hex"))].map((value) => ({
        value,
        message: "The sender hashed the secret before using it.",
        senderSigned: "with the SHA-256 of the secret as key",
        receiverHas: "the secret's own text as key",
      }));
    },
  },
];

/** Guesses that really differ from the secret. */
function keys(
  expected: string,
  values: readonly string[],
  text: CauseText,
): readonly Guess<Buffer>[] {
  return [...new Set(values)]
    .filter((value) => value !== expected && value !== "")
    .map((value) => ({ value: Buffer.from(value), ...text }));
}

function decoded(
  secret: string,
  pattern: RegExp,
  encoding: "hex" | "base64",
  text: CauseText,
): readonly Guess<Buffer>[] {
  return pattern.test(secret) ? [{ value: Buffer.from(secret, encoding), ...text }] : [];
}
