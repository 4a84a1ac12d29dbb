import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPrefilter, createTwiceWrappedPrefilter } from "../../src/core/needle-prefilter.js";

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

it("lets through whatever holds a needle in Base64 of Base64, in any mixture of alphabets", () => {
  const bytes = fc.uint8Array({ maxLength: 12 });
  const mixed = (base64: string, choices: readonly boolean[]) =>
    base64.replace(/[+/]/g, (character, at: number) =>
      choices[at % choices.length] === true ? character : character === "+" ? "-" : "_",
    );
  fc.assert(
    fc.property(
      fc.oneof(needle, fc.constantFrom(">>>???~~~", "ÿÿÿþþþ", "a?>b?>c")),
      fc.array(bytes, { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 1 }),
      (held, [a, b, c, d], choices) => {
        const inner = Buffer.concat([a!, Buffer.from(held), b!]).toString("base64");
        const outer = Buffer.concat([c!, Buffer.from(mixed(inner, choices)), d!]);
        const mayHold = createTwiceWrappedPrefilter(["never there", held].map(needleOf));
        expect(mayHold(`x: ${mixed(outer.toString("base64"), choices)}`)).toBe(true);
      },
    ),
  );
});

it("keeps back what only looks like Base64 of Base64", () => {
  const mayHold = createTwiceWrappedPrefilter([needleOf("k3y-of-a-partner")]);
  expect(mayHold("0f9a1c52-6b1c-4d6e-9a55-7d2c0b7a4e11")).toBe(false);
  expect(mayHold("5fa0".repeat(16))).toBe(false);
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
