/** A drawn source as a server in this process, with its one fault. */
import type { Http, HttpOutcome, HttpRequest } from "../../../../src/core/http.js";
import { replied } from "../../../fake-http.js";
import type { Drawn } from "./draw.js";
import { isOwn, type Page, PAGE, pageOf, pageSizeOf, rowsFor } from "./listed.js";
import { amountRule, olderRecordsOf, recordsOf, refundRule, refundsOf, timeRule } from "./model.js";
import { askedIn, SIGNED_KEY, signedRecord, SOURCE, wayRule } from "./ways.js";

function pagingOf(drawn: Drawn): object {
  const { paging, shape } = drawn;
  const limit = pageSizeOf(drawn);
  const list = shape === "" ? "" : shape;
  const kinds: Record<Drawn["paging"], object> = {
    none: { kind: "none" },
    "page-total": { kind: "page", page: "page", size: "size", limit, total: "meta.count" },
    page: { kind: "page", page: "page", size: "size", limit },
    "page-more": { kind: "page", page: "page", size: "size", limit, more: "meta.hasMore" },
    offset: { kind: "offset", offset: "skip", size: "size", limit },
    "offset-total": {
      kind: "offset",
      offset: "skip",
      size: "size",
      limit,
      total: "meta.count",
    },
    cursor: { kind: "cursor", cursor: "token", next: "meta.next" },
    "cursor-header": { kind: "cursor", cursor: "token", header: "X-Next" },
    "page-total-bare": { kind: "page", page: "page", total: "meta.count" },
    "offset-total-bare": { kind: "offset", offset: "skip", total: "meta.count" },
    "last-time": { kind: "cursor", cursor: "token", next: `${list}[-1].at` },
    "last-id": { kind: "cursor", cursor: "token", next: `${list}[-1].id` },
    "next-url": { kind: "next-url", next: "meta.next" },
    link: { kind: "link" },
  };
  return kinds[paging];
}

export function profileOf(drawn: Drawn): object {
  const records = drawn.fault === "wrong-path" ? "nowhere.at.all" : drawn.shape;
  return {
    partner: "acme",
    payments: {
      source: {
        url: SOURCE,
        paging: pagingOf(drawn),
        records,
        ...refundRule(drawn),
        ...(drawn.fault === "empty-404" ? { empty: { status: 404 } } : {}),
        ...wayRule(drawn),
      },
      ...(drawn.refund === "second-query"
        ? {
            refunds: {
              source: { url: `${SOURCE}/refunds`, records: "list" },
              of: "order",
              amount: amountRule(drawn),
              currency: "cur",
            },
          }
        : {}),
      map: {
        transactionId: "id",
        userId: "user",
        productId: "product",
        amount: amountRule(drawn),
        currency: "cur",
        purchasedAt: timeRule(drawn),
        platform: { const: "Web" },
        distributionType: { const: "PC_SELF_STORE" },
      },
    },
    sdkApi: { url: "http://127.0.0.1:2/playcamp", apiKey: { env: "PUSH_KEY" } },
  };
}

/** Whether the body can hold more than its records. */
export function hasEnvelope({ shape }: Drawn): boolean {
  return shape !== "";
}

export function createSource(drawn: Drawn): Http {
  let records = recordsOf(drawn);
  if (drawn.way === "newest-first") records = [...records.toReversed(), ...olderRecordsOf(drawn)];
  let requests = 0;
  return askedIn(drawn.way, (request) => {
    if (new URL(request.url).pathname.endsWith("/refunds"))
      return replied(200, JSON.stringify({ list: refundsOf(drawn) }));
    // Before its first page there is nothing that could go on.
    if (new URL(request.url).searchParams.get("page") !== "0") requests += 1;
    const reply = answer(drawn, records, request, requests);
    // One leaves the list between two requests.
    if (drawn.fault === "leaves" && requests === 1) records = records.slice(1);
    return reply;
  });
}

/** What the profile's references lead to. */
export const SOURCE_SECRETS = { SOURCE_KEY: "s3cret", SIGNED_KEY };

function answer(
  drawn: Drawn,
  records: readonly object[],
  request: HttpRequest,
  nth: number,
): HttpOutcome {
  const { fault } = drawn;
  const url = new URL(request.url);
  if (url.pathname === "/other") return replied(404);
  if (fault === "202") return replied(202, '{"status":"IN_PROGRESS"}');
  if (fault === "html") return replied(200, "<!doctype html><title>Sign in</title>");
  if (fault === "error-in-200") return replied(200, '{"error":{"code":42,"message":"quota"}}');
  if (fault === "server-error-once" && nth === 1) return replied(503);
  if (fault === "empty-404" && records.length === 0) return replied(404, '{"message":"none"}');
  const rows = rowsFor(drawn, records, url.searchParams);
  const page = pageOf(drawn, rows, url.searchParams);
  const isFirst = page.from === 0;
  if (fault === "error-on-page-2" && !isFirst) {
    return replied(200, '{"success":false,"message":"internal error"}');
  }
  if (fault === "busy-on-page-2" && !isFirst) return replied(403, '{"message":"quota exceeded"}');
  if (fault === "cursor-expires" && url.searchParams.has("token")) return replied(410);
  const isRepeated = fault === "repeats-a-page" && !isFirst && nth === 2;
  const given = rows.slice(isRepeated ? 0 : page.from, isRepeated ? page.size : page.until);
  return reply(drawn, rows, { ...page, given }, url);
}

interface GivenPage extends Page {
  readonly given: readonly object[];
}

function reply(
  drawn: Drawn,
  rows: readonly object[],
  { given, until }: GivenPage,
  url: URL,
): HttpOutcome {
  const { fault, paging, shape } = drawn;
  const hasMore = until < rows.length || (fault === "empty-last" && given.length > 0);
  const headers: [string, string][] = [["Content-Type", "application/json"]];
  // A token names the last record that was given: nothing that leaves the list moves it.
  const last = given.at(-1);
  // Of a signed record nothing can be read in passing.
  const token = hasMore && last !== undefined && "id" in last ? String(last.id) : null;
  const nextUrl = new URL(url.pathname, url.origin);
  for (const name of ["from", "to"]) {
    const asked = url.searchParams.get(name);
    if (asked !== null) nextUrl.searchParams.set(name, asked);
  }
  nextUrl.searchParams.set("token", token ?? "");
  const meta: Record<string, unknown> = {};
  // A source that is cut short ends early and says no more than that.
  const isCut = fault === "cut-short" && until >= PAGE && rows.length > PAGE;
  const goesOn = hasMore && !isCut;
  if (paging.includes("-total")) meta["count"] = totalOf(fault, rows.filter(isOwn).length);
  if (paging === "page-more") meta["hasMore"] = goesOn && fault !== "more-too-early";
  if (paging === "cursor") meta["next"] = goesOn ? token : null;
  if (paging === "next-url") meta["next"] = goesOn ? nextUrl.href : null;
  if (paging === "cursor-header" && goesOn) headers.push(["X-Next", token ?? ""]);
  if (paging === "link" && goesOn) headers.push(["Link", `<${nextUrl.href}>; rel="next"`]);
  const shown = isCut && until > PAGE ? [] : given.filter(isOwn);
  if (fault === "more-not-followed") meta["has_more"] = true;
  if (fault === "next-not-followed") meta["nextPageToken"] = "abc";
  if (fault === "link-not-followed") headers.push(["Link", `<${url.origin}/other>; rel=next`]);
  if (fault === "cut-short") headers.push(["X-Total-Count", String(rows.length)]);
  if (fault === "206") headers.push(["Content-Range", `0-${shown.length}/${rows.length + 5}`]);
  const listed = drawn.way === "signed-records" ? shown.map(signedRecord) : shown;
  const body = placed(shape, listed, meta);
  return replied(fault === "206" ? 206 : 200, JSON.stringify(body), headers);
}

function totalOf(fault: Drawn["fault"], count: number): number {
  if (fault === "total-capped") return Math.min(count, 2 * PAGE);
  return count + (fault === "total-too-high" ? 3 : 0);
}

function placed(shape: string, list: readonly unknown[], meta: object): unknown {
  if (shape === "") return list;
  const inner = shape.split(".").reduceRight<unknown>((value, key) => ({ [key]: value }), list);
  return { ...(inner as object), meta };
}
