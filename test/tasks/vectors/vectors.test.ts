/** The vectors of any recipe are right by the recipe itself, and hold nothing but published keys. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntryRecipe } from "../../../src/protocols/entry/recipe.js";
import { verifyEntry } from "../../../src/protocols/entry/verify.js";
import { SIGNING_ALGORITHMS } from "../../../src/protocols/signing/algorithms.js";
import { SIGNATURE_ENCODINGS } from "../../../src/protocols/signing/encodings.js";
import { entryVectors } from "../../../src/tasks/vectors/cases/entry.js";
import { webhookVectors } from "../../../src/tasks/vectors/cases/webhook.js";
import {
  questionLines,
  readResultLines,
  readResults,
} from "../../../src/tasks/vectors/vector-documents.js";
import { judgeResults } from "../../../src/tasks/vectors/judge.js";
import {
  inputText,
  TEST_KEY,
  VECTOR_TIME_SEC,
  type VectorSet,
} from "../../../src/tasks/vectors/vector.js";

const RECIPE: EntryRecipe = {
  url: "https://gw.example.com/api/{partner}/sponsor",
  partner: "acme",
  params: { usn: "usn", campaign: "camp_code", token: "custom_data" },
  signature: {
    algorithm: "sha256",
    message: "{usn}|{timestamp}|{key}",
    encoding: "hex",
    timestamp: "s",
    token: "{usn}|{timestamp}|{signature}",
    ttlMs: 300_000,
  },
};

const recipes: fc.Arbitrary<EntryRecipe> = fc
  .record({
    algorithm: fc.constantFrom(...SIGNING_ALGORITHMS),
    encoding: fc.constantFrom(...SIGNATURE_ENCODINGS),
    timestamp: fc.constantFrom("s" as const, "ms" as const),
    names: fc.shuffledSubarray(["usn", "timestamp", "campaign", "partner", "server"], {
      minLength: 2,
    }),
    separator: fc.constantFrom("|", ":", ".", "~~"),
    ttlMs: fc.constantFrom(30_000, 300_000, 3_600_000),
  })
  .map(({ names, separator, ...signature }) => ({
    ...RECIPE,
    params: { ...RECIPE.params, timestamp: "ts" },
    signature: {
      ...signature,
      message: [...names, "key"].map((name) => `{${name}}`).join(separator),
      token: [...names, "signature"].map((name) => `{${name}}`).join(separator),
    },
  }));

describe("entry vectors of any recipe", () => {
  it("are what the recipe's own verification accepts and refuses", () => {
    fc.assert(
      fc.property(recipes, (recipe) => {
        const { vectors } = entryVectors(recipe);
        const ids = vectors.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toContain("entry.sign.plain");
        expect(ids).toContain("entry.verify.other-key");
        for (const vector of vectors) {
          const url =
            vector.task === "sign" ? (vector.expected.url ?? "") : inputText(vector, "url");
          const nowSec = Number(vector.input["nowSec"] ?? VECTOR_TIME_SEC);
          const { accepted } = verifyEntry(recipe, url, [TEST_KEY], nowSec * 1000);
          const wanted = vector.task === "sign" ? true : vector.expected.accepted;
          expect(accepted, vector.id).toBe(wanted);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("show the signed bytes", () => {
    const { vectors } = entryVectors(RECIPE);
    const [plain] = vectors;
    expect(plain?.task === "sign" && plain.signedHex).toBe(
      Buffer.from(`100001|${VECTOR_TIME_SEC}|${TEST_KEY}`).toString("hex"),
    );
  });

  it("leave out what the recipe would make ambiguous, or does not sign", () => {
    const signature = {
      ...RECIPE.signature,
      message: "{usn}+{timestamp}{key}",
      token: "{usn}+{timestamp}+{signature}",
    };
    const ids = entryVectors({ ...RECIPE, signature }).vectors.map(({ id }) => id);
    expect(ids).not.toContain("entry.sign.url-characters");
    expect(ids).not.toContain("entry.verify.other-campaign");
    expect(ids).toContain("entry.sign.utf-8");
  });
});

function rightResults(set: VectorSet): Map<string, Record<string, unknown>> {
  return new Map(set.vectors.map(({ id, expected }) => [id, { id, ...expected }]));
}

describe("judging", () => {
  const set = entryVectors(RECIPE);
  const judgeOne = (id: string, result: object) =>
    judgeResults([set], new Map([[id, { id, ...result }]])).cases.find((each) => each.id === id);

  it("finds nothing wrong with what is expected", () => {
    const { summary } = judgeResults([set], rightResults(set));
    expect(summary).toEqual({
      total: set.vectors.length,
      pass: set.vectors.length,
      fail: 0,
      missing: 0,
    });
  });

  it("counts what nothing was said of, and what belongs to none", () => {
    const results = rightResults(set);
    results.delete("entry.sign.plain");
    results.set("entry.sign.plein", { id: "entry.sign.plein" });
    const verdict = judgeResults([set], results);
    expect(verdict.summary.missing).toBe(1);
    expect(verdict.unknown).toEqual(["entry.sign.plein"]);
  });

  it("does not mind how a URL escapes, and in which order its parameters stand", () => {
    const [plain] = set.vectors.filter(({ id }) => id === "entry.sign.url-characters");
    const { url = "", token } = plain?.task === "sign" ? plain.expected : { url: "", token: "" };
    const [base = "", query = ""] = url.split("?");
    const other = `${base}?${query.split("&").reverse().join("&").replaceAll("%20", "+").replaceAll("%2B", "%2b")}`;
    expect(other).not.toBe(url);
    const judged = judgeOne("entry.sign.url-characters", { token, url: other });
    expect(judged?.status).toBe("pass");
  });

  it.each([
    [{}, "token", null],
    [{ token: 7 }, "token", "7"],
    [{ token: "100001|1767225600|00" }, "token", "100001|1767225600|00"],
    [{ signature: "00" }, "signature", "00"],
  ])("%j is wrong in its %s", (result, part, found) => {
    const judged = judgeOne("entry.sign.plain", result);
    expect(judged?.status).toBe("fail");
    expect(judged?.differences).toMatchObject([{ part, found }]);
  });

  it.each([
    ["entry.verify.expired", { accepted: true }, "wrongly_accepted"],
    ["entry.verify.fresh", { accepted: false }, "wrongly_refused"],
    ["entry.verify.fresh", { accepted: "true" }, "wrongly_refused"],
    ["entry.verify.fresh", {}, "wrongly_refused"],
  ])("%s answered %j is %s", (id, result, cause) => {
    expect(judgeOne(id, result)?.explanation?.cause).toBe(cause);
  });

  it("takes a webhook's hex in either case, as receivers do", () => {
    const webhook = webhookVectors({
      form: "simple",
      format: "gateway",
      mapping: {},
      toleranceSec: 300,
    });
    const results = new Map(
      webhook.vectors.map((vector) => [
        vector.id,
        vector.task === "sign"
          ? { signature: vector.expected.signature.toUpperCase() }
          : { ...vector.expected },
      ]),
    );
    expect(judgeResults([webhook], results).summary.fail).toBe(0);
  });
});

describe("on the way", () => {
  const set = entryVectors(RECIPE);

  it("a question holds no answer", () => {
    for (const line of questionLines([set])) {
      const question = JSON.parse(line) as Record<string, unknown>;
      expect(Object.keys(question).sort()).toEqual(
        ["id", "input", "key", "recipe", "suite", "task"].sort(),
      );
    }
  });

  it.each([
    ['{"results":[{"id":"a"},{"id":"b"}]}', ["a", "b"]],
    ['\ufeff[{"id":"a"}]', ["a"]],
    ['{"id":"a"}\r\n\r\n{"id":"b"}\n', ["a", "b"]],
    ['{"id":"a"}', ["a"]],
  ])("results may be %j", (text, ids) => {
    expect([...readResults(text, "x").results.keys()]).toEqual(ids);
  });

  it.each(["", "no json", "{}", '[{"token":"x"}]', '{"results":[7]}'])(
    "results may not be %j",
    (text) => {
      expect(() => readResults(text, "results.json")).toThrow(/^results.json/);
    },
  );

  it("lines that are no result are kept apart", () => {
    const read = readResultLines(["debug: hello", '{"id":"a"}', "7", ""]);
    expect([...read.results.keys()]).toEqual(["a"]);
    expect(read.others).toEqual(["debug: hello", "7"]);
  });
});
