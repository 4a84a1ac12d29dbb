/** Who sends again: a machine, or a person who presses once more. */
import { describe, expect, it } from "vitest";
import { judgeCalls, type Sent } from "./judge-calls.js";

const redeem = (arrivedAtMs: number, call: Sent = {}): Sent => ({
  path: "coupons/redeem",
  body: { userId: "u1", couponCode: "LUNA7" },
  arrivedAtMs,
  ...call,
});
const failed = { status: 500, provoked: "done-then-fails" } as const;

describe("client.coupons.not-redeemed-again", () => {
  const check = "coupons.not-redeemed-again";

  it("accuses a repetition at once, and says who else it may have been", async () => {
    const { result } = await judgeCalls([redeem(0, failed), redeem(600)]);
    expect(result(check)).toMatchObject({ status: "warn" });
    expect(result(check)?.hint).toContain("person");
  });

  it("accuses a series of failures with longer pauses", async () => {
    const calls = [redeem(0, failed), redeem(5_000, { status: 500 }), redeem(15_000)];
    expect((await judgeCalls(calls)).statusOf(check)).toBe("warn");
  });

  it("leaves a person in peace who presses again, and again after an answer", async () => {
    const calls = [redeem(0, failed), redeem(8_000, { status: 409 }), redeem(16_000)];
    expect((await judgeCalls(calls)).statusOf(check)).toBe("pass");
  });
});

describe("client.repeats.refusals-final", () => {
  it("leaves a person in peace who tries a coupon three times", async () => {
    const calls = [0, 6_000, 12_000].map((at) => redeem(at, { status: 404 }));
    expect((await judgeCalls(calls)).statusOf("repeats.refusals-final")).toBe("pass");
  });

  it("accuses a machine", async () => {
    const calls = [0, 300].map((at) => redeem(at, { status: 404 }));
    expect((await judgeCalls(calls)).statusOf("repeats.refusals-final")).toBe("warn");
  });
});

describe("client.repeats.bounded", () => {
  const read = (arrivedAtMs: number, fails: boolean): Sent => ({
    ...{ method: "GET", path: "campaigns", arrivedAtMs },
    ...(fails ? { status: 500, provoked: "fails" } : { status: 200 }),
  });

  it("accuses a read that is sent ten times in a row", async () => {
    const calls = Array.from({ length: 10 }, (_, at) => read(at * 500, true));
    expect((await judgeCalls(calls)).statusOf("repeats.bounded")).toBe("warn");
  });

  it("leaves a page in peace that is looked at again once it was answered", async () => {
    const calls = Array.from({ length: 14 }, (_, at) => read(at * 20_000, at < 2));
    expect((await judgeCalls(calls)).statusOf("repeats.bounded")).toBe("pass");
  });
});
