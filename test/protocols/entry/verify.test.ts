import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KnownEntry } from "../../../src/protocols/entry/claims.js";
import type { EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { entryToken, entryUrl, signEntry } from "../../../src/protocols/entry/sign.js";
import { verifyEntry } from "../../../src/protocols/entry/verify.js";
import { UserError } from "../../../src/core/errors.js";
import { arbitraryKey, arbitraryRecipe, KEY, NOW_MS, RECIPE, withSignature } from "./recipes.js";

const SIGNED = signEntry(RECIPE, { usn: "100001", campaign: "C1" }, KEY, NOW_MS);
const VALUES = {
  usn: "100001",
  campaign: "",
  timestamp: "1700000000",
  params: [],
};

function reasonOf(input: string, nowMs = NOW_MS, recipe: EntryRecipe = RECIPE, known?: KnownEntry) {
  const verdict = verifyEntry(recipe, input, [KEY], nowMs, known);
  return verdict.accepted ? "accepted" : verdict.reason;
}

describe("verifyEntry accepts", () => {
  const query = SIGNED.url.slice(SIGNED.url.indexOf("?") + 1);
  it.each([
    ["the URL", SIGNED.url],
    ["the URL with a fragment", `${SIGNED.url}#x`],
    ["the path and query", `/api/acme-rpg/sponsor?${query}`],
    ["the query string", query],
    ["the query string with its mark", `?${query}`],
    ["the token alone", SIGNED.token],
    ["parameters in another order", query.split("&").reverse().join("&")],
    ["parameters that the recipe does not know, even twice", `${query}&utm=1&utm=2`],
  ])("%s", (_, input) => {
    expect(verifyEntry(RECIPE, input, [KEY], NOW_MS)).toMatchObject({
      accepted: true,
      usn: "100001",
      timestamp: "1700000000",
    });
  });

  it("any of several keys, and tells which", () => {
    const verdict = verifyEntry(RECIPE, SIGNED.url, ["other", "", KEY], NOW_MS);
    expect(verdict).toMatchObject({ accepted: true, keyIndex: 2 });
  });

  it("a token whose separator may occur in the signature", () => {
    const recipe = withSignature({
      encoding: "base64url",
      token: "{usn}-{timestamp}-{signature}",
    });
    for (let usn = 0; usn < 50; usn += 1) {
      const { url } = signEntry(recipe, { usn: String(usn) }, KEY, NOW_MS);
      expect(reasonOf(url, NOW_MS, recipe)).toBe("accepted");
    }
  });
});

describe("verifyEntry judges age", () => {
  it.each([
    ["at once", 0, "accepted"],
    ["at the end of its life", 300_000, "accepted"],
    ["a millisecond later", 300_001, "expired"],
    ["when it comes a minute early", -60_000, "accepted"],
    ["when it comes earlier still", -60_001, "in_future"],
  ])("%s", (_, ageMs, expected) => {
    expect(reasonOf(SIGNED.url, NOW_MS + ageMs)).toBe(expected);
  });

  it("and tells age and remaining life", () => {
    const verdict = verifyEntry(RECIPE, SIGNED.url, [KEY], NOW_MS + 1500);
    expect(verdict).toMatchObject({ ageMs: 1500, remainingMs: 298_500 });
  });
});

describe("verifyEntry refuses", () => {
  const token = entryToken(RECIPE, VALUES, KEY);
  const url = (changes: Partial<typeof VALUES>, text: string | null = token) =>
    entryUrl(RECIPE, { ...VALUES, ...changes }, text);
  const [, , signature = ""] = token.split("|");
  it.each([
    ["another usn in the URL", url({ usn: "100002" }), "usn_mismatch"],
    ["an empty usn", url({ usn: "" }), "usn_missing"],
    ["no usn", `custom_data=${encodeURIComponent(token)}`, "usn_missing"],
    ["no token", url({}, null), "token_missing"],
    ["an empty token", url({}, ""), "token_missing"],
    ["no query", "https://gw.example.com/api/acme-rpg/sponsor", "usn_or_token"],
    ["too many parts", url({}, `${token}|x`), "token_malformed"],
    ["an empty part too many", url({}, `${token}|`), "token_malformed"],
    ["too few parts", url({}, "100001|1700000000"), "token_malformed"],
    ["trailing text", url({}, `${token}x`), "signature_mismatch"],
    ["a trailing line break", url({}, `${token}\n`), "signature_mismatch"],
    ["a truncated signature", url({}, token.slice(0, -1)), "signature_mismatch"],
    ["no signature", url({}, "100001|1700000000|"), "signature_mismatch"],
    [
      "an upper-case signature",
      url({}, `100001|1700000000|${signature.toUpperCase()}`),
      "signature_mismatch",
    ],
    ["another user's token", url({ usn: "7" }, `7|1700000000|${signature}`), "signature_mismatch"],
    ["an altered timestamp", url({}, `100001|1700000001|${signature}`), "signature_mismatch"],
    ["a timestamp of words", url({}, `100001|soon|${signature}`), "timestamp_invalid"],
    [
      "a timestamp with a fraction",
      url({}, `100001|1700000000.0|${signature}`),
      "timestamp_invalid",
    ],
    ["a timestamp with a sign", url({}, `100001|+1700000000|${signature}`), "timestamp_invalid"],
    ["another key's token", url({}, entryToken(RECIPE, VALUES, "other")), "signature_mismatch"],
    ["malformed escapes", "usn=%zz&custom_data=x", "encoding_malformed"],
    ["escapes that are not UTF-8", "usn=%ff&custom_data=x", "encoding_malformed"],
    ["a repeated usn", `${url({})}&usn=100001`, "parameter_duplicated"],
    [
      "a repeated token under an escaped name",
      `${url({})}&custom%5Fdata=x`,
      "parameter_duplicated",
    ],
    ["nothing", "", "token_missing"],
    ["a word", "hello", "token_malformed"],
  ])("%s", (_, input, expected) => {
    const wanted = expected === "usn_or_token" ? "token_missing" : expected;
    expect(reasonOf(input)).toBe(wanted);
  });

  it("an entry that is not for the known usn or campaign", () => {
    expect(reasonOf(SIGNED.token, NOW_MS, RECIPE, { usn: "2" })).toBe("usn_mismatch");
    expect(reasonOf(SIGNED.url, NOW_MS, RECIPE, { campaign: "C2" })).toBe("campaign_mismatch");
  });

  it("a campaign that is not the token's", () => {
    const recipe = withSignature({
      message: "{usn}{timestamp}{key}",
      token: "{usn}|{campaign}|{timestamp}|{signature}",
    });
    const { token } = signEntry(recipe, { usn: "1", campaign: "A" }, KEY, NOW_MS);
    const values = {
      usn: "1",
      campaign: "",
      timestamp: "1700000000",
      params: [],
    };
    expect(reasonOf(entryUrl(recipe, values, token), NOW_MS, recipe)).toBe("campaign_mismatch");
    const other = entryUrl(recipe, { ...values, campaign: "B" }, token);
    expect(reasonOf(other, NOW_MS, recipe)).toBe("campaign_mismatch");
  });

  it("what a bare token does not tell", () => {
    const recipe = withSignature({
      message: "{server}{usn}{key}",
      token: "{timestamp}|{signature}",
    });
    const order = { usn: "1", params: [["server", "eu"]] } as const;
    const { token } = signEntry(recipe, order, KEY, NOW_MS);
    expect(reasonOf(token, NOW_MS, recipe)).toBe("usn_missing");
    expect(reasonOf(token, NOW_MS, recipe, { usn: "1" })).toBe("value_missing");
    expect(reasonOf(token, NOW_MS, recipe, order)).toBe("accepted");
  });

  it("everything without a key", () => {
    expect(verifyEntry(RECIPE, SIGNED.url, [], NOW_MS)).toMatchObject({
      reason: "key_missing",
    });
    const forged = entryToken(RECIPE, VALUES, "");
    expect(verifyEntry(RECIPE, forged, [""], NOW_MS)).toMatchObject({
      reason: "key_missing",
    });
    expect(verifyEntry(RECIPE, forged, ["", KEY], NOW_MS).accepted).toBe(false);
  });

  it("everything under a recipe that signs nothing", () => {
    const recipe = withSignature({ message: "{usn}" });
    expect(reasonOf(SIGNED.url, NOW_MS, recipe)).toBe("recipe_unusable");
  });

  it("without repeating a key that stands in the input", () => {
    const verdict = verifyEntry(RECIPE, `usn=${KEY}&custom_data=${token}`, [KEY], NOW_MS);
    expect(verdict.accepted).toBe(false);
    expect(JSON.stringify(verdict)).not.toContain(KEY);
  });
});

const order = fc.record({
  usn: fc.string({ minLength: 1, unit: "grapheme" }),
  campaign: fc.oneof(fc.constant(""), fc.string({ unit: "grapheme" })),
});

describe("properties", () => {
  it("what signEntry signs, verifyEntry accepts, unless signing was refused as ambiguous", () => {
    let signedCount = 0;
    fc.assert(
      fc.property(arbitraryRecipe, order, arbitraryKey, (recipe, values, key) => {
        const signed = signedOrNull(recipe, values, key);
        if (signed === null) return;
        signedCount += 1;
        const fromUrl = verifyEntry(recipe, signed.url, [key], NOW_MS);
        expect(fromUrl).toMatchObject({ accepted: true, ...values });
        const known = recipe.params.timestamp === undefined ? values : { ...values, params: [] };
        expect(verifyEntry(recipe, signed.token, [key], NOW_MS, known).accepted).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(signedCount).toBeGreaterThan(200);
  });

  it("a token with one character changed, removed or added is refused", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...(["hex", "HEX", "base64", "base64url"] as const)),
        fc.string({ minLength: 1, unit: "grapheme" }).filter((usn) => !usn.includes("|")),
        fc.nat(),
        fc.string({ maxLength: 1 }),
        fc.nat({ max: 1 }),
        (encoding, usn, position, character, removed) => {
          const recipe = withSignature({ encoding });
          const { token } = signEntry(recipe, { usn }, KEY, NOW_MS);
          const at = position % (token.length + 1);
          const changed = token.slice(0, at) + character + token.slice(at + removed);
          fc.pre(changed !== token);
          const values = {
            usn,
            campaign: "",
            timestamp: "1700000000",
            params: [],
          };
          expect(verifyEntry(recipe, changed, [KEY], NOW_MS).accepted).toBe(false);
          const url = entryUrl(recipe, values, changed);
          expect(verifyEntry(recipe, url, [KEY], NOW_MS).accepted).toBe(false);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("no input makes it throw, and none is accepted by chance", () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("usn=", "&", "custom_data=", "?", "%", "%7C", "|", "https://", "#", "100001"),
    );
    fc.assert(
      fc.property(arbitraryRecipe, fc.array(piece), (recipe, pieces) => {
        expect(verifyEntry(recipe, pieces.join(""), [KEY], NOW_MS).accepted).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });
});

function signedOrNull(recipe: EntryRecipe, values: { usn: string; campaign: string }, key: string) {
  try {
    return signEntry(recipe, values, key, NOW_MS);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).code).toBe("entry_ambiguous");
    return null;
  }
}
