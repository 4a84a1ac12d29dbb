import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonValue } from "../../../src/core/json/value.js";
import { jsonProperty, renderJson } from "../../../src/core/json/value.js";
import { readJson } from "../../../src/core/json/read.js";

const bytes = (text: string) => new TextEncoder().encode(text);

function read(text: string): JsonValue {
  const reading = readJson(bytes(text));
  if (!reading.ok) throw new Error(reading.problem);
  return reading.value;
}

describe("readJson", () => {
  it.each([
    ['{"id":12345678901234567890}', { id: 12345678901234567890n }],
    ["[-9007199254740993]", [-9007199254740993n]],
    ["9007199254740991", 9007199254740991],
    ["1e3", 1000],
    ["0.12345678901234567890", 0.12345678901234568],
    ['"12345678901234567890"', "12345678901234567890"],
    ['{"a\\"12345678901234567890":1}', { 'a"12345678901234567890': 1 }],
  ])("reads %s", (text, value) => {
    expect(read(text)).toStrictEqual(value);
  });

  it.each([
    ["", "an empty body"],
    [" \n", "an empty body"],
    ["{", "not JSON"],
    ["012345678901234567890", "not JSON"],
    ["<html>", "not JSON"],
  ])("says what is wrong with %j", (text, problem) => {
    expect(readJson(bytes(text))).toStrictEqual({ ok: false, problem });
  });

  it("says that bytes are no text", () => {
    expect(readJson(new Uint8Array([0x22, 0xff, 0x22]))).toStrictEqual({
      ok: false,
      problem: "not UTF-8",
    });
  });

  it("gives back whatever is rendered", () => {
    const scalar = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
    );
    const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        scalar,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie("value"), {
          maxKeys: 4,
          noNullPrototype: true,
        }),
      ),
    }));
    fc.assert(
      fc.property(value, (original) => {
        expect(read(renderJson(original))).toEqual(original);
      }),
    );
  });
});

describe("jsonProperty", () => {
  it("does not see inherited names", () => {
    expect(jsonProperty({}, "constructor")).toBeUndefined();
  });
});
