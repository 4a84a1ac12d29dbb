import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { EntryParam, EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { signEntry } from "../../../src/protocols/entry/sign.js";
import { verifyEntry } from "../../../src/protocols/entry/verify.js";
import { SIGNING_ALGORITHMS } from "../../../src/protocols/signing/algorithms.js";
import { SIGNATURE_ENCODINGS } from "../../../src/protocols/signing/encodings.js";

interface Vector {
  readonly name: string;
  readonly recipe: EntryRecipe;
  readonly key: string;
  readonly usn: string;
  readonly campaign: string;
  readonly timestamp: string;
  readonly params: readonly EntryParam[];
  readonly expected: {
    readonly signature: string;
    readonly token: string;
    readonly url: string;
  };
}

const file = new URL("../../../fixtures/entry/vectors.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as readonly Vector[];

describe("golden vectors, computed with Python's hashlib and hmac", () => {
  it("cover every algorithm with every encoding, in ASCII and not", () => {
    const covered = vectors.map(({ recipe, usn }) => {
      const { algorithm, encoding } = recipe.signature;
      return `${algorithm} ${encoding} ${/^\d+$/.test(usn) ? "ascii" : "other"}`;
    });
    const wanted = SIGNING_ALGORITHMS.flatMap((algorithm) =>
      SIGNATURE_ENCODINGS.flatMap((encoding) => [
        `${algorithm} ${encoding} ascii`,
        `${algorithm} ${encoding} other`,
      ]),
    );
    expect(new Set(covered)).toEqual(new Set(wanted));
  });

  it.each(vectors)("$name: signs and verifies", (vector) => {
    const { recipe, key, usn, campaign, timestamp, params, expected } = vector;
    const signed = signEntry(recipe, { usn, campaign, timestamp, params }, key, 0);
    expect(signed).toEqual({ ...expected, timestamp });
    const nowMs = Number(timestamp) * (recipe.signature.timestamp === "s" ? 1000 : 1);
    const verdict = verifyEntry(recipe, expected.url, [key], nowMs);
    expect(verdict).toMatchObject({
      accepted: true,
      usn,
      campaign,
      timestamp,
      ageMs: 0,
    });
  });
});
