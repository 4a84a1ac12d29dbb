import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import type { KnownEntry } from "../../../src/protocols/entry/claims.js";
import { diagnoseEntry } from "../../../src/protocols/entry/diagnose.js";
import type { EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { entryToken, entryUrl, signEntry } from "../../../src/protocols/entry/sign.js";
import { verifyEntry } from "../../../src/protocols/entry/verify.js";
import { arbitraryKey, arbitraryRecipe, KEY, NOW_MS, RECIPE, withSignature } from "./recipes.js";

const TIME = "1700000000";

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

interface UrlChanges {
  readonly usn?: string;
  readonly time?: string;
  /** The usn beside the token, where it is not the token's. */
  readonly asked?: string;
  readonly campaign?: string;
}

/** The URL as a signing server would build it around any signature. */
function url(signature: string, changes: UrlChanges = {}) {
  const { usn = "100001", time = TIME, asked = usn, campaign = "" } = changes;
  const values = { usn: asked, campaign, timestamp: time, params: [] };
  return entryUrl(RECIPE, values, `${usn}|${time}|${signature}`);
}

const signed = (text: string) => sha256(text).toString("hex");
const RIGHT = sha256(`100001|${TIME}|${KEY}`);
const RIGHT_TOKEN = `100001|${TIME}|${RIGHT.toString("hex")}`;
const query = (text: string) => `usn=100001&custom_data=${text}`;

interface Case {
  readonly input: string;
  /** `part/cause` of every finding. */
  readonly findings: readonly string[];
  readonly recipe?: EntryRecipe;
  readonly key?: string;
  readonly nowMs?: number;
  readonly known?: KnownEntry;
}

const HMAC_RECIPE = withSignature({
  algorithm: "hmac-sha256",
  message: "{usn}|{timestamp}",
});
const BASE64_RECIPE = withSignature({ encoding: "base64" });
// Its Base64 has a `+` in it.
const PLUS_USN = Array.from({ length: 100 }, (_, index) => String(index)).find((usn) =>
  sha256(`${usn}|${TIME}|${KEY}`).toString("base64").includes("+"),
)!;
const PLUS_TOKEN = `${PLUS_USN}|${TIME}|${sha256(`${PLUS_USN}|${TIME}|${KEY}`).toString("base64")}`;
const HEX_KEY = "00112233445566778899aabbccddeeff";
const BASE64_KEY = "c2VjcmV0IGJ5dGVzICE/";

const CASES: Readonly<Record<string, Case>> = {
  "another user's token": {
    input: url(RIGHT.toString("hex"), { asked: "100002" }),
    findings: ["usn/usn_of_other_user"],
  },
  "another user's token, alone": {
    input: RIGHT_TOKEN,
    known: { usn: "100002" },
    findings: ["usn/usn_of_other_user"],
  },
  "the usn altered in the token": {
    input: url(RIGHT.toString("hex"), { usn: "999", asked: "100001" }),
    findings: ["usn/usn_altered_in_token"],
  },
  "one digit of the usn altered everywhere": {
    input: url(RIGHT.toString("hex"), { usn: "100002" }),
    findings: ["usn/usn_altered"],
  },
  "a digit put before the usn everywhere": {
    input: url(RIGHT.toString("hex"), { usn: "1100001" }),
    findings: ["usn/usn_altered"],
  },
  "a usn URL-encoded twice": {
    input: `usn=n%25C3%25A9&custom_data=${encodeURIComponent(`né|${TIME}|${signed(`né|${TIME}|${KEY}`)}`)}`,
    findings: ["usn/usn_encoded_twice"],
  },
  "a usn with its `+` unencoded": {
    input: `usn=a+b&custom_data=${encodeURIComponent(`a+b|${TIME}|${signed(`a+b|${TIME}|${KEY}`)}`)}`,
    findings: ["usn/usn_plus_read_as_space"],
  },
  "a usn signed URL-encoded": {
    input: url(signed(`n%C3%A9|${TIME}|${KEY}`), { usn: "né" }),
    findings: ["usn/usn_spelling"],
  },
  "a usn signed in another Unicode form": {
    input: url(signed(`né|${TIME}|${KEY}`.normalize("NFD")), {
      usn: "né".normalize("NFC"),
    }),
    findings: ["usn/usn_spelling"],
  },
  "a timestamp altered": {
    input: url(RIGHT.toString("hex"), { time: "1700000200" }),
    findings: ["timestamp/timestamp_altered"],
  },
  "a timestamp signed in another unit than sent": {
    input: url(signed(`100001|${TIME}000|${KEY}`)),
    findings: ["timestamp/timestamp_signed_in_other_unit"],
  },
  "milliseconds instead of seconds": {
    input: url(signed(`100001|${TIME}000|${KEY}`), { time: `${TIME}000` }),
    findings: ["timestamp/timestamp_unit"],
  },
  "seconds instead of milliseconds, and long ago": {
    recipe: withSignature({ timestamp: "ms" }),
    nowMs: NOW_MS + 3_600_000,
    input: url(RIGHT.toString("hex")),
    findings: ["timestamp/timestamp_unit", "timestamp/expired"],
  },
  "a timestamp that is a date": {
    input: url(signed(`100001|2023-11-14|${KEY}`), { time: "2023-11-14" }),
    findings: ["timestamp/timestamp_invalid"],
  },
  "an expired token": {
    input: url(RIGHT.toString("hex")),
    nowMs: NOW_MS + 420_000,
    findings: ["timestamp/expired"],
  },
  "a token from the future": {
    input: url(RIGHT.toString("hex")),
    nowMs: NOW_MS - 3_600_000,
    findings: ["timestamp/in_future"],
  },
  "another user's token, expired": {
    input: url(RIGHT.toString("hex"), { asked: "2" }),
    nowMs: NOW_MS + 420_000,
    findings: ["usn/usn_of_other_user", "timestamp/expired"],
  },
  "our key with a line break": {
    input: url(RIGHT.toString("hex")),
    key: `${KEY}\n`,
    findings: ["key/key_whitespace"],
  },
  "the signer's key with a line break": {
    input: url(signed(`100001|${TIME}|${KEY}\n`)),
    findings: ["key/key_trailing_newline"],
  },
  "our key in quotes": {
    input: url(RIGHT.toString("hex")),
    key: `"${KEY}"`,
    findings: ["key/key_quoted"],
  },
  "a key decoded from hex": {
    recipe: HMAC_RECIPE,
    input: url(hmac(Buffer.from(HEX_KEY, "hex"), `100001|${TIME}`).toString("hex")),
    key: HEX_KEY,
    findings: ["key/key_hex_decoded"],
  },
  "a key decoded from Base64": {
    recipe: HMAC_RECIPE,
    input: url(hmac(Buffer.from(BASE64_KEY, "base64"), `100001|${TIME}`).toString("hex")),
    key: BASE64_KEY,
    findings: ["key/key_base64_decoded"],
  },
  "HMAC instead of the plain digest": {
    input: url(hmac(KEY, `100001|${TIME}`).toString("hex")),
    findings: ["signature/signature_algorithm"],
  },
  "the plain digest instead of HMAC": {
    recipe: HMAC_RECIPE,
    input: url(RIGHT.toString("hex")),
    findings: ["signature/signature_algorithm", "signature/message_fields"],
  },
  "SHA-512": {
    input: url(createHash("sha512").update(`100001|${TIME}|${KEY}`).digest("hex")),
    findings: ["signature/signature_algorithm"],
  },
  "no key at all": {
    input: url(signed(`100001|${TIME}`)),
    findings: ["signature/message_without_key"],
  },
  "upper-case hex": {
    input: url(RIGHT.toString("hex").toUpperCase()),
    findings: ["signature/signature_encoding"],
  },
  "Base64 instead of hex": {
    input: url(RIGHT.toString("base64")),
    findings: ["signature/signature_encoding"],
  },
  "Base64 without padding": {
    recipe: BASE64_RECIPE,
    input: url(RIGHT.toString("base64").replace("=", "")),
    findings: ["signature/signature_encoding"],
  },
  "Base64 of the hex text": {
    recipe: BASE64_RECIPE,
    input: url(Buffer.from(RIGHT.toString("hex")).toString("base64")),
    findings: ["signature/signature_encoding"],
  },
  "another separator": {
    input: url(signed(`100001:${TIME}:${KEY}`)),
    findings: ["signature/message_separator"],
  },
  "another order": {
    input: url(signed(`${KEY}|100001|${TIME}`)),
    findings: ["signature/message_order"],
  },
  "the campaign signed too": {
    input: url(signed(`100001|C1|${TIME}|${KEY}`), { campaign: "C1" }),
    findings: ["campaign/campaign_signed"],
  },
  "the campaign not signed": {
    recipe: withSignature({ message: "{usn}|{campaign}|{timestamp}|{key}" }),
    input: url(RIGHT.toString("hex"), { campaign: "C1" }),
    findings: ["campaign/campaign_not_signed"],
  },
  "another separator and a line break in our key": {
    input: url(signed(`100001:${TIME}:${KEY}`)),
    key: `${KEY}\n`,
    findings: ["key/key_whitespace", "signature/message_separator"],
  },
  "another encoding and expired": {
    input: url(RIGHT.toString("base64url")),
    nowMs: NOW_MS + 420_000,
    findings: ["signature/signature_encoding", "timestamp/expired"],
  },
  "a truncated signature": {
    input: url(RIGHT.toString("hex").slice(0, 32)),
    findings: ["signature/signature_truncated"],
  },
  "an empty signature": {
    input: url(""),
    findings: ["signature/signature_empty"],
  },
  "text after the token": {
    input: url(`${RIGHT.toString("hex")}xyz`),
    findings: ["token/trailing_garbage"],
  },
  "a part after the token": {
    input: url(`${RIGHT.toString("hex")}|1`),
    findings: ["token/trailing_garbage"],
  },
  "text before the token": {
    input: query(encodeURIComponent(`token=${RIGHT_TOKEN}`)),
    findings: ["token/leading_garbage"],
  },
  "whitespace around the token": {
    input: ` ${RIGHT_TOKEN}\n`,
    findings: ["token/token_whitespace"],
  },
  "a token URL-encoded twice": {
    input: query(encodeURIComponent(encodeURIComponent(RIGHT_TOKEN))),
    findings: ["url/url_encoded_twice"],
  },
  "a token pasted as it stood in the URL": {
    input: encodeURIComponent(RIGHT_TOKEN),
    findings: ["url/url_encoded_twice"],
  },
  "a `+` of Base64 read as a space": {
    recipe: BASE64_RECIPE,
    input: `usn=${PLUS_USN}&custom_data=${PLUS_TOKEN}`,
    findings: ["url/plus_read_as_space"],
  },
  "another token template": {
    input: query(`${TIME}.100001.${RIGHT.toString("hex")}`),
    findings: ["token/token_template"],
  },
  "too few parts": {
    input: query(`100001|${RIGHT.toString("hex")}`),
    findings: ["token/token_part_count"],
  },
  "the signature alone": {
    input: query(RIGHT.toString("hex")),
    findings: ["token/token_part_count"],
  },
  "the token under another name": {
    input: `usn=100001&customData=${encodeURIComponent(RIGHT_TOKEN)}`,
    findings: ["token/token_under_other_name"],
  },
  "no token": { input: "?usn=100001", findings: ["token/token_missing"] },
  "an empty token": { input: query(""), findings: ["token/token_empty"] },
  "no usn": {
    input: `custom_data=${encodeURIComponent(RIGHT_TOKEN)}`,
    findings: ["usn/usn_missing"],
  },
  "an empty usn": {
    input: `usn=&custom_data=${encodeURIComponent(RIGHT_TOKEN)}`,
    findings: ["usn/usn_missing"],
  },
  "malformed escapes": {
    input: query("100%"),
    findings: ["url/encoding_malformed"],
  },
  "a repeated parameter": {
    input: `${query(RIGHT_TOKEN)}&usn=1`,
    findings: ["url/parameter_duplicated"],
  },
};

function diagnose({ input, recipe = RECIPE, key = KEY, nowMs = NOW_MS, known = {} }: Case) {
  return diagnoseEntry(recipe, input, [key], nowMs, known);
}

describe("diagnoseEntry names and proves", () => {
  it.each(Object.entries(CASES))("%s", (_, example) => {
    const { accepted, findings } = diagnose(example);
    expect(accepted).toBe(false);
    expect(findings.map(({ part, cause }) => `${part}/${cause}`)).toEqual(example.findings);
    expect(findings.every(({ proved }) => proved)).toBe(true);
    for (const { message, fix } of findings) {
      expect(message).toMatch(/^[^a-z].*\.$/s);
      expect(fix).not.toBe("");
    }
  });
});

describe("diagnoseEntry", () => {
  it("finds nothing in a right entry", () => {
    expect(diagnoseEntry(RECIPE, RIGHT_TOKEN, [KEY], NOW_MS)).toEqual({
      accepted: true,
      findings: [],
    });
  });

  it("excludes, and says that it is no proof, when the key is another one", () => {
    const token = entryToken(
      RECIPE,
      { usn: "1", campaign: "", timestamp: TIME, params: [] },
      "quite another key",
    );
    const { findings } = diagnoseEntry(RECIPE, token, [KEY], NOW_MS);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      part: "key",
      cause: "key_or_recipe_unknown",
      message: "No known variation of the recipe with this key gives this signature.",
      proved: false,
    });
  });

  it("does not call a token another user's when its signature is wrong anyway", () => {
    const input = url(signed("nonsense"), { asked: "2" });
    const causes = diagnoseEntry(RECIPE, input, [KEY], NOW_MS).findings.map(({ cause }) => cause);
    expect(causes).toEqual(["usn_mismatch", "key_or_recipe_unknown"]);
  });

  it("says by how much a token is expired", () => {
    const { findings } = diagnoseEntry(RECIPE, RIGHT_TOKEN, [KEY], NOW_MS + 420_000);
    expect(findings[0]?.message).toBe(
      "The token expired 2 min ago: it is 7 min old and lives 5 min.",
    );
  });

  it("tells truncation from another ending", () => {
    const hex = RIGHT.toString("hex");
    const altered = `${hex.slice(0, 40)}${"0".repeat(24)}`;
    const { findings } = diagnoseEntry(RECIPE, url(altered), [KEY], NOW_MS);
    expect(findings.map(({ cause }) => cause)).toEqual(["key_or_recipe_unknown"]);
  });

  it("tries every key", () => {
    const input = url(signed(`100001:${TIME}:${KEY}`));
    const { findings } = diagnoseEntry(RECIPE, input, ["other", KEY], NOW_MS);
    expect(findings.map(({ cause }) => cause)).toEqual(["message_separator"]);
  });

  it("names the recipe's own fault", () => {
    const { findings } = diagnoseEntry(withSignature({ message: "{usn}" }), "x", [KEY], NOW_MS);
    expect(findings[0]).toMatchObject({ cause: "recipe_unusable" });
  });
});

describe("properties", () => {
  it("diagnosis and verdict agree, and every refusal has a finding", () => {
    fc.assert(
      fc.property(
        arbitraryRecipe,
        fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("|", "%7C", "&sig="))),
        (recipe, pieces) => {
          const input = `custom_data=${pieces.join("")}`;
          const { accepted } = verifyEntry(recipe, input, [KEY], NOW_MS);
          const diagnosis = diagnoseEntry(recipe, input, [KEY], NOW_MS);
          expect(diagnosis.accepted).toBe(accepted);
          expect(diagnosis.findings.length > 0).toBe(!accepted);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("no diagnosis contains the key, even when the entry does", () => {
    const damages: readonly ((token: string, key: string) => string)[] = [
      (token, key) => `${token}${key}`,
      (token, key) => `${key}${token}`,
      (_, key) => `100001|${TIME}|${key}`,
      (_, key) => `${key}|${TIME}|${signed(key)}`,
      (_, key) => `100001|${key}|${signed(key)}`,
      (_, key) => key,
      (token) => token.slice(0, -5),
      (token) => token.toUpperCase(),
    ];
    const key = arbitraryKey.filter((text) => /[^a-z0-9 .|-]/i.test(text));
    fc.assert(
      fc.property(
        key,
        fc.constantFrom("", "\n", " "),
        fc.constantFrom(...damages),
        fc.boolean(),
        (key, ending, damage, inUrl) => {
          const { token } = signEntry(RECIPE, { usn: "100001", timestamp: TIME }, key, 0);
          const text = damage(token, key);
          const input = inUrl ? query(encodeURIComponent(text)) : text;
          const diagnosis = diagnoseEntry(RECIPE, input, [`${key}${ending}`], NOW_MS);
          const shown = diagnosis.findings.flatMap(
            ({ message, expected = "", found = "", fix }) => [message, expected, found, fix],
          );
          expect(shown.filter((each) => each.includes(key))).toEqual([]);
        },
      ),
      { numRuns: repetitions({ quick: 24, full: 200 }) },
    );
  });
});
