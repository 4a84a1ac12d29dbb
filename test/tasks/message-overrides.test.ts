/** `--set body.…` and `--set header.…`: any place in a body, no digit lost, nothing changed in passing. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  overrideBody,
  overrideHeaders,
  parseMessageOverrides,
} from "../../src/tasks/message-overrides.js";

function changed(body: string, ...sets: string[]): string {
  const { body: overrides } = parseMessageOverrides(sets);
  return Buffer.from(overrideBody(Buffer.from(body), overrides)).toString();
}

describe("overrideBody", () => {
  it.for([
    ['{"a":1,"b":2}', "body.a=x", '{"a":"x","b":2}'],
    ['{"a":1}', "body.a=7", '{"a":7}'],
    ['{"a":1}', 'body.a:="7"', '{"a":"7"}'],
    ['{"a":1}', "body.a=true", '{"a":true}'],
    ['{"a":1}', "body.a=1e3", '{"a":"1e3"}'],
    ['{"a":1}', "body.b.c=2", '{"a":1,"b":{"c":2}}'],
    ['{"a":[1,2]}', "body.a[1]=3", '{"a":[1,3]}'],
    ['{"a":[1,2]}', "body.a[2]=3", '{"a":[1,2,3]}'],
    ['{"a":[{"b":1}]}', "body.a[0].b=2", '{"a":[{"b":2}]}'],
    ['{"a":1}', "body.b[0]=2", '{"a":1,"b":[2]}'],
    ['{"id":9007199254740993,"a":1}', "body.a=2", '{"id":9007199254740993,"a":2}'],
    ['{"a":1}', "body.a:=9007199254740993", '{"a":9007199254740993}'],
    ['{"a":1}', "body.__proto__=2", '{"a":1,"__proto__":2}'],
  ] as const)("%s with %s", ([body, set, after]) => {
    expect(changed(body, set)).toBe(after);
  });

  it.for([
    ['{"a":[1]}', "body.a[2]=3", "the list has only 1 items"],
    ['{"a":[1]}', "body.a.b=3", '"b" is asked of a list'],
    ['{"a":1}', "body.a[0]=3", "there is no list for [0]"],
    ['{"a":1}', "body.a:=nope", "takes JSON"],
    ["no json", "body.a=1", "not JSON"],
    ["", "body.a=1", "an empty body"],
  ] as const)("%s refuses %s", ([body, set, says]) => {
    expect(() => changed(body, set)).toThrow(says);
  });

  it("leaves the bytes alone where nothing is set, JSON or not", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(overrideBody(bytes, [])).toBe(bytes);
      }),
    );
  });

  it("sets what it says, and nothing else", () => {
    const name = fc.stringMatching(/^[a-z]{1,4}$/);
    fc.assert(
      fc.property(
        fc.dictionary(name, fc.jsonValue()),
        name,
        fc.jsonValue(),
        (object, key, value) => {
          const before = JSON.stringify(object);
          const set = `body.${key}:=${JSON.stringify(value)}`;
          const expected = { ...object, [key]: value };
          expect(JSON.parse(changed(before, set))).toEqual(JSON.parse(JSON.stringify(expected)));
        },
      ),
    );
  });
});

describe("overrideHeaders", () => {
  it("replaces in place, whatever the case, and adds at the end", () => {
    const { header } = parseMessageOverrides(["header.x-one=1", "body.a=1", "header.X-Two=2"]);
    expect(
      overrideHeaders(
        [
          ["X-One", "0"],
          ["X-Last", "9"],
        ],
        header,
      ),
    ).toEqual([
      ["X-One", "1"],
      ["X-Last", "9"],
      ["X-Two", "2"],
    ]);
  });
});
