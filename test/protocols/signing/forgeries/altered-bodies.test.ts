/** A body is altered in one character, at either end, and stays JSON of the same form. */
import { describe, expect, it } from "vitest";
import {
  alteredBodies,
  MOST_ALTERED,
} from "../../../../src/protocols/signing/forgeries/altered-bodies.js";

const text = (body: Uint8Array) => Buffer.from(body).toString("utf8");

describe("an altered body", () => {
  it("differs in one character: the first digit, the last one, or the last letter of a value", () => {
    const altered = alteredBodies(Buffer.from('{"a":123,"b":{"c":"Söul","d":45}}'));
    expect(altered.map(({ body }) => text(body))).toEqual([
      '{"a":223,"b":{"c":"Söul","d":45}}',
      '{"a":123,"b":{"c":"Söul","d":41}}',
      '{"a":123,"b":{"c":"SöuL","d":45}}',
    ]);
    expect(altered).toHaveLength(MOST_ALTERED);
  });

  it("is left out where there is nothing to alter", () => {
    expect(alteredBodies(Buffer.from("[]"))).toEqual([]);
    expect(alteredBodies(Buffer.from('{"key":true}'))).toEqual([]);
  });
});
