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
    ["a key of several parts", `{${LIST},"LastEvaluatedKey":{"id":{"S":"x"}}}`, "LastEvaluatedKey"],
    ["what remains", `{${LIST},"remaining":7}`, '"remaining" is 7'],
    [
      "a high-water mark",
      `{${LIST},"highwatermark_id":"77","count":2}`,
      '"highwatermark_id" names',
    ],
    ["a token to resume at", `{${LIST},"resumptionToken":"ab"}`, '"resumptionToken" names'],
    ["a state of the paging", `{${LIST},"paging":{"page_state":"00ff"}}`, '"paging.page_state"'],
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

describe("a reply without a list", () => {
  const code = { path: "code", equals: 0 };
  const nothing = (message: string, list = "null") =>
    `{"code":0,"message":"${message}","data":{"list":${list}}}`;

  it.each<[string, string, Partial<PaymentSource>]>([
    ["cannot be told", nothing("cache miss"), {}],
    ["is too early", nothing("warming up"), {}],
    ["cannot be told, in Korean", nothing("데이터 적재 전입니다"), {}],
    ["is a fault, in Chinese", nothing("服务器错误"), {}],
    ["is too early, by a list that is absent", '{"message":"집계 중입니다","data":{}}', {}],
    ["is too early whatever its code says", nothing("Please wait"), { success: code }],
  ])("is doubted where its message %s", (_, body, source) => {
    const [doubt, ...others] = doubtsOf(body, { source, count: 0 });
    expect(doubt).toContain("there is no list, and ");
    expect(doubt).toContain("payments.source.empty");
    expect(others).toEqual([]);
  });

  it.each<[string, string, Partial<PaymentSource>]>([
    ["success", nothing("success"), {}],
    ["OK", nothing("OK"), {}],
    ["nothing", nothing(""), {}],
    ["that there are none", nothing("No data"), {}],
    ["so in Korean", nothing("조회된 내역이 없습니다"), {}],
    ["so in Japanese", nothing("データがありません"), {}],
    ["so in Chinese", nothing("暂无数据"), {}],
    ["anything, and its code success as agreed", nothing("B001"), { success: code }],
    ["anything that the profile passes over", nothing("cache miss"), { ignore: ["message"] }],
    ["anything beside a list that is empty", nothing("warming up", "[]"), {}],
  ])("is believed where its message says %s", (_, body, source) => {
    expect(doubtsOf(body, { source, count: 0 })).toEqual([]);
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
    ['{"partialFailureError":{"code":3,"message":"2 of 3 regions"}}', true],
    ['{"_shards":{"failures":[{"shard":3}]}}', true],
    ['{"hasErrors":false,"lastError":null,"partialFailureError":{},"failures":[]}', false],
    ['{"error":null,"errors":[],"errorCode":0,"err":""}', false],
    ['{"error":{"code":0}}', false],
    ['{"errorCode":"0000","success":true,"status":"ok"}', false],
    ['{"data":{"list":[{"error":"in a record"}]}}', false],
    ['{"isError":"N","hasErrors":"n","hasException":"F"}', false],
    ['{"isError":"Y"}', true],
    ['{"noError":true}', false],
    ['{"hasNoErrors":"Y","noErrors":0}', false],
    ['{"noError":false}', true],
    ['{"normalizationError":"x"}', true],
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

describe("an empty reply", () => {
  const doubts = (reply: object, source: Partial<PaymentSource> = {}) => {
    const body = json(JSON.stringify(reply));
    const signs = readSigns(body, [], "data");
    const end = { signs, status: 200, body, headers: [], count: 0, received: 0, pages: 1 };
    return [signs.fault, ...endDoubts({ ...PLAIN, records: "data", ...source }, end)].filter(
      (each) => each !== null,
    );
  };

  it.each<object>([
    { data: null, message: "rate limit exceeded" },
    { data: [], msg: "系统繁忙" },
    { data: [], resultMsg: "조회 실패", resultCode: "0001" },
    { data: [], status: "error" },
    { data: [], result: "FAIL" },
    { data: [], meta: { status: 500 } },
    { data: [], header: { isSuccessful: false, resultCode: -1 } },
    { data: [], response: { status: "fail" } },
    { data: [], success: "N" },
    { data: [], ok: 0 },
    { data: [], errno: 1 },
    { data: [], warnings: ["shard 3 timed out"] },
    { data: [], _shards: { failed: 1, total: 5 } },
    { data: [], timed_out: true },
    { data: [], code: 429, msg: "too frequent" },
    { data: [], ret: -5 },
    { data: [], resultCode: "9999" },
    { data: [], rtnCd: "9" },
  ])("is doubted for %o", (reply) => {
    expect(doubts(reply)).not.toEqual([]);
  });

  it.each<object>([
    { data: [], code: 0, msg: "ok" },
    { data: [], code: 200 },
    { data: [], code: "0000", message: "success, 0 errors" },
    { data: [], code: 10000, msg: "success" },
    { data: [], status: "ok", message: "" },
    { data: [], resultCode: "00", resultMsg: "정상 처리되었습니다" },
    { data: [], header: { isSuccessful: true, resultCode: 0, resultMessage: "SUCCESS" } },
    { data: [], error: null, errors: [], warnings: [] },
    { data: [], message: "no records found", status: 1 },
    { data: [], _shards: { failed: 0, total: 5 }, timed_out: false },
  ])("is believed with %o", (reply) => {
    expect(doubts(reply)).toEqual([]);
  });

  it("is believed with a code of which the profile says what it means", () => {
    const success = { path: "ret", equals: -1 };
    expect(doubts({ data: [], ret: -1 }, { success })).toEqual([]);
  });
});

describe("other words for what is left", () => {
  const of = (body: object, headers: readonly HeaderPair[] = []) =>
    doubtsOf(JSON.stringify({ data: { list: [1, 2] }, ...body }), { headers }).join();

  it.each<[object, readonly HeaderPair[], string]>([
    [{ bookmark: "abc" }, [], '"bookmark" names'],
    [{ scroll_id: "abc" }, [], '"scroll_id" names'],
    [{ cursor: { after: "abc" } }, [], '"cursor.after" names'],
    [{ meta: { pagination: { has_more: true } } }, [], "has_more"],
    [{ recordsTotal: 5 }, [], "says 5 records"],
    [{ total: { value: 5, relation: "eq" } }, [], "says 5 records"],
    [{ total: { value: 10000, relation: "gte" } }, [], "is a lower bound"],
    [{}, [["X-Next-Page", "2"]], "header x-next-page"],
    [{}, [["X-Has-More", "true"]], "X-Has-More"],
    [{}, [["x-ms-continuation", "abc"]], "x-ms-continuation"],
    [{}, [["X-Pagination", '{"TotalCount":5}']], "says 5 records"],
    [{ done: false, nextRecordsUrl: "/q/01-2000" }, [], '"nextRecordsUrl" names'],
    [{ done: false }, [], '"done" is false'],
    [{ more: { moreFrom: "2026-01-05", moreSequence: "4" } }, [], '"more" names'],
    [{ moreYn: "Y" }, [], '"moreYn" is "Y"'],
    [{ lastYn: "N" }, [], '"lastYn" is "N"'],
    [{ loadMore: "abc" }, [], '"loadMore" names'],
    [{ 전체건수: 5 }, [], "says 5 records"],
    [{ 총페이지수: 2 }, [], "says 2 pages"],
    [{ 다음페이지: 2 }, [], '"다음페이지" names'],
    [{ status: { dataFreshness: "PARTIAL" } }, [], '"status.dataFreshness" is "PARTIAL"'],
    [{ result: "PARTIAL_CONTENT" }, [], "PARTIAL_CONTENT"],
    [{}, [["X-WP-Total", "5"]], "says 5 records"],
    [{}, [["X-WP-TotalPages", "2"]], "says 2 pages"],
    [{}, [["x-ms-continuationtoken", "abc"]], "x-ms-continuationtoken"],
    [{}, [["Total-Count", "5"]], "says 5 records"],
  ])("%o %o", (body, headers, expected) => {
    expect(of(body, headers)).toContain(expected);
  });

  it.each<[object, readonly HeaderPair[]]>([
    [{ paging: { cursors: { after: "abc" } } }, []],
    [{ bookmark: null, nextPage: 0 }, []],
    [{}, [["X-Next-Page", ""]]],
    [{}, [["X-Pagination", '{"HasNext":false}']]],
    [{ done: true, more: null, moreYn: "N", lastYn: "Y" }, []],
    [{ last: 0, end: 1, more: {}, 총건수: 2 }, []],
    [{}, [["X-RateLimit-Remaining", "59"]]],
    [{}, [["X-Remaining", "59"]]],
    [{}, [["X-Request-Total", "700"]]],
  ])("not %o %o", (body, headers) => {
    expect(of(body, headers)).toBe("");
  });
});
