import { createHash, createHmac } from "node:crypto";
import { expect, it } from "vitest";
import { urlFindings } from "../../../src/protocols/entry/compare-url.js";
import { diagnoseEntry } from "../../../src/protocols/entry/diagnose.js";
import { DEFAULT_ENTRY_RECIPE, type EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { signEntry } from "../../../src/protocols/entry/sign.js";

const NOW_MS = 1_770_000_000_000;
const T = String(NOW_MS / 1000);
const KEY = "k3y#With$ome+signs";
const RECIPE = {
  ...DEFAULT_ENTRY_RECIPE,
  url: "https://gw.example/e/{partner}/in",
  partner: "acme",
};
const { url: RIGHT } = signEntry(RECIPE, { usn: "20077", timestamp: T }, KEY, NOW_MS);
const sha256 = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const text = (usn = "20077", time = T, key = KEY) => `${usn}|${time}|${key}`;
const withSignature = (signature: string) =>
  `https://gw.example/e/acme/in?usn=20077&custom_data=${encodeURIComponent(`20077|${T}|${signature}`)}`;
const causesOf = (input: string, others: { label: string; value: string }[] = []) =>
  diagnoseEntry(RECIPE, input, [KEY], NOW_MS, {}, others).findings.map(({ cause }) => cause);

it.each([
  ["url_html_escaped", RIGHT.replace(/&/g, "&amp;")],
  ["url_json_escaped", RIGHT.replace(/\//g, "\\/")],
  ["url_json_escaped", RIGHT.replace(/&/g, "\\u0026")],
  ["url_quoted_printable", RIGHT.replace(/=/g, "=3D")],
  ["url_quoted_printable", RIGHT.replace(/=/g, "=3D").replace("custom", "cus=\r\ntom")],
  ["url_encoded_whole", encodeURIComponent(RIGHT)],
  ["url_in_text", `curl -v '${RIGHT}' -H 'A: b'`],
  ["url_in_text", `<${RIGHT}>`],
  ["url_line_broken", `${RIGHT.slice(0, 40)}\n${RIGHT.slice(40)}`],
  ["parameter_as_list", RIGHT.replace("usn=", "usn[]=")],
  ["url_invisible_character", RIGHT.replace("usn", "u\u200bsn")],
  ["url_in_url", `https://www.example.com/url?q=${encodeURIComponent(RIGHT)}&sa=D`],
  ["url_in_url", `acme://open?target=${encodeURIComponent(RIGHT)}`],
  ["url_separators", RIGHT.replace(/&/g, ";")],
  ["url_separators", RIGHT.replace(/&/g, "^&")],
  ["url_separators", RIGHT.replace(/&/g, "\\x26")],
  ["url_second_question_mark", RIGHT.replace("&", "?")],
  ["url_fragment", RIGHT.replace("?", "#/")],
  ["url_encoded_equals", RIGHT.replace(/=/g, "%3D")],
])("undoes what was done to a pasted URL: %s", (cause, input) => {
  expect(causesOf(input)[0]).toBe(cause);
});

it.each([
  ["key_cut", sha256(text("20077", T, "k3y"))],
  ["key_not_loaded", sha256(text("20077", T, ""))],
  ["key_not_loaded", sha256(text("20077", T, "null"))],
  ["key_placeholder", sha256(text("20077", T, "{key}"))],
  ["key_dollar_expanded", sha256(text("20077", T, KEY.replace("$ome", "")))],
  ["timestamp_altered", sha256(text("20077", String(Number(T) + 1)))],
  ["timestamp_signed_in_other_unit", sha256(text("20077", `${T}512`))],
  ["key_placeholder", sha256(text("20077", T, "sharedKey"))],
  ["usn_spelling", sha256(text("20077.0"))],
  ["usn_spelling", sha256(text("20,077"))],
  ["usn_empty_when_signed", sha256(text(""))],
  ["message_charset", sha256(Buffer.from(text(), "utf16le"))],
  ["message_separator_at_end", sha256(`${text()}|`)],
  ["message_separator_in_front", sha256(`|${text()}`)],
  ["message_form", sha256(JSON.stringify({ usn: "20077", timestamp: Number(T), key: KEY }))],
  ["signature_algorithm", createHash("md5").update(text()).digest("hex")],
  ["signature_algorithm", sha256(sha256(text()))],
  ["signature_empty", "null"],
  ["signature_empty", "undefined"],
  ["timestamp_signed_in_other_unit", sha256(text("20077", new Date(NOW_MS).toISOString()))],
  ["timestamp_signed_in_other_unit", sha256(text("20077", "2026-02-02T02:40:00Z"))],
  ["signature_prefix", `sha256=${sha256(text())}`],
  ["signature_prefix", `0x${sha256(text())}`],
  ["signature_separators", sha256(text()).replace(/..(?=.)/g, "$&-")],
])("names what the signer did: %s", (cause, signature) => {
  expect(causesOf(withSignature(signature))).toEqual([cause]);
});

const withToken = (token: string, usn = "20077") =>
  `https://gw.example/e/acme/in?usn=${encodeURIComponent(usn)}&custom_data=${encodeURIComponent(token)}`;

it.each([
  ["token_template", withToken(`${sha256(text())}|${T}|20077`)],
  ["token_whitespace", withToken(`20077 | ${T} | ${sha256(text())}`)],
  ["token_base64", withToken(Buffer.from(`20077|${T}|${sha256(text())}`).toString("base64"))],
  ["token_quoted", withToken(`"20077|${T}|${sha256(text())}"`)],
  ["token_json", withToken(JSON.stringify({ usn: "20077", ts: Number(T), sign: sha256(text()) }))],
  ["token_json", withToken(JSON.stringify([sha256(text()), "20077", T], null, 1))],
  ["token_part_count", withToken('{"usn":"20077"}')],
  ["token_not_made", withToken("{token}")],
  ["token_not_made", withToken("{{ custom_data }}")],
  ["token_not_made", withToken("{custom-data}")],
  ["token_not_made", withToken("undefined")],
  ["token_not_made", withToken("[object Object]")],
  ["timestamp_invalid", withToken(`20077|${T}.0|${sha256(text("20077", `${T}.0`))}`)],
  ["usn_whitespace", withToken(`20077|${T}|${sha256(text())}`, "20077 ")],
  [
    "timestamp_invalid",
    withToken(`20077|20260202093000|${sha256(text("20077", "20260202093000"))}`),
  ],
  ["usn_unicode_form", withToken(`유저|${T}|${sha256(text("유저"))}`, "유저".normalize("NFD"))],
  ["signature_truncated", withToken(`20077|${T}|${sha256(text()).slice(0, 8)}`)],
])("names what became of the token: %s", (cause, input) => {
  expect(causesOf(input)).toEqual([cause]);
});

it.each([
  [/masked or shortened/, `${sha256(text()).slice(0, 7)}…`],
  [/hash of bcrypt/, `$2b$10$${"aB3.".repeat(13)}0`],
])("says what can be seen of a signature that nothing proves: %s", (seen, signature) => {
  const { findings } = diagnoseEntry(RECIPE, withSignature(signature), [KEY], NOW_MS);
  expect(findings).toMatchObject([{ cause: "key_or_recipe_unknown", proved: false }]);
  expect(findings[0]?.message).toMatch(seen);
});

it("proves nothing by a short beginning of a signature beside another mistake", () => {
  const short = sha256(text("20077", T, "k3y")).slice(0, 15);
  const { findings } = diagnoseEntry(RECIPE, withSignature(short), [KEY], NOW_MS);
  expect(findings).toMatchObject([{ cause: "key_or_recipe_unknown", proved: false }]);
  expect(causesOf(withSignature(sha256(text("20077", T, "k3y")).slice(0, 16)))).toEqual([
    "key_cut",
    "signature_truncated",
  ]);
});

it("ends a search that takes too long, and says so", () => {
  let left = 500;
  const mayGoOn = () => (left -= 1) >= 0;
  const input = withSignature("ab".repeat(32));
  const { findings } = diagnoseEntry(RECIPE, input, [KEY], NOW_MS, {}, [], mayGoOn);
  expect(findings[0]?.message).toContain("the search ended after its time");
  expect(left).toBe(-1);
});

it("names another key at hand, and shows none", () => {
  const staging = "staging-key-99";
  const input = withSignature(sha256(text("20077", T, staging)));
  const { findings } = diagnoseEntry(RECIPE, input, [KEY], NOW_MS, {}, [
    { label: "staging", value: staging },
  ]);
  expect(findings.map(({ cause }) => cause)).toEqual(["key_of_other_place"]);
  expect(JSON.stringify(findings)).not.toContain(staging);
});

it.each([
  ["url_host", RIGHT.replace("gw.example", "other.example")],
  ["url_scheme", RIGHT.replace("https:", "http:")],
  ["url_path", RIGHT.replace("/acme/", "/zeta/")],
  ["url_path", RIGHT.replace("/in?", "/in/?")],
])("compares the whole URL: %s", (cause, input) => {
  expect(urlFindings(RECIPE, input).map((finding) => finding.cause)).toEqual([cause]);
});

it("finds nothing about the agreed URL", () => {
  expect(urlFindings(RECIPE, RIGHT)).toEqual([]);
  expect(causesOf(RIGHT)).toEqual([]);
});

/** `cause: message` of the only finding about a URL whose token nobody encoded again. */
function only(input: string, given: { recipe?: EntryRecipe; key?: string; atMs?: number } = {}) {
  const { recipe = RECIPE, key = KEY, atMs = NOW_MS } = given;
  const { findings } = diagnoseEntry(recipe, input, [key], atMs);
  expect(findings).toHaveLength(1);
  return `${findings[0]?.cause}: ${findings[0]?.message}`;
}

it.each([
  [
    "quotes, and white space around them",
    `"${KEY}"\n`,
    /^key_quoted: .*quotes around it, and white space/,
  ],
  ["quotes", `'${KEY}'`, /^key_quoted: .*quotes that do not belong/],
  ["a zero-width space", `${KEY}\u200b`, /^key_invisible_character: .*zero-width/],
])("says what is wrong with the key here: %s", (_, key, said) => {
  expect(only(RIGHT, { key })).toMatch(said);
});

it("names a key that was hashed before it signed", () => {
  const message = "{usn}|{timestamp}";
  const signature = { ...RECIPE.signature, algorithm: "hmac-sha256" as const, message };
  const recipe = { ...RECIPE, signature };
  const digest = createHmac("sha256", sha256(KEY)).update(`20077|${T}`).digest("hex");
  expect(only(withSignature(digest), { recipe })).toMatch(/^key_hashed: .*a hash of the key/);
});

it("tells a text that was signed URL-encoded from one with another separator", () => {
  const signed = (separator: string) => withSignature(sha256(["20077", T, KEY].join(separator)));
  expect(only(signed("%7C"))).toMatch(/^message_separator: The text was signed URL-encoded/);
  expect(only(signed("%3A"))).toMatch(/^message_separator: The fields were joined by another/);
});

it("sees raw bytes and EUC-KR in what is no UTF-8", () => {
  const raw = createHash("sha256").update(text()).digest();
  const bytes = Array.from(raw, (each) => `%${each.toString(16).padStart(2, "0")}`);
  const url = withSignature("").concat(bytes.join(""));
  expect(only(url)).toMatch(/^encoding_malformed: .*32 bytes: it looks like the raw bytes/);
  expect(only(RIGHT.replace("usn=20077", "usn=%b5%b5%c0%fb"))).toMatch(
    /^encoding_malformed: .*Read as EUC-KR .*"도적"/,
  );
});

it("sees a time zone in a token that is nine hours old", () => {
  expect(only(RIGHT, { atMs: NOW_MS + 9 * 3_600_000 })).toMatch(
    /^expired: .*about a time zone, 9 h/,
  );
});

it.each(["20077.0", "2.0077E4", "2.0077e+4"])("a user written as %s, signed as 20077", (usn) => {
  const token = encodeURIComponent(`${usn}|${T}|${sha256(text())}`);
  const url = `https://gw.example/e/acme/in?usn=${encodeURIComponent(usn)}&custom_data=${token}`;
  const [first] = diagnoseEntry(RECIPE, url, [KEY], NOW_MS, {}, []).findings;
  expect(first?.message).toContain("signed as a whole number in plain digits");
});
