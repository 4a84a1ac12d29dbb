/** Calls that tell nothing of what the game server would have sent: refused at the door, asked by a browser, not kept. */
import { describe, expect, it } from "vitest";
import { judgeCalls, type Sent } from "./judge-calls.js";

const atDoor = (status: number): Sent => ({ status, key: "unknown" });

describe("calls that are refused at the door", () => {
  it.each([401, 403])("prove no member and no limit right: %d", async (status) => {
    const { statusOf } = await judgeCalls([
      { method: "GET", path: "campaigns", status: 200 },
      { body: { amount: "free" }, ...atDoor(status) },
      { path: "payments/bulk", body: { payments: [] }, ...atDoor(status) },
      { method: "GET", path: "coupons/user/1?limit=500", ...atDoor(status) },
      { path: "sponsors", body: { isTest: "yes" }, ...atDoor(status) },
    ]);
    expect(
      ["payments.members-valid", "bulk.size-kept", "paging.limits-kept", "test-mode.marked"].map(
        statusOf,
      ),
    ).toEqual(["na", "na", "na", "na"]);
  });

  it.each([400, 401, 404, 500])("are no calls that PlayCamp demands: %d", async (status) => {
    const wanted = ["sponsors", "coupons/validate", "payments"];
    const calls = wanted.map((path, at): Sent => ({
      path,
      body: {},
      status: at === 1 ? status : 201,
    }));
    const { result } = await judgeCalls(calls);
    expect(result("golive.all-called")?.actual).toBe("missing: POST coupons/validate");
  });
});

it("blocks what a record that ran over may have lost", async () => {
  const { statusOf, result } = await judgeCalls([{ body: {} }], 3);
  expect(statusOf("coupons.members-valid")).toBe("blocked");
  expect(result("coupons.members-valid")?.message).toContain(
    "3 calls came when the record was full",
  );
});

describe("what a record that ran over does not show", () => {
  const read: Sent = { method: "GET", path: "campaigns", status: 500, provoked: "fails-thrice" };
  const events = ["u1", "u2", "u3", "u4"].map((userId): Sent => ({
    path: "sponsors",
    body: { userId, callbackId: "same" },
  }));

  it.each<readonly [string, readonly Sent[], string]>([
    ["golive.all-called", [{ body: {} }], "na"],
    ["repeats.reads", [read], "na"],
    ["auth.key-presented", [{ body: {}, key: "absent" }], "fail"],
    ["callbacks.distinguish", events, "warn"],
  ])("is not called missing: %s", async (check, calls, whole) => {
    expect((await judgeCalls(calls)).statusOf(check)).toBe(whole);
    expect((await judgeCalls(calls, 3)).statusOf(check)).toBe("blocked");
  });
});

it("leaves a browser's question before a call in peace", async () => {
  const preflight: Sent = {
    ...{ method: "OPTIONS", route: null, lacks: "method", key: "absent", status: 405 },
    headers: [
      ["Origin", "https://game.example"],
      ["Access-Control-Request-Method", "POST"],
    ],
  };
  const { statusOf } = await judgeCalls([preflight, { body: {} }]);
  expect([statusOf("calls.known-endpoints"), statusOf("auth.every-call")]).toEqual([
    "pass",
    "pass",
  ]);
});

it("leaves a testMode of the game's own beside isTest in peace", async () => {
  const beside = await judgeCalls([{ body: { isTest: true, testMode: "qa" } }]);
  expect(beside.statusOf("test-mode.marked")).toBe("pass");
  const alone = await judgeCalls([{ body: { testMode: true } }]);
  expect(alone.statusOf("test-mode.marked")).toBe("fail");
});

it.each([
  ["true", true, "pass"],
  ["null", null, "pass"],
  ["a text", "false", "fail"],
  ["a number", 1, "fail"],
])("judges %s as isTest, whatever it is answered", async (_, isTest, status) => {
  const { statusOf } = await judgeCalls([{ body: { transactionId: "t1", isTest } }]);
  expect(statusOf("test-mode.marked")).toBe(status);
});
