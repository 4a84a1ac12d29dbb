import { describe, expect, it } from "vitest";
import { renderJson } from "../../../src/core/json/value.js";
import { readPollReply, type ReplyTerms } from "../../../src/protocols/payments/reply.js";

function read(body: string | Uint8Array, source: ReplyTerms, contentType = "text/plain") {
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const reply = readPollReply(source, bytes, contentType);
  return reply.ok
    ? { records: reply.records.map(renderJson), presence: reply.presence }
    : reply.problem;
}

const XML = '<?xml version="1.0"?><r code="0"><list>%</list></r>';

describe("replies that are no JSON", () => {
  it.each<[string, string, ReplyTerms, readonly string[]]>([
    [
      "CSV",
      'id,amount\r\nA,"1,00"\r\n\r\n007,2\r\n',
      { format: "csv" },
      ['{"id":"A","amount":"1,00"}', '{"id":"007","amount":"2"}'],
    ],
    ["TSV", "id\tamount\nA\t1\n", { format: "tsv" }, ['{"id":"A","amount":"1"}']],
    [
      "CSV with semicolons",
      'id;amount\nA;"1,00"\n',
      { format: "csv", separator: ";" },
      ['{"id":"A","amount":"1,00"}'],
    ],
    ["CSV without rows", "id,amount\n", { format: "csv" }, []],
    [
      "XML",
      XML.replace("%", '<p id="7"><a>01.50</a></p><p id="8"><a>2</a></p>'),
      { format: "xml", records: "r.list.p" },
      ['{"a":"01.50","@id":"7"}', '{"a":"2","@id":"8"}'],
    ],
    [
      "XML of one",
      XML.replace("%", '<p id="7"><a>1</a></p>'),
      { format: "xml", records: "r.list.p" },
      ['{"a":"1","@id":"7"}'],
    ],
    ["XML of none", XML.replace("%", ""), { format: "xml", records: "r.list.p" }, []],
  ])("%s", (_, body, source, records) => {
    expect(read(body, source)).toEqual({ records, presence: "array" });
  });

  it("are judged by their success rule, and a path that leads nowhere is told", () => {
    const success = { path: "r.@code", equals: 0 };
    const source: ReplyTerms = { format: "xml", records: "r.list.p", success };
    expect(read(XML.replace("%", ""), source)).toMatchObject({ presence: "array" });
    expect(read(XML.replace('"0"', '"7"'), source)).toContain('"r.@code" is "7"');
    expect(read("<r/>", { format: "xml", records: "x.y.z" })).toMatchObject({ presence: "absent" });
  });

  it.each<[string, ReplyTerms, string]>([
    ["id,amount\nA\n", { format: "csv" }, "not CSV"],
    ["<a><b></a>", { format: "xml" }, "not XML"],
    ["<!DOCTYPE html><html>", {}, "HTML"],
    ["<list><p/></list>", {}, "XML, not JSON"],
    ["cb([])", {}, "JSONP"],
    ["id,u,amt\nT1,u,1\n", {}, "CSV, not JSON"],
    ["id\tu\tamt\nT1\tu\t1\n", {}, "TSV, not JSON"],
  ])("are named for what they are: %j", (body, source, expected) => {
    expect(read(body, source)).toContain(expected);
  });

  it.each<[string, Buffer, string, ReplyTerms]>([
    [
      "by Content-Type",
      Buffer.from("5b7b226964223a22b0c5b7a1227d5d", "hex"),
      "application/json; charset=EUC-KR",
      {},
    ],
    [
      "by the profile",
      Buffer.from("5b7b226964223a22b0c5b7a1227d5d", "hex"),
      "application/json",
      { charset: "cp949" },
    ],
    ["by its zeros", Buffer.from('[{"id":"거래"}]', "utf16le"), "application/json", {}],
  ])("in another encoding, %s", (_, bytes, type, source) => {
    expect(read(bytes, source, type)).toMatchObject({ records: ['{"id":"거래"}'] });
  });

  it("say that there is nothing as the profile says", () => {
    const source: ReplyTerms = {
      records: "list",
      success: { path: "code", equals: "0000" },
      empty: { path: "code", equals: "2001" },
    };
    expect(read('{"code":"2001","list":null}', source)).toEqual({ records: [], presence: "empty" });
    // A code is a text: 0 is not "0000".
    expect(read('{"code":0,"list":[]}', source)).toContain("means success");
  });
});

it("names the separator of a table that is read by another", () => {
  expect(read('id;b\n"A";x\n', { format: "csv" })).toContain("set payments.source.separator");
});
