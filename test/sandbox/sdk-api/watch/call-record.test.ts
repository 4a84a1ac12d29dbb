/** The record of calls: bounded, and without secrets. */
import { expect, it } from "vitest";
import { jsonReply } from "../../../../src/core/server.js";
import { createCallRecord } from "../../../../src/sandbox/roles/sdk-api/watch/call-record.js";

const KEYS = {
  serverKey: "ak_server_a:secret-of-server",
  clientKey: "ak_client_a:secret-of-game",
  samples: { campaigns: [], creators: [], coupons: [] },
};
const PACE = { slowMs: 1, heldMs: 2 };

const arrival = (body: Uint8Array = new Uint8Array(0)) => ({
  ...({ route: "POST payments", lacks: null, key: "server", keySeenIn: [] } as const),
  ...{ operation: "o", provoked: null, arrivedAtMs: 10, startedAt: "2026-12-01T00:00:00.000Z" },
  request: {
    method: "POST",
    target: "/v1/server/payments?k=secret-of-server",
    headers: [["Authorization", "Bearer ak_server_a:secret-of-server"]] as const,
    body,
    remoteAddress: "127.0.0.1",
  },
});

it("keeps what was sent, less the keys", () => {
  const record = createCallRecord(KEYS);
  const call = record.arrived(arrival(Buffer.from('{"x":"secret-of-game","transactionId":"t"}')));
  call?.answered(jsonReply(201, { data: { echo: "secret-of-server" } }), null, 30);
  const told = record.told(PACE, "http://127.0.0.1:1");
  expect(JSON.stringify(told)).not.toContain("secret-of");
  expect(told.calls).toMatchObject([
    {
      number: 1,
      answeredAtMs: 30,
      leftAtMs: null,
      exchange: { durationMs: 20, failure: null, response: { status: 201 } },
    },
  ]);
  expect(told.calls[0]?.exchange.request.body?.text).toContain('"transactionId":"t"');
});

it("says who hung up, and shows no reply that nobody took", () => {
  const record = createCallRecord(KEYS);
  const call = record.arrived({ ...arrival(), provoked: "held" });
  call?.left(510);
  call?.answered(jsonReply(200, {}), "held", 900);
  const [told] = record.told(PACE, "http://127.0.0.1:1").calls;
  expect(told).toMatchObject({
    leftAtMs: 510,
    exchange: {
      response: null,
      failure: { kind: "aborted", message: "the caller hung up after 500 ms" },
      note: "on purpose: not answered until long after",
    },
  });
});

it("drops what comes when it is full, and counts it: by calls, and by bytes", () => {
  const many = createCallRecord(KEYS);
  for (let nth = 0; nth < 5_010; nth += 1) many.arrived(arrival());
  expect(many.told(PACE, "http://h")).toMatchObject({ dropped: 10 });
  const large = createCallRecord(KEYS);
  const body = Buffer.alloc(2 * 1024 * 1024, 32);
  for (let nth = 0; nth < 40; nth += 1) large.arrived(arrival(body));
  const told = large.told(PACE, "http://h");
  expect(told.dropped).toBe(9);
  expect(told.calls[0]?.exchange.request.body).toMatchObject({
    bytes: body.length,
    truncated: true,
  });
});
