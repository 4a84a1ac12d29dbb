/** Times of another zone, and lengths in another unit. */
import { describe, expect, it } from "vitest";
import { judgeCalls } from "./judge-calls.js";

/** What `judgeCalls` says of every call. */
const NOW = "2026-12-01T00:00:00.000Z";

describe("client.times.not-ahead", () => {
  it.each([
    [NOW, "pass"],
    ["2026-11-01T00:00:00Z", "pass"],
    ["2026-12-01T00:10:00.000Z", "pass"],
    ["2026-12-01T09:00:00.000+09:00", "pass"],
    ["2026-12-01T09:00:00.000Z", "warn"],
    ["2026-12-01T05:30:00Z", "warn"],
  ])("judges a purchase at %s", async (purchasedAt, status) => {
    const one = await judgeCalls([{ body: { transactionId: "t1", purchasedAt } }]);
    expect(one.statusOf("times.not-ahead")).toBe(status);
    const bulk = await judgeCalls([
      { path: "payments/bulk", body: { payments: [{ purchasedAt: NOW }, { purchasedAt }] } },
    ]);
    expect(bulk.statusOf("times.not-ahead")).toBe(status);
  });
});

describe("client.playtime.duration-fits", () => {
  const ends = { startedAt: "2026-11-30T23:00:00Z", endedAt: "2026-11-30T23:30:00Z" };

  it.each([
    [1_800, "pass"],
    [600, "pass"],
    [1_850, "pass"],
    [1_800_000, "warn"],
  ])("judges %d s in half an hour", async (durationSeconds, status) => {
    const session = { sessionId: "s1", durationSeconds, ...ends };
    const { statusOf } = await judgeCalls([{ path: "playtime/sessions", body: session }]);
    expect(statusOf("playtime.duration-fits")).toBe(status);
  });

  it("leaves to another check what cannot be read, or ends before it starts", async () => {
    const sessions = [
      { durationSeconds: 5_000, startedAt: ends.endedAt, endedAt: ends.startedAt },
      { durationSeconds: 5_000, startedAt: "noon", endedAt: ends.endedAt },
    ];
    const { statusOf } = await judgeCalls([{ path: "playtime/sessions/bulk", body: { sessions } }]);
    expect(statusOf("playtime.duration-fits")).toBe("pass");
  });
});
