import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { renderJson } from "../../../src/core/json/value.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";
import { zipped } from "../../zip.js";
import { readPollReply } from "../../../src/protocols/payments/reply.js";

type Rules = Pick<PaymentSource, "records" | "success" | "keyed">;

function read(rules: Rules, body: string | Uint8Array, type: string | null = null) {
  const bytes = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const reply = readPollReply(rules, bytes, type);
  if (!reply.ok) return reply.code;
  return [reply.presence, ...reply.records.map(renderJson)];
}

const LIST: Rules = { records: "data.list" };
const CODE: Rules = { ...LIST, success: { path: "code", equals: 10000 } };
const BIG = '{"id":9007199254740993,"amount":1.10}';

describe("readPollReply", () => {
  it.each<[string, Rules, string | Uint8Array, unknown]>([
    ["records under a path", LIST, `{"data":{"list":[${BIG}]}}`, ["array", BIG]],
    ["an array", {}, ` [${BIG}, ${BIG}] `, ["array", BIG, BIG]],
    ["a byte order mark", {}, `\uFEFF[${BIG}]`, ["array", BIG]],
    ["gzip nobody asked for", {}, gzipSync(`[${BIG}]`), ["array", BIG]],
    ["a zip", {}, zipped(["p.json", `[${BIG}]`]), ["array", BIG]],
    ["a zip of two", {}, zipped(["p.json", "[]"], ["q.json", "[]"]), "encoding"],
    [
      "members of an object",
      { records: "all", keyed: true },
      `{"all":{"a":${BIG},"b":${BIG}}}`,
      ["array", BIG, BIG],
    ],
    ["no members", { records: "all", keyed: true }, '{"all":{}}', ["array"]],
    ["a list for members", { records: "all", keyed: true }, '{"all":[]}', ["array"]],
    ["rows of cells", {}, '[["a",1],["b",2]]', ["array", '["a",1]', '["b",2]']],
    ["NDJSON", {}, `${BIG}\n${BIG}\r\n\n`, ["lines", BIG, BIG]],
    [
      "fanned out records",
      { records: "days[].list" },
      `{"days":[{"list":[${BIG}]},{"list":[]},{"list":[${BIG}]}]}`,
      ["array", BIG, BIG],
    ],
    ["an empty list", LIST, '{"data":{"list":[]}}', ["array"]],
    ["a null list", LIST, '{"data":{"list":null}}', ["null"]],
    ["an absent list", LIST, '{"data":{}}', ["absent"]],
    ["absent data", CODE, '{"code":10000}', ["absent"]],
    ["no body", LIST, "", ["no-body"]],
    ["no body where a value is promised", CODE, "", "not-json"],
    ["the promised value", CODE, '{"code":10000,"data":{"list":[]}}', ["array"]],
    ["the promised value as text", CODE, '{"code":"10000","data":{"list":[]}}', ["array"]],
    ["the promised value with decimals", CODE, '{"code":10000.0,"data":{"list":[]}}', ["array"]],
    ["another value", CODE, `{"code":401,"data":{"list":[${BIG}]}}`, "no-success"],
    ["no value", CODE, `{"data":{"list":[${BIG}]}}`, "no-success"],
    ["an object for a list", LIST, '{"data":{"list":{"a":1}}}', "no-array"],
    ["an error object for an array", {}, '{"error":"denied"}', "no-array"],
    ["numbers for records", {}, "[1,2]", "not-records"],
    ["HTML", LIST, "<html>", "not-json"],
    ["JSON cut short", {}, `[${BIG}`, "not-json"],
    ["NDJSON cut short", {}, `${BIG}\n{"id":`, "not-json"],
    ["bytes that are no text", {}, Buffer.from([0xff, 0xfe, 0x00]), "encoding"],
    ["damaged gzip", {}, gzipSync(`[${BIG}]`).subarray(0, 15), "encoding"],
  ])("%s", (_, rules, body, expected) => {
    expect(read(rules, body)).toEqual(expected);
  });

  it("names a way where an object stands for the list", () => {
    const reply = readPollReply(LIST, Buffer.from('{"data":{"list":{"a":{}}}}'), null);
    expect(reply.ok ? "" : reply.problem).toContain("payments.source.keyed");
  });

  it("unpacks no more than a bound", () => {
    const bomb = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    const reply = readPollReply({}, bomb, null);
    expect(reply.ok ? "" : reply.problem).toContain("holds more than");
  });

  it("takes a single line for a record only where the type says NDJSON", () => {
    expect(read({}, BIG, "application/x-ndjson")).toEqual(["lines", BIG]);
    expect(read({}, BIG, "application/json")).toBe("no-array");
  });

  it.each([
    [true, '{"ok":true,"data":{"list":[]}}', '{"ok":false}'],
    ["OK", '{"ok":"OK","data":{"list":[]}}', '{"ok":"ok"}'],
    [-1, '{"ok":-1,"data":{"list":[]}}', '{"ok":1}'],
    [null, '{"ok":null,"data":{"list":[]}}', "{}"],
  ])("knows success by %j", (equals, good, bad) => {
    const rules = { ...LIST, success: { path: "ok", equals } };
    expect(read(rules, good)).toEqual(["array"]);
    expect(read(rules, bad)).toBe("no-success");
  });

  it("tells pages apart by their records alone", () => {
    const digest = (body: string) => {
      const reply = readPollReply(LIST, Buffer.from(body), null);
      return reply.ok ? reply.digest : null;
    };
    const page = digest(`{"at":1,"data":{"list":[${BIG}]}}`);
    expect(digest(`{"at":2, "data":{"list":[${BIG}]}}`)).toBe(page);
    expect(digest('{"data":{"list":[{"id":9007199254740992,"amount":1.10}]}}')).not.toBe(page);
  });
});
