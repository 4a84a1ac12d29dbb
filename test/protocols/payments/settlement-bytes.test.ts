import { expect, it } from "vitest";
import { settlementText } from "../../../src/protocols/payments/settlement-bytes.js";

/** The end of a zip that nothing was put into. */
const EMPTY_ZIP = Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]);
const KOREAN_PAGE = Buffer.from("<html><td>\u00b1\u00dd\u00be\u00d7</td></html>", "latin1");

it.each<[string, Uint8Array, string]>([
  ["an empty file", Buffer.from(""), "it is empty"],
  ["a mark and nothing", Buffer.from("\uFEFF\r\n \n"), "it is empty"],
  ["an empty zip", EMPTY_ZIP, "the zip holds 0 tables"],
  ["a page in CP949", KOREAN_PAGE, "it is a web page"],
  ["a list", Buffer.from('[{"transactionId":"T1"}]'), "it is JSON"],
  ["an object", Buffer.from('\uFEFF{\n  "data": []}'), "it is JSON"],
  ["nothing in a list", Buffer.from("[ ]"), "it is JSON"],
  ["XML", Buffer.from('<?xml version="1.0" encoding="euc-kr"?><a/>'), "it is XML"],
])("%s is named", (_, bytes, problem) => {
  expect(() => settlementText(bytes, undefined)).toThrow(
    expect.objectContaining({
      code: "settlement_packed",
      message: expect.stringContaining(problem) as string,
    }),
  );
});

it.each(["[id],amount\n", "{id};amount\n", "<id>,amount\n"])("%j begins a table", (text) => {
  expect(settlementText(Buffer.from(text), undefined)).toBe(text);
});

it("a file that is UTF-8 and not as declared is said to be so", () => {
  const text = Buffer.from("transactionId,\uC0C1\uD488,amount\n");
  expect(() => settlementText(text, "cp949")).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("UTF-8") as string }) as Error,
  );
});
