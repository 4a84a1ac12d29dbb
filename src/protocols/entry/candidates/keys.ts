/** What becomes of a shared key on its way through files, shells and configuration. */
import { everyEncodingOf } from "../../signing/encodings.js";
import { proved, type EntryFinding } from "../finding.js";

export interface KeyCandidate {
  readonly key: string | Uint8Array;
  /** null for the key as given. */
  readonly finding: EntryFinding | null;
}

/** The key as given first, then its variations; equal ones once. */
export function keyCandidates(key: string): readonly KeyCandidate[] {
  const seen = new Set([hexOf(key)]);
  const candidates: KeyCandidate[] = [{ key, finding: null }];
  for (const { of, cause, message, fix } of VARIATIONS) {
    for (const variation of of(key)) {
      if (variation.length === 0 || seen.has(hexOf(variation))) continue;
      seen.add(hexOf(variation));
      candidates.push({
        key: variation,
        finding: proved("key", cause, message, fix),
      });
    }
  }
  return candidates;
}

function hexOf(key: string | Uint8Array): string {
  return Buffer.from(key as string).toString("hex");
}

interface KeyVariation {
  readonly cause: string;
  readonly of: (key: string) => readonly (string | Uint8Array)[];
  readonly message: string;
  readonly fix: string;
}

const OUR_COPY = "Correct the key that is given here.";
const AGREE = "Agree on one reading of the key, or store here what the signer uses.";

const VARIATIONS: readonly KeyVariation[] = [
  {
    cause: "key_whitespace",
    of: (key) => [key.replace(/\r?\n$/, ""), key.trim()],
    message: "The key given here has whitespace around it; without it the signature matches.",
    fix: `${OUR_COPY} A line break at the end of a secret file is the usual reason.`,
  },
  {
    cause: "key_trailing_newline",
    of: (key) => [`${key}\n`, `${key}\r\n`, `${key} `],
    message:
      "The signer's key has a line break or a space at its end; with it the signature matches.",
    fix: "Trim the key on the signing server, which probably read it from a file with its line break.",
  },
  {
    cause: "key_quoted",
    of: (key) => [key.replace(/^(["'`])(.*)\1$/s, "$2")],
    message: "The key given here stands in quotes; without them the signature matches.",
    fix: OUR_COPY,
  },
  {
    cause: "key_quoted_by_signer",
    of: (key) => [`"${key}"`, `'${key}'`],
    message: "The signer's key stands in quotes; with them the signature matches.",
    fix: "Remove the quotes from the key on the signing server.",
  },
  {
    cause: "key_byte_order_mark",
    of: (key) => [key.replace(/^\uFEFF/, ""), `\uFEFF${key}`],
    message: "One of the two keys starts with a byte order mark.",
    fix: "Save the key without a byte order mark.",
  },
  {
    cause: "key_hex_decoded",
    of: (key) => (/^(?:[0-9a-f]{2})+$/i.test(key) ? [Buffer.from(key, "hex")] : []),
    message: "The signer decodes the key from hex; with the decoded bytes the signature matches.",
    fix: "Use the key's text as it is on the signing server, without decoding it.",
  },
  {
    cause: "key_base64_decoded",
    of: (key) => (/^[A-Za-z0-9+/_-]{2,}={0,2}$/.test(key) ? [Buffer.from(key, "base64")] : []),
    message:
      "The signer decodes the key from Base64; with the decoded bytes the signature matches.",
    fix: "Use the key's text as it is on the signing server, without decoding it.",
  },
  {
    cause: "key_encoded_by_signer",
    of: (key) => everyEncodingOf(Buffer.from(key, "utf8")),
    message:
      "The signer uses the key written in hex or Base64; with that text the signature matches.",
    fix: AGREE,
  },
  {
    cause: "key_url_encoded",
    of: (key) => [
      encodeURIComponent(Buffer.from(key, "utf8").toString("utf8")),
      percentDecoded(key),
    ],
    message: "One of the two keys is URL-encoded.",
    fix: AGREE,
  },
  {
    cause: "key_letter_case",
    of: (key) => [key.toLowerCase(), key.toUpperCase()],
    message: "The signer's key differs from the one given here in upper and lower case.",
    fix: AGREE,
  },
];

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
