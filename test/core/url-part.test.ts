import { expect, it } from "vitest";
import { lowerEscapes, urlPart } from "../../src/core/url-part.js";

it.each([
  ["a/b?c=d&e", "a%2Fb%3Fc%3Dd%26e"],
  ["é", "%C3%A9"],
  ["half \ud800 of one", "half%20%EF%BF%BD%20of%20one"],
])("%j is %s", (text, part) => {
  expect(urlPart(text)).toBe(part);
});

it("writes escapes in small letters, and nothing else", () => {
  expect(lowerEscapes("A%2Fb%C3%a9%ZZ")).toBe("A%2fb%c3%a9%ZZ");
});
