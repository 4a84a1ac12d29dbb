import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLeaves } from "../../../src/core/json/leaves.js";
import { prettyJson } from "../../../src/core/json/layout.js";
import { parseJson, parsePlainJson, readJson } from "../../../src/core/json/read.js";
import { readJsonTree } from "../../../src/core/json/tree.js";
import { jsonProperty, renderJson, scalarText } from "../../../src/core/json/value.js";

function rendered(text: string): string {
  const reading = parseJson(text);
  if (!reading.ok) throw new Error(reading.problem);
  return renderJson(reading.value);
}

describe("parseJson", () => {
  it("keeps every number as it is written", () => {
    const number = fc.stringMatching(/^-?(0|[1-9]\d{0,25})(\.\d{1,20})?([eE][+-]?\d{1,2})?$/);
    const text = fc.tuple(number, fc.constantFrom("", " ", "\n\t"));
    fc.assert(
      fc.property(text, ([literal, space]) => {
        const reading = parseJson(`{"n":${space}${literal}}`);
        expect(reading.ok && scalarText(jsonProperty(reading.value, "n"))).toBe(literal);
      }),
    );
  });

  it("gives back what compact JSON says, for any document", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (json) => {
        // An object's numeric keys come first, whoever reads it.
        const compact = JSON.stringify(JSON.parse(json));
        expect(rendered(compact)).toBe(compact);
      }),
    );
  });

  it("refuses a key that stands twice with different values, and no other", () => {
    expect(parseJson('{"a":{"b":1},"a":{"b":1}}').ok).toBe(true);
    expect(parseJson('{"a":1,\n"a":1.0}')).toEqual({
      ok: false,
      problem: 'line 2, column 1: the key "a" stands twice in one object',
    });
  });

  it.each([
    ["{", "line 1, column 2: the text ends too early"],
    ["NaN", 'line 1, column 1: "N" is not expected here'],
    ["[".repeat(200_000), "line 1, column 257: it is nested too deeply"],
  ])("says where and why %.20s is none", (text, problem) => {
    expect(parseJson(text)).toEqual({ ok: false, problem });
  });
});

describe("parsePlainJson", () => {
  it("reads what JSON.parse reads", () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false }), (json) => {
        expect(parsePlainJson(json)).toEqual({ ok: true, value: JSON.parse(json) });
      }),
    );
  });

  it.each(['{"__proto__":1}', '{"constructor":{"toString":2}}', '{"a":1,"a":2}', "1e400", "-0"])(
    "reads %s like it",
    (text) => {
      const reading = parsePlainJson(text);
      expect(reading).toEqual({ ok: true, value: JSON.parse(text) });
    },
  );

  it("tells keys apart that are written alike, whichever came before", () => {
    // Sixty-four of them are kept in one place with what they look like.
    const [backspaces, backslashes] = ["\b".repeat(64), "\\b".repeat(64)];
    const keys = fc.constantFrom(
      ...["ab", "ba", "", '"', "\\", "\n", "보석", "__proto__"],
      ...[backspaces, backslashes],
    );
    const objects = fc.array(fc.array(keys, { maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(objects, (lists) => {
        const text = `[${lists.map((names) => `{${names.map((name, at) => `${JSON.stringify(name)}:${at}`).join()}}`).join()}]`;
        const reading = readJson(Buffer.from(text));
        expect(reading).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});

describe("depth", () => {
  const deep = "[".repeat(100_000) + "]".repeat(100_000);

  it("is a reading like any other, not a stack that overflows", () => {
    expect(parseJson(deep).ok).toBe(false);
    expect(parsePlainJson(deep).ok).toBe(false);
    expect(readJson(Buffer.from(deep)).ok).toBe(false);
    expect(readJsonTree(deep)).toBeNull();
    expect(prettyJson(deep)).toBeNull();
    expect(jsonLeaves(deep).whole).toBe(false);
  });

  it.each([
    ["[", "]"],
    ['{"a":', "}"],
  ])("is the same for both readings: %s", (open, close) => {
    const nested = (levels: number) => `${open.repeat(levels - 1)}[]${close.repeat(levels - 1)}`;
    for (const read of [parseJson, parsePlainJson]) {
      expect(read(nested(256)).ok).toBe(true);
      expect(read(nested(257)).ok).toBe(false);
    }
  });

  it("is enough for whatever a protocol nests", () => {
    expect(parseJson("[".repeat(256) + "]".repeat(256)).ok).toBe(true);
    expect(parseJson('{"a":'.repeat(257) + "1" + "}".repeat(257)).ok).toBe(false);
  });
});
