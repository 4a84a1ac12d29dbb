import { expect, it } from "vitest";
import { memoize, once } from "../../src/core/memoize.js";

it("works out once what is asked again, null as well", () => {
  const asked: string[] = [];
  const length = memoize((text) => {
    asked.push(text);
    return text === "" ? null : text.length;
  });
  expect(["ab", "", "ab", "", "abc"].map(length)).toEqual([2, null, 2, null, 3]);
  expect(asked).toEqual(["ab", "", "abc"]);
});

it("forgets rather than grow, and answers as before", () => {
  let computed = 0;
  const half = memoize((text) => {
    computed += 1;
    return Number(text) / 2;
  });
  const all = Array.from({ length: 2_500 }, (_, at) => at);
  for (const each of [...all, ...all]) expect(half(String(each))).toBe(each / 2);
  expect(computed).toBeGreaterThan(all.length);
});

it("makes a value once, and only when it is asked for", () => {
  let made = 0;
  const value = once(() => {
    made += 1;
    return null;
  });
  expect(made).toBe(0);
  expect([value(), value(), made]).toEqual([null, null, 1]);
});

it("keeps nothing of texts that are longer than it is told", () => {
  const asked: string[] = [];
  const length = memoize((text) => {
    asked.push(text);
    return text.length;
  }, 2);
  expect(["ab", "abc", "ab", "abc"].map(length)).toEqual([2, 3, 2, 3]);
  expect(asked).toEqual(["ab", "abc", "abc"]);
});
