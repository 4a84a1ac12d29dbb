import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJsonTree } from "../../../src/core/json/tree.js";
import { renderJson } from "../../../src/protocols/webhook/library-json.js";

const compact = {
  layout: { colon: ":", comma: ",", indent: null },
  escape: (quoted: string) => quoted,
};

describe("JSON text", () => {
  it("is written as JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        const node = readJsonTree(text);
        expect(node && renderJson(node, compact)).toBe(text);
        const indented = { colon: ": ", comma: ",", indent: "  " };
        expect(node && renderJson(node, { ...compact, layout: indented })).toBe(
          JSON.stringify(value, null, 2),
        );
      }),
    );
  });

  it("keeps numbers, key order and repeated keys", () => {
    const text = '{"b":1.0,"1":9007199254740993,"a":[1E5,-0],"b":null}';
    const node = readJsonTree(` ${text}\n`);
    expect(node && renderJson(node, compact)).toBe(text);
  });

  it.each([["hello"], [""], ['{"a":1'], ["[1,]"], ["\ufeff{}"]])("does not read %j", (text) => {
    expect(readJsonTree(text)).toBeNull();
  });

  it("does not read what is too deep", () => {
    expect(readJsonTree("[".repeat(201) + "]".repeat(201))).not.toBeNull();
    expect(readJsonTree("[".repeat(9000) + "]".repeat(9000))).toBeNull();
  });
});
