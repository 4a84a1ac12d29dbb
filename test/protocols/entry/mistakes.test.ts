import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { urlFindings } from "../../../src/protocols/entry/compare-url.js";
import { diagnoseEntry } from "../../../src/protocols/entry/diagnose.js";
import { DEFAULT_ENTRY_RECIPE } from "../../../src/protocols/entry/recipe.js";
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
  ["signature_prefix", `sha256=${sha256(text())}`],
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
  ["token_not_made", withToken("undefined")],
  ["token_not_made", withToken("[object Object]")],
  [
    "timestamp_invalid",
    withToken(`20077|20260202093000|${sha256(text("20077", "20260202093000"))}`),
  ],
  ["usn_unicode_form", withToken(`유저|${T}|${sha256(text("유저"))}`, "유저".normalize("NFD"))],
  ["signature_truncated", withToken(`20077|${T}|${sha256(text()).slice(0, 8)}`)],
])("names what became of the token: %s", (cause, input) => {
  expect(causesOf(input)).toEqual([cause]);
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
