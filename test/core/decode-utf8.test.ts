import { expect, it } from "vitest";
import { decodeUtf8 } from "../../src/core/decode-utf8.js";

it.each([
  ["text", "가 é", Buffer.from("가 é")],
  ["a byte order mark, which stays", "\ufeffa", Buffer.from([0xef, 0xbb, 0xbf, 0x61])],
  ["nothing", "", Buffer.alloc(0)],
  ["another encoding", null, Buffer.from([0xb0, 0xa1])],
  ["a character that is cut off", null, Buffer.from("가").subarray(0, 2)],
  ["half a pair", null, Buffer.from([0xed, 0xa0, 0x80])],
])("reads %s", (_, text, bytes) => {
  expect(decodeUtf8(bytes)).toBe(text);
});

it("is not confused by what it refused before", () => {
  expect(decodeUtf8(Buffer.from("가").subarray(0, 2))).toBeNull();
  expect(decodeUtf8(Buffer.from("a"))).toBe("a");
});
