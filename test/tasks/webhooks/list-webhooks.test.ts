/** Lists are read to their end, within a bound. */
import { describe, expect, it } from "vitest";
import type { ApiReply } from "../../../src/protocols/webhook/api-reply.js";
import type { ApiCall, CallApi } from "../../../src/tasks/webhooks/call-api.js";
import { listAll } from "../../../src/tasks/webhooks/list-webhooks.js";

/** An API with so many items, on so many pages. */
function paged(total: number, pageable = true) {
  const calls: ApiCall[] = [];
  const callApi: CallApi = async (_, call) => {
    calls.push(call);
    const page = Number(call.query?.["page"]);
    const limit = Number(call.query?.["limit"]);
    const from = pageable ? (page - 1) * limit : 0;
    const to = pageable ? Math.min(total, page * limit) : total;
    const reply: ApiReply = {
      kind: "data",
      data: Array.from({ length: Math.max(0, to - from) }, (__, nth) => from + nth),
      pagination: pageable ? { page, limit, total, totalPages: Math.ceil(total / limit) } : null,
    };
    return { reply, sent: null as never };
  };
  return { calls, callApi };
}
const order = (page: number | null, limit: number | null) => ({
  step: "list",
  path: [],
  page,
  limit,
  read: (value: unknown) => (value === 3 ? null : (value as number)),
});

describe("a list", () => {
  it.each([
    ["every page", 250, null, null, 3, 249],
    ["nothing", 0, null, null, 1, 0],
    ["one page that was asked for", 250, 2, 10, 1, 10],
    ["a page beyond the last", 5, 9, 10, 1, 0],
  ])("gives %s", async (_, total, page, limit, requests, count) => {
    const { calls, callApi } = paged(total);
    const listed = await listAll(callApi, order(page, limit));
    expect(listed.ok && listed.items.length).toBe(count);
    expect(listed.ok && listed.isCut).toBe(false);
    expect(calls).toHaveLength(requests);
  });

  it("does not ask again where the API does not page", async () => {
    const { calls, callApi } = paged(7, false);
    const listed = await listAll(callApi, order(null, null));
    expect(listed.ok && listed.items).toEqual([0, 1, 2, 4, 5, 6]);
    expect(calls).toHaveLength(1);
  });

  it("ends although the API promises pages for ever", async () => {
    const { calls, callApi } = paged(1_000_000);
    const listed = await listAll(callApi, order(null, null));
    expect(listed.ok && listed.isCut).toBe(true);
    expect(calls).toHaveLength(100);
  });

  it("that is none is told apart from an empty one", async () => {
    const reply: ApiReply = { kind: "data", data: {}, pagination: null };
    const listed = await listAll(async () => ({ reply, sent: null as never }), order(null, null));
    expect(!listed.ok && listed.answer.reply.kind).toBe("unreadable");
  });
});
