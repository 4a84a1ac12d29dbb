import { expect, it } from "vitest";
import { type JsonSchema, publishedJsonSchema } from "../../src/profile/json-schema.js";
import { shareRepeated } from "../../src/profile/shared-schema.js";

const LONG = { type: "string", description: "x".repeat(200) };
const SHORT = { type: "string", description: "short" };

it("writes once what is long and stands twice", () => {
  const pair = { type: "object", properties: { key: LONG, name: SHORT, label: SHORT } };
  const schema = {
    type: "object",
    properties: { one: pair, two: { ...pair, items: LONG }, three: pair, key: { anyOf: [LONG] } },
  };
  const key = { $ref: "#/definitions/key" };
  const one = { $ref: "#/definitions/one" };
  const inner = { key, name: SHORT, label: SHORT };
  expect(shareRepeated(schema)).toEqual({
    type: "object",
    properties: {
      one,
      two: { type: "object", properties: inner, items: key },
      three: one,
      key: { anyOf: [key] },
    },
    definitions: { key: LONG, one: { type: "object", properties: inner } },
  });
});

it("calls two of the same key differently", () => {
  const other = { ...LONG, type: "number" };
  const at = (key: JsonSchema) => ({ type: "object", properties: { key } });
  const { definitions } = shareRepeated({
    properties: { a: { anyOf: [at(LONG), at(other)] }, b: { items: LONG }, c: { items: other } },
  });
  expect(definitions).toEqual({ key: LONG, "key-2": other });
});

it("gives the profile's schema back to whoever follows references, in a third of the bytes", () => {
  const whole = publishedJsonSchema();
  const shared = shareRepeated(whole);
  const { definitions, ...rest } = shared;
  const follow = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(follow);
    const { $ref } = value as { readonly $ref?: string };
    if ($ref !== undefined) return follow(definitions[$ref.replace("#/definitions/", "")]);
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, follow(each)]));
  };
  expect(follow(rest)).toEqual(whole);
  expect(JSON.stringify(shared).length).toBeLessThan(JSON.stringify(whole).length / 3);
});
