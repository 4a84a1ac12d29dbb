import { describe, expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import type { JsonValue } from "../../../src/core/json/value.js";
import type { HeaderPair } from "../../../src/core/http.js";
import { endDoubts } from "../../../src/protocols/payments/end-doubts.js";
import { linkTarget } from "../../../src/protocols/payments/link-header.js";
import type { PaymentSource } from "../../../src/protocols/payments/mapping.js";
import { readSigns } from "../../../src/protocols/payments/reply-signs.js";

function json(text: string): JsonValue {
  const parsed = parseJson(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

const PLAIN: PaymentSource = { url: "https://game.example.com/p", records: "data.list" };

function doubtsOf(
  body: string,
  {
    headers = [],
    source = {},
    count = 2,
    status = 200,
  }: {
    readonly headers?: readonly HeaderPair[];
    readonly source?: Partial<PaymentSource>;
    readonly count?: number;
    readonly status?: number;
  } = {},
): readonly string[] {
  const whole = { ...PLAIN, ...source };
  const value = json(body);
  const signs = readSigns(value, headers, whole.records ?? "", whole.ignore);
  const end = { signs, status, body: value, headers, count, received: count, pages: 1 };
  return endDoubts(whole, end);
}

const LIST = '"data":{"list":[{},{}]}';

describe("the end of a source that takes no pages", () => {
  it.each<[string, string, string]>([
    ["a flag at the top", `{${LIST},"has_more":true}`, '"has_more" is true'],
    ["a flag beside the records", '{"data":{"list":[],"hasNext":"Y"}}', '"data.hasNext"'],
    ["a flag among the paging", `{${LIST},"pagination":{"more":true}}`, '"pagination.more"'],
    ["a last page that is none", `{${LIST},"isLast":false}`, '"isLast" is false'],
    ["a truncated reply", `{${LIST},"truncated":true}`, '"truncated" is true'],
    ["a token", `{${LIST},"nextPageToken":"abc"}`, '"nextPageToken" names a next page'],
    ["an address", `{${LIST},"links":{"next":{"href":"/p?2"}}}`, '"links.next" names'],
    ["an OData link", `{${LIST},"@odata.nextLink":"https://x/2"}`, "odata.nextLink"],
    ["a total", `{${LIST},"totalCount":"5"}`, '"totalCount" says 5 records, and 2 came'],
    ["a total of pages", `{${LIST},"meta":{"total_pages":3}}`, "3 pages, and 1 were read"],
  ])("is doubted for %s", (_, body, expected) => {
    expect(doubtsOf(body).join()).toContain(expected);
  });

  it.each<[string, HeaderPair, number, string]>([
    ["a link", ["Link", '</p?2>; rel="next"'], 200, "Link header"],
    ["a range", ["Content-Range", "items 0-1/5"], 206, "Content-Range says 5"],
    ["a range without a unit", ["content-range", "0-1/5"], 206, "says 5 records"],
    ["a count", ["X-Total-Count", "5"], 200, "says 5 records"],
    ["206 alone", ["X-Other", "1"], 206, "HTTP 206"],
  ])("is doubted for %s in the head", (_, header, status, expected) => {
    expect(doubtsOf(`{${LIST}}`, { headers: [header], status }).join()).toContain(expected);
  });

  it.each<[string, string]>([
    ["nothing beside the records", `{${LIST}}`],
    ["a total that was reached", `{${LIST},"total":2}`],
    ["a total that is money", `{${LIST},"total":"19.98"}`],
    ["no more", `{${LIST},"hasMore":false,"next":null,"nextCursor":""}`],
    ["a last page", `{${LIST},"isLast":true,"pages":1}`],
    ["a count inside a record", '{"data":{"list":[{"total":9,"has_more":true}]}}'],
  ])("is believed with %s", (_, body) => {
    expect(doubtsOf(body)).toEqual([]);
  });

  it("passes over what the profile says is something else", () => {
    const source = { ignore: ["total", "data.hasMore"] };
    const body = '{"total":500,"data":{"list":[{}],"hasMore":true}}';
    expect(doubtsOf(body, { source })).toEqual([]);
    expect(doubtsOf(body)).toHaveLength(2);
  });

  it("is doubted for a page as full as it was asked for, and no sign of an end", () => {
    const source = { params: { limit: 2 } };
    expect(doubtsOf(`{${LIST}}`, { source }).join()).toContain("limit=2");
    expect(doubtsOf(`{${LIST},"total":2}`, { source })).toEqual([]);
    expect(doubtsOf(`{${LIST}}`, { source, count: 1 })).toEqual([]);
  });

  it("does not doubt what the profile follows", () => {
    const cursor: PaymentSource["paging"] = { kind: "cursor", cursor: "c", next: "next" };
    expect(doubtsOf(`{${LIST},"next":"abc"}`, { source: { paging: cursor } })).toEqual([]);
    const other = doubtsOf(`{${LIST},"nextToken":"abc"}`, { source: { paging: cursor } });
    expect(other.join()).toContain('"nextToken"');
  });
});

describe("an error that is told with status 200", () => {
  it.each<[string, boolean]>([
    ['{"error":{"code":4290,"message":"quota"}}', true],
    ['{"errors":[{"message":"x"}]}', true],
    ['{"error":"denied"}', true],
    ['{"success":false}', true],
    ['{"data":{"errorCode":"E17"}}', true],
    ['{"status":"FAIL","message":"x"}', true],
    ['{"error":null,"errors":[],"errorCode":0,"err":""}', false],
    ['{"error":{"code":0}}', false],
    ['{"errorCode":"0000","success":true,"status":"ok"}', false],
    ['{"data":{"list":[{"error":"in a record"}]}}', false],
  ])("in %s: %s", (body, isFault) => {
    expect(readSigns(json(body), [], "data.list").fault !== null).toBe(isFault);
  });
});

describe("linkTarget", () => {
  it.each<[string, string | null]>([
    ['<https://x/2>; rel="next"', "https://x/2"],
    ['<https://x/1>; rel="prev", <https://x/3>; rel="next"', "https://x/3"],
    ["<https://x/3>; rel=next", "https://x/3"],
    ['<https://x/a,b>; title="a, b"; rel="last next"', "https://x/a,b"],
    ['<https://x/1>; rel="prev"', null],
    ["no link", null],
  ])("of %s", (value, expected) => {
    expect(linkTarget([["Link", value]], "next")).toBe(expected);
  });
});
