import { describe, expect, it } from "vitest";
import { checkPayments } from "../../../src/protocols/payments/check.js";
import { convertRecord } from "../../../src/protocols/payments/convert.js";
import { type Conversion } from "../../../src/protocols/payments/conversion.js";
import { firstPage, nextPage } from "../../../src/protocols/payments/paging.js";
import { renderPayment } from "../../../src/protocols/payments/payment.js";
import { readPollReply } from "../../../src/protocols/payments/reply.js";
import { buildPollRequest, pagingOf } from "../../../src/protocols/payments/request.js";
import { paymentsSection } from "../../../src/profile/sections/payments.js";
import {
  DAY_MS,
  HOUR_MS,
  SHAPES,
  expectedOf,
  paymentsOf,
  replyOf,
  type Shape,
} from "./fixtures.js";

/** What the poller sends for each page, a short and an empty one with one more: URL, then the body if there is one. */
const REQUESTS: Readonly<Record<Shape, readonly string[]>> = {
  a: [
    'POST https://game.example.com/openapi/pay/list {"startTime":"2026-01-05 08:00:00","endTime":"2026-01-05 14:00:00","pageNo":"1","pageSize":"2"}',
    'POST https://game.example.com/openapi/pay/list {"startTime":"2026-01-05 08:00:00","endTime":"2026-01-05 14:00:00","pageNo":"2","pageSize":"2"}',
  ],
  b: [
    "GET https://game.example.com/v2/transactions?start=2026-01-05T00%3A00%3A00.000Z&end=2026-01-05T06%3A00%3A00.000Z",
    "GET https://game.example.com/v2/transactions?start=2026-01-05T00%3A00%3A00.000Z&end=2026-01-05T06%3A00%3A00.000Z&nextId=65a1f0",
  ],
  c: [
    "GET https://game.example.com/api/purchases?paged=1",
    "GET https://game.example.com/api/purchases?paged=1&page=2",
  ],
  d: [
    "GET https://game.example.com/orders/report?since=2026-01-05T00%3A00%3A00.000Z&until=2026-01-05T06%3A00%3A00.000Z",
    "GET https://game.example.com/orders/report?since=2026-01-05T00%3A00%3A00.000Z&until=2026-01-05T06%3A00%3A00.000Z&token=t2",
  ],
  e: [
    "POST https://game.example.com/gm/payquery.php gameId=7&begin=1767571200000&end=1767592800000&page=0",
    "POST https://game.example.com/gm/payquery.php gameId=7&begin=1767571200000&end=1767592800000&page=1",
    "POST https://game.example.com/gm/payquery.php gameId=7&begin=1767571200000&end=1767592800000&page=2",
  ],
  f: [
    "GET https://game.example.com/payments?fromMs=1767571200000&toMs=1767592800000",
    "GET https://game.example.com/payments?fromMs=1767571200000&toMs=1767592800000&pageToken=x%2B%2F%3D%26y",
  ],
  g: [
    "GET https://game.example.com/export/payments?format=json&from=2026-01-05T00%3A00%3A00.000Z&to=2026-01-05T06%3A00%3A00.000Z&offset=0&limit=5000",
    "GET https://game.example.com/export/payments?format=json&from=2026-01-05T00%3A00%3A00.000Z&to=2026-01-05T06%3A00%3A00.000Z&offset=2&limit=5000",
    "GET https://game.example.com/export/payments?format=json&from=2026-01-05T00%3A00%3A00.000Z&to=2026-01-05T06%3A00%3A00.000Z&offset=5002&limit=5000",
  ],
};

describe.each(SHAPES)("query shape %s", (shape) => {
  it("is a valid profile section", () => {
    const payments = paymentsOf(shape);
    expect(paymentsSection().safeParse(payments).error?.issues ?? []).toEqual([]);
    expect(checkPayments(payments)).toEqual([]);
  });

  it("is polled page by page and converted", () => {
    const { requests, conversions, ended } = pollFixture(shape);
    expect(requests).toEqual(REQUESTS[shape]);
    expect(conversions.map(lineOf)).toEqual(expectedOf(shape));
    expect(ended).toBe("end");
  });
});

function pollFixture(shape: Shape) {
  const payments = paymentsOf(shape);
  const { source } = payments;
  const window = { fromMs: DAY_MS, toMs: DAY_MS + 6 * HOUR_MS };
  const requests: string[] = [];
  const conversions: Conversion[] = [];
  let state = firstPage(pagingOf(source));
  for (const page of [1, 2, 3]) {
    const request = buildPollRequest(source, window, state, {
      key: "k",
      nowMs: DAY_MS,
    });
    const body = request.body === null ? "" : ` ${textOf(request.body)}`;
    requests.push(`${request.method} ${request.url}${body}`);
    const reply = readPollReply(source, replyOf(shape, Math.min(page, 2)), null);
    if (!reply.ok) throw new Error(reply.problem);
    conversions.push(...reply.records.map((record) => convertRecord(record, payments)));
    const next = nextPage(pagingOf(source), state, {
      body: reply.body,
      headers: [],
      count: reply.records.length,
      digest: reply.digest,
      requestUrl: request.url,
    });
    if (next.kind !== "more") return { requests, conversions, ended: next.kind };
    state = next.state;
  }
  throw new Error("did not end");
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("utf8");
}

function lineOf(conversion: Conversion): string {
  if (conversion.kind === "payment") return renderPayment(conversion.payment);
  if (conversion.kind === "refused") {
    return JSON.stringify({
      refused: conversion.transactionId,
      problems: conversion.problems.map(({ field, problem }) => `${field}: ${problem ?? ""}`),
    });
  }
  const payment = conversion.payment === null ? "null" : renderPayment(conversion.payment);
  return `{"refund":${JSON.stringify(conversion.transactionId)},"payment":${payment}}`;
}
