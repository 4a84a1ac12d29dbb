/** Values that the signer may have used instead of those the entry shows. */
import { urlPart } from "../../../core/url-part.js";
import { trimEndOf } from "../../../core/trim-end.js";
import { isoTexts } from "../../signing/mistakes/iso-texts.js";
import { proved, type EntryFinding, type EntryPart } from "../finding.js";
import { timestampMs } from "../freshness.js";
import type { EntryValues, TextRecipe } from "../recipe.js";

export interface ValuesCandidate {
  readonly values: EntryValues;
  /** null for the values as shown. */
  readonly finding: EntryFinding | null;
}

/** One value in another form or unit. */
export function rewrittenValues(
  recipe: TextRecipe,
  values: EntryValues,
): readonly ValuesCandidate[] {
  return [
    ...rewritten(values, "usn"),
    ...rewritten(values, "campaign"),
    ...values.params.flatMap(([name]) => rewrittenParam(values, name)),
    ...otherUnit(recipe, values),
    ...withoutCampaign(values),
    ...withoutUsn(values),
  ];
}

/** One value a typing slip away, and timestamps around the one shown: many, so to be tried last. */
export function* neighbouringValues(
  recipe: TextRecipe,
  values: EntryValues,
): Generator<ValuesCandidate> {
  for (const timestamp of nearbyTimestamps(recipe, values.timestamp)) {
    yield altered(values, "timestamp", timestamp);
  }
  for (const timestamp of finerTimestamps(values.timestamp)) {
    yield replaced(
      values,
      "timestamp",
      timestamp,
      "timestamp_signed_in_other_unit",
      `The timestamp was signed as ${timestamp}, in ms or with a fraction; here it is ${values.timestamp}.`,
      "Round the time once, and sign and send the same text.",
    );
  }
  for (const name of ["timestamp", "usn", "campaign"] as const) {
    for (const text of slipsOf(values[name])) yield altered(values, name, text);
  }
}

type Field = "usn" | "campaign" | "timestamp";

/** The entry shows one value, the signature holds for another. */
export function altered(values: EntryValues, name: Field, signed: string): ValuesCandidate {
  const message = `The signature holds for ${name} "${signed}"; here it is "${values[name]}".`;
  return replaced(
    values,
    name,
    signed,
    `${name}_altered`,
    message,
    `Do not change the ${name} after signing; sign again instead.`,
  );
}

function replaced(
  values: EntryValues,
  name: Field & EntryPart,
  signed: string,
  cause: string,
  message: string,
  fix: string,
): ValuesCandidate {
  const finding = proved(name, cause, message, fix, {
    expected: signed,
    found: values[name],
  });
  return { values: { ...values, [name]: signed }, finding };
}

const ENCODINGS: readonly (readonly [name: string, rewrite: (text: string) => string])[] = [
  ["URL-encoded", (text) => urlPart(text)],
  ["URL-encoded, spaces as `+`", (text) => urlPart(text).replaceAll("%20", "+")],
  ["URL-decoded", (text) => decodeURIComponent(text)],
  ["with `+` as a space", (text) => text.replaceAll("+", " ")],
  ["with spaces as `+`", (text) => text.replaceAll(" ", "+")],
  ["without the whitespace around it", (text) => text.trim()],
  ["with a line break after it", (text) => (text === "" ? "" : `${text}\n`)],
  ["in Unicode form NFC", (text) => text.normalize("NFC")],
  ["in Unicode form NFD", (text) => text.normalize("NFD")],
  ["as a float (.0), as a spreadsheet or pandas writes it", (text) => decimal(text, `${text}.0`)],
  ["with two decimals", (text) => decimal(text, `${text}.00`)],
  ["with thousands separators", (text) => decimal(text, grouped(text, ","))],
  ["with full stops between thousands", (text) => decimal(text, grouped(text, "."))],
  ["without its leading zeros", (text) => text.replace(/^0+(?=\d)/, "")],
  ...[6, 8, 9, 10, 12, 16].map(
    (length) =>
      [
        `with leading zeros, ${length} digits long`,
        (text: string) => decimal(text, text.padStart(length, "0")),
      ] as const,
  ),
  ["in exponent form", (text) => decimal(text, Number(text).toExponential().replace("e+", "E"))],
  ["in quotes", (text) => `"${text}"`],
  ["with a space after it", (text) => `${text} `],
  ["with a space in front", (text) => ` ${text}`],
  ["without dashes", (text) => text.replaceAll("-", "")],
  ["in Base64", (text) => Buffer.from(text).toString("base64")],
  ["HTML-escaped", (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;")],
  ["in lower case", (text) => text.toLowerCase()],
  ["in upper case", (text) => text.toUpperCase()],
];

function decimal(text: string, written: string): string {
  return /^\d+$/.test(text) ? written : text;
}

/** The digits at the end, three by three from the last. */
function grouped(text: string, separator: string): string {
  const head = trimEndOf(text, "0123456789");
  const digits = text.slice(head.length);
  const first = digits.length % 3;
  const groups = first === 0 ? [] : [digits.slice(0, first)];
  for (let at = first; at < digits.length; at += 3) groups.push(digits.slice(at, at + 3));
  return head + groups.join(separator);
}

function rewritten(values: EntryValues, name: "usn" | "campaign"): readonly ValuesCandidate[] {
  return ENCODINGS.flatMap(([encoding, rewrite]) => {
    const signed = attempt(rewrite, values[name]);
    if (signed === null || signed === values[name]) return [];
    const message = `The ${name} was signed ${encoding}, not as it reads.`;
    return [
      replaced(
        values,
        name,
        signed,
        `${name}_spelling`,
        message,
        `Sign the ${name} as it reads before URL encoding.`,
      ),
    ];
  });
}

function rewrittenParam(values: EntryValues, name: string): readonly ValuesCandidate[] {
  const shown = values.params.find(([param]) => param === name)?.[1] ?? "";
  return ENCODINGS.flatMap(([encoding, rewrite]) => {
    const signed = attempt(rewrite, shown);
    if (signed === null || signed === shown) return [];
    return [
      {
        values: withParam(values, name, signed),
        finding: proved(
          "param",
          "param_spelling",
          `The ${name} was signed ${encoding}, not as it reads.`,
          `Sign the ${name} as it reads before URL encoding.`,
          { expected: signed, found: shown },
        ),
      },
    ];
  });
}

/** The same values with another one of an extra parameter. */
export function withParam(values: EntryValues, name: string, signed: string): EntryValues {
  return {
    ...values,
    params: values.params.map((each) => (each[0] === name ? ([name, signed] as const) : each)),
  };
}

function attempt(rewrite: (text: string) => string, text: string): string | null {
  try {
    return rewrite(text);
  } catch {
    return null;
  }
}

function otherUnit(recipe: TextRecipe, values: EntryValues): readonly ValuesCandidate[] {
  const { timestamp } = values;
  if (timestampMs("ms", timestamp) === null) return [];
  const dates = isoTexts(timestampMs(recipe.signature.timestamp, timestamp) ?? Number.NaN);
  const shorter = timestamp.slice(0, -3);
  const others = shorter === "" ? [`${timestamp}000`] : [`${timestamp}000`, shorter];
  const unit = recipe.signature.timestamp;
  const signedAs = (signed: string, difference: string) =>
    replaced(
      values,
      "timestamp",
      signed,
      "timestamp_signed_in_other_unit",
      `The timestamp was signed as ${signed}, and here it is ${timestamp}: ${difference}.`,
      `Sign and send the same text; agreed is ${unit}.`,
    );
  return [
    ...others.map((signed) => signedAs(signed, "one is in seconds, the other in milliseconds")),
    ...dates.map((signed) => signedAs(signed, "one is a date, the other a number")),
  ];
}

function withoutCampaign(values: EntryValues): readonly ValuesCandidate[] {
  if (values.campaign === "") return [];
  const message = "The signature holds for an entry without campaign, and this one has a campaign.";
  return [
    replaced(
      values,
      "campaign",
      "",
      "campaign_not_signed",
      message,
      "Sign the campaign that the URL names, or leave it out of the URL.",
    ),
  ];
}

/** What a program writes for a user it does not have. */
function withoutUsn(values: EntryValues): readonly ValuesCandidate[] {
  return ["", "undefined", "null", "None", "0", "[object Object]"].flatMap((text) =>
    values.usn === text
      ? []
      : [
          replaced(
            values,
            "usn",
            text,
            "usn_empty_when_signed",
            `The usn was ${text === "" ? "empty" : `"${text}"`} when it was signed.`,
            "Sign after the user is known, and refuse to sign without one.",
          ),
        ],
  );
}

const NEARBY_SEC = 7200;
const NEARBY_MS = 1500;

function* nearbyTimestamps(recipe: TextRecipe, timestamp: string): Generator<string> {
  if (timestampMs("ms", timestamp) === null) return;
  const shown = Number(timestamp);
  const second = recipe.signature.timestamp === "s" ? 1 : 1000;
  const offsets = second === 1 ? [] : [...upTo(NEARBY_MS)];
  for (const offset of [...offsets, ...[...upTo(NEARBY_SEC)].map((sec) => sec * second)]) {
    yield String(shown + offset);
    if (shown >= offset) yield String(shown - offset);
  }
}

/** The milliseconds that a rounded second lost. */
function* finerTimestamps(timestamp: string): Generator<string> {
  if (!/^\d{9,11}$/.test(timestamp)) return;
  for (let ms = 0; ms < 1000; ms += 1) {
    const digits = String(ms).padStart(3, "0");
    yield timestamp + digits;
    yield `${timestamp}.${digits}`;
    yield `${timestamp}.${trimEndOf(digits, "0") || "0"}`;
  }
}

function* upTo(last: number): Generator<number> {
  for (let each = 1; each <= last; each += 1) yield each;
}

const LONGEST_SLIPPED = 40;

/** Texts with one character replaced, removed, added, or two swapped. */
function* slipsOf(text: string): Generator<string> {
  if (text === "" || text.length > LONGEST_SLIPPED) return;
  const alphabet = /^\d*$/.test(text) ? "0123456789" : "0123456789abcdefghijklmnopqrstuvwxyz-_.";
  for (let at = 0; at <= text.length; at += 1) {
    const before = text.slice(0, at);
    const after = text.slice(at);
    if (after !== "") yield before + after.slice(1);
    if (after.length > 1) yield before + after.charAt(1) + after.charAt(0) + after.slice(2);
    for (const each of alphabet) {
      yield before + each + after;
      if (after !== "") yield before + each + after.slice(1);
    }
  }
}
