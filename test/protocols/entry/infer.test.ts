import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { repetitions } from "../../soak.js";
import { inferEntryRecipe } from "../../../src/protocols/entry/infer.js";
import { placeholdersOf } from "../../../src/protocols/signing/template.js";
import type { EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { signEntry } from "../../../src/protocols/entry/sign.js";
import { arbitraryRecipe, KEY, NOW_MS, RECIPE, withSignature } from "./recipes.js";

describe("inferEntryRecipe", () => {
  it("finds the default recipe from the URL and the key alone", () => {
    const { url } = signEntry(RECIPE, { usn: "100001", campaign: "C1" }, KEY, NOW_MS);
    expect(inferEntryRecipe({ url, key: KEY })).toEqual([RECIPE]);
  });

  it.each([
    ["a prefix in the token", { token: "v1.{usn}.{timestamp}.{signature}" }],
    [
      "mixed separators",
      {
        token: "{usn}:{timestamp}|{signature}",
        message: "{timestamp}.{key}.{usn}",
      },
    ],
    [
      "the token's own separator in the message",
      {
        token: "{usn}::{timestamp}::{signature}",
        message: "{usn}::{timestamp}::{key}",
      },
    ],
    [
      "the separator in the signature's alphabet",
      {
        encoding: "base64url" as const,
        token: "{usn}-{timestamp}-{signature}",
      },
    ],
    ["nothing between timestamp and signature", { token: "{usn}|{timestamp}{signature}" }],
    ["an unsigned usn", { message: "{timestamp}|{key}" }],
  ])("finds %s", (_, changes) => {
    const recipe = withSignature(changes);
    const { url } = signEntry(recipe, { usn: "100001" }, KEY, NOW_MS);
    expect(inferEntryRecipe({ url, key: KEY, usn: "100001" })).toContainEqual(recipe);
  });

  it("finds nothing with another key, in a damaged URL, or without a token", () => {
    const { url } = signEntry(RECIPE, { usn: "100001" }, KEY, NOW_MS);
    expect(inferEntryRecipe({ url, key: "other" })).toEqual([]);
    expect(inferEntryRecipe({ url, key: "" })).toEqual([]);
    expect(inferEntryRecipe({ url: url.slice(0, -1), key: KEY })).toEqual([]);
    expect(inferEntryRecipe({ url: `${url}&x=%`, key: KEY })).toEqual([]);
    expect(inferEntryRecipe({ url: "https://x/", key: KEY })).toEqual([]);
  });

  describe("of random recipes", () => {
    const RUNS = { numRuns: 200, seed: 20_260_105 };

    it("is tried on all algorithms, encodings, units, and places of the key", () => {
      const recipes = fc.sample(arbitraryRecipe, RUNS);
      const kinds = (of: (recipe: EntryRecipe) => string) => new Set(recipes.map(of)).size;
      expect(kinds(({ signature }) => signature.algorithm)).toBe(4);
      expect(kinds(({ signature }) => signature.encoding)).toBe(4);
      expect(kinds(({ signature }) => signature.timestamp)).toBe(2);
      expect(kinds(({ params }) => JSON.stringify(params))).toBeGreaterThan(80);
      expect(kinds(({ signature }) => signature.token)).toBeGreaterThan(50);
      expect(kinds(({ signature }) => signature.message)).toBeGreaterThan(100);
      const separators = ({ signature }: EntryRecipe) =>
        signature.message.split(/\{\w+\}/)[1] ?? "";
      expect(kinds(separators)).toBeGreaterThan(12);
      const keyAt = ({ signature }: EntryRecipe) =>
        String(placeholdersOf(signature.message).indexOf("key"));
      expect(kinds(keyAt)).toBeGreaterThanOrEqual(5);
    });

    it("finds each from one example, its key and whom it is for: it signs another's entry alike", () => {
      const usn = fc.stringMatching(/^[a-z0-9]{3,12}$/);
      const campaign = fc.oneof(fc.constant(""), fc.stringMatching(/^CAMP[0-9]{2,5}$/));
      const seconds = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 });
      fc.assert(
        fc.property(
          arbitraryRecipe,
          usn,
          usn,
          campaign,
          seconds,
          seconds,
          (recipe, a, b, code, t, u) => {
            const example = signEntry(recipe, { usn: a, campaign: code }, KEY, t * 1000);
            const other = { usn: b, campaign: code };
            const wanted = signEntry(recipe, other, KEY, u * 1000).url;
            const found = inferEntryRecipe({
              url: example.url,
              key: KEY,
              usn: a,
              campaign: code,
            });
            const made = found.map((each) => signEntry(each, other, KEY, u * 1000).url);
            expect(made).toContain(wanted);
          },
        ),
        { ...RUNS, numRuns: repetitions({ quick: 20, full: RUNS.numRuns }) },
      );
    });
  });
});
