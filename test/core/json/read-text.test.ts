import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonLeaves } from "../../../src/core/json/leaves.js";
import { prettyJson } from "../../../src/core/json/layout.js";
import { parseJson, parseLongJson, parsePlainJson, readJson } from "../../../src/core/json/read.js";
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

describe("parseLongJson", () => {
  /** Long enough for several pieces, and cut at any place. */
  const padded = (before: number) => {
    const values = Array.from({ length: 4_000 }, (_, at) => ({ id: `보석 ${at}`, n: at / 7 }));
    return { pad: "é".repeat(before), values, "😀": [true, null, "\\u0000\\"] };
  };

  it("reads what parseJson reads, wherever pieces meet", () => {
    const spaces = fc.constantFrom(0, 1, 4);
    fc.assert(
      fc.property(
        fc.nat(2_000),
        spaces,
        fc.constantFrom("", "\n", " ".repeat(70_000)),
        (pad, indent, end) => {
          const text = JSON.stringify(padded(pad), null, indent) + end;
          const whole = parseJson(text);
          const read = parseLongJson(Buffer.from(text));
          expect({ ok: true, value: read }).toEqual(whole);
        },
      ),
      { numRuns: 20 },
    );
  });

  it("leaves to parseJson what is short, or no such document", () => {
    const good = JSON.stringify(padded(9));
    const spoilt = Buffer.from(good);
    spoilt[70_000] = 0xff;
    const others = [
      Buffer.from("[1]"),
      Buffer.from(good.slice(0, -1)),
      Buffer.from(`${good}x`),
      Buffer.from(`${" ".repeat(40_000)}1${"2".repeat(40_000)}`),
      Buffer.from(`${good.slice(0, -1)},"pad":1}`),
      Buffer.from(`["${"x".repeat(90_000)}"]`),
      Buffer.concat([Buffer.from(good), Buffer.from([0xff])]),
      spoilt,
    ];
    expect(others.map((bytes) => parseLongJson(bytes))).toEqual(others.map(() => null));
    expect(parseLongJson(Buffer.from(`\ufeff${good}`))).not.toBeNull();
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
        const reading = parsePlainJson(text);
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

  it("is enough for whatever a protocol nests", () => {
    expect(parseJson("[".repeat(256) + "]".repeat(256)).ok).toBe(true);
    expect(parseJson('{"a":'.repeat(257) + "1" + "}".repeat(257)).ok).toBe(false);
  });
});
