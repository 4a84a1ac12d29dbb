import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPrefilter } from "../../src/core/needle-prefilter.js";

const needleOf = (text: string) => ({
  text,
  bytes: Buffer.from(text, "utf8").toString("latin1"),
});
const prefilterFor = (...texts: string[]) => createPrefilter(texts.map(needleOf));

const needle = fc.string({ unit: "binary", minLength: 4, maxLength: 40 });
const other = fc.string({ unit: "binary", maxLength: 20 });

describe("a prefilter lets through", () => {
  it("whatever holds a needle, as it is or as bytes", () => {
    fc.assert(
      fc.property(
        fc.array(needle, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        other,
        other,
        (needles, nth, before, after) => {
          const mayHold = createPrefilter(needles.map(needleOf));
          const held = needles[nth % needles.length]!;
          expect(mayHold(before + held + after)).toBe(true);
          const bytes = Buffer.from(before + held + after);
          expect(mayHold(bytes.toString("latin1"))).toBe(true);
        },
      ),
    );
  });

  it("whatever holds a needle in Base64, in either alphabet, wherever it begins", () => {
    fc.assert(
      fc.property(
        needle,
        fc.uint8Array({ maxLength: 12 }),
        fc.uint8Array({ maxLength: 12 }),
        fc.constantFrom("base64", "base64url"),
        other,
        (held, head, tail, alphabet, before) => {
          const whole = Buffer.concat([head, Buffer.from(held), tail]);
          const text = `${before}${whole.toString(alphabet)}.`;
          expect(prefilterFor("never there", held)(text)).toBe(true);
        },
      ),
    );
  });
});

describe("a prefilter keeps back", () => {
  it.each([
    ["nothing at all", ""],
    ["an ordinary header", "application/json; charset=utf-8"],
    ["a needle without its beginning", "y-of-a-partner"],
    ["another's digest", "3b14ca178b14d7ce1d6943c72ef9322ffcdfca414a0cf77a"],
    ["another's Base64", Buffer.from("nothing anybody minds").toString("base64")],
  ])("%s", (_, text) => {
    expect(prefilterFor("k3y-of-a-partner", "s3cret/of+one")(text)).toBe(false);
  });

  it("everything where there is no needle", () => {
    expect(prefilterFor()("anything, and more of it")).toBe(false);
  });
});
