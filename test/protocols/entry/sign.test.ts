import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/core/errors.js";
import type { EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import {
  entryParams,
  entryToken,
  entryUrl,
  signEntry,
  urlWithParams,
  type EntryOrder,
} from "../../../src/protocols/entry/sign.js";
import { KEY, NOW_MS, RECIPE, withSignature } from "./recipes.js";

const VALUES = {
  usn: "100001",
  campaign: "",
  timestamp: "1700000000",
  params: [],
};

function refusal(recipe: EntryRecipe, order: EntryOrder, key = KEY): UserError {
  try {
    signEntry(recipe, order, key, NOW_MS);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("signEntry", () => {
  it("takes the time from the clock in the recipe's unit", () => {
    expect(signEntry(RECIPE, { usn: "1" }, KEY, 1_700_000_000_999).timestamp).toBe("1700000000");
    const ms = withSignature({ timestamp: "ms" });
    expect(signEntry(ms, { usn: "1" }, KEY, 1_700_000_000_999).timestamp).toBe("1700000000999");
  });

  it("leaves the campaign parameter out without a campaign", () => {
    const { url } = signEntry(RECIPE, { usn: "1" }, KEY, NOW_MS);
    expect([...new URL(url).searchParams.keys()]).toEqual(["usn", "custom_data"]);
    const signed = signEntry(RECIPE, { usn: "1", campaign: "C 1" }, KEY, NOW_MS);
    expect(signed.url).toContain("?usn=1&camp_code=C%201&custom_data=1%7C");
  });

  it.each([
    ["https://x/e", "https://x/e?usn=1&"],
    ["https://x/e?v=2", "https://x/e?v=2&usn=1&"],
    ["https://x/e?", "https://x/e?usn=1&"],
    ["https://x/e?v=2&", "https://x/e?v=2&usn=1&"],
  ])("keeps the query of %s", (url, start) => {
    expect(signEntry({ ...RECIPE, url }, { usn: "1" }, KEY, NOW_MS).url).toContain(start);
  });

  it("puts the query before a fragment", () => {
    const { url } = signEntry({ ...RECIPE, url: "https://x/#top" }, { usn: "1" }, KEY, NOW_MS);
    expect(url).toMatch(/^https:\/\/x\/\?usn=1&.*#top$/);
  });

  it("encodes values as UTF-8 and never as form data", () => {
    const { url } = signEntry(RECIPE, { usn: "né +&" }, KEY, NOW_MS);
    expect(url).toContain("usn=n%C3%A9%20%2B%26&");
  });

  it("does not expand placeholders inside values", () => {
    const { token } = signEntry(RECIPE, { usn: "{key}" }, KEY, NOW_MS);
    expect(token.startsWith("{key}|")).toBe(true);
  });

  it.each<[string, EntryRecipe, EntryOrder, string]>([
    ["entry_usn_empty", RECIPE, { usn: "" }, KEY],
    ["key_empty", RECIPE, { usn: "1" }, ""],
    ["entry_timestamp_invalid", RECIPE, { usn: "1", timestamp: "now" }, KEY],
    ["entry_timestamp_invalid", RECIPE, { usn: "1", timestamp: "1.5" }, KEY],
    ["entry_timestamp_invalid", RECIPE, { usn: "1", timestamp: "" }, KEY],
    ["entry_ambiguous", RECIPE, { usn: "a|b" }, KEY],
    ["entry_ambiguous", RECIPE, { usn: "|" }, KEY],
    [
      "entry_ambiguous",
      withSignature({ token: "{signature}.{timestamp}.{usn}" }),
      { usn: "a.b" },
      KEY,
    ],
    [
      "entry_ambiguous",
      withSignature({ token: "{usn}{timestamp}.{signature}" }),
      { usn: "1" },
      KEY,
    ],
    ["entry_param_reserved", RECIPE, { usn: "1", params: [["key", "x"]] }, KEY],
    ["entry_param_duplicate", RECIPE, { usn: "1", params: [["camp_code", "x"]] }, KEY],
    [
      "entry_param_duplicate",
      RECIPE,
      {
        usn: "1",
        params: [
          ["a", "x"],
          ["a", "y"],
        ],
      },
      KEY,
    ],
    ["entry_param_duplicate", { ...RECIPE, url: "https://x/?usn=2" }, { usn: "1" }, KEY],
    ["entry_placeholder_unknown", withSignature({ message: "{server}{key}" }), { usn: "1" }, KEY],
    [
      "entry_recipe_unusable",
      withSignature({ token: "{usn}|{timestamp}|{key}" }),
      { usn: "1" },
      KEY,
    ],
    ["entry_recipe_unusable", withSignature({ token: "{usn}|{timestamp}" }), { usn: "1" }, KEY],
    ["entry_recipe_unusable", withSignature({ message: "{usn}|{timestamp}" }), { usn: "1" }, KEY],
    ["entry_recipe_unusable", withSignature({ token: "{usn}|{signature}" }), { usn: "1" }, KEY],
  ])("refuses with %s", (code, recipe, order, key) => {
    const error = refusal(recipe, order, key);
    expect(error.code).toBe(code);
    expect(error.hint).toBeTruthy();
  });

  it("says which value contains which separator", () => {
    const error = refusal(RECIPE, { usn: "guild|7" });
    expect(error.message).toContain('usn "guild|7" contains "|"');
    expect(error.hint).toContain("entry.signature.token");
  });

  it("refuses a separator beside the signature, although its length would tell", () => {
    const recipe = {
      ...withSignature({ token: "{signature}.{usn}" }),
      params: { ...RECIPE.params, timestamp: "ts" },
    };
    expect(refusal(recipe, { usn: "a.b" }).code).toBe("entry_ambiguous");
  });

  it("signs a value with the separator where the token does not hold that value", () => {
    const recipe = withSignature({ token: "{timestamp}|{signature}" });
    expect(signEntry(recipe, { usn: "a|b" }, KEY, NOW_MS).url).toContain("usn=a%7Cb&");
  });

  it("signs a value with another separator than those beside it", () => {
    const recipe = withSignature({ token: "{usn}:{timestamp}.{signature}" });
    expect(signEntry(recipe, { usn: "a.b" }, KEY, NOW_MS).token).toMatch(/^a\.b:1700000000\./);
  });
});

describe("the single steps", () => {
  it("make the same as signEntry", () => {
    const token = entryToken(RECIPE, VALUES, KEY);
    const signed = signEntry(RECIPE, { usn: VALUES.usn, timestamp: VALUES.timestamp }, KEY, 0);
    expect(token).toBe(signed.token);
    expect(entryUrl(RECIPE, VALUES, token)).toBe(signed.url);
  });

  it("make wrong entries: without token, with an empty one, in another order", () => {
    expect(entryUrl(RECIPE, VALUES, null)).toBe(
      "https://gw.example.com/api/acme-rpg/sponsor?usn=100001",
    );
    expect(entryUrl(RECIPE, VALUES, "")).toMatch(/&custom_data=$/);
    const reordered = entryParams(RECIPE, VALUES, "t").toReversed();
    expect(urlWithParams(RECIPE, reordered)).toMatch(/\?custom_data=t&usn=100001$/);
  });
});
