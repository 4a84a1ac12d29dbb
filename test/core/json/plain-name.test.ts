import { expect, it } from "vitest";
import { plainName } from "../../../src/core/json/plain-name.js";

it.each([
  ["isTest", "istest"],
  ["is_test", "istest"],
  ["X-Pagination Total.Count", "xpaginationtotalcount"],
  ["결제 상태", "결제상태"],
  ["ステータス_コード", "ステータスコード"],
  ["状态-1", "状态1"],
  ["État", "état"],
  ["$#", ""],
])("%j reads as %j", (name, plain) => {
  expect(plainName(name)).toBe(plain);
});
