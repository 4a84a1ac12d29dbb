/** Ids: what PlayCamp never took, or took as a test, makes no second thing under one id. */
import { describe, expect, it } from "vitest";
import { judgeCalls, type Sent } from "./judge-calls.js";

const payment = (more: object = {}, call: Sent = {}): Sent => ({
  body: {
    ...{ userId: "u1", transactionId: "t1", productId: "gems", amount: 9.9, currency: "USD" },
    ...{ platform: "Android", purchasedAt: "2026-12-01T00:00:00.000Z" },
    ...more,
  },
  ...call,
});
const session = (more: object = {}, call: Sent = {}): Sent => ({
  path: "playtime/sessions",
  body: {
    sessionId: "s1",
    userId: "u1",
    durationSeconds: 60,
    startedAt: "x",
    endedAt: "y",
    ...more,
  },
  ...call,
});

describe("client.payments.ids-distinct", () => {
  const check = "payments.ids-distinct";

  it("accuses two purchases under one id", async () => {
    const { result } = await judgeCalls([payment(), payment({ amount: 5 })]);
    expect(result(check)).toMatchObject({ status: "fail" });
  });

  it.each([400, 422])(
    "lets a call that was refused with %d come again, put right",
    async (status) => {
      const { statusOf } = await judgeCalls([payment({ currency: "usd" }, { status }), payment()]);
      expect(statusOf(check)).toBe("pass");
    },
  );

  it("lets the payment that was refused on purpose come again, put right", async () => {
    const refused = { status: 422, provoked: "refused" } as const;
    const { statusOf } = await judgeCalls([payment({ amount: 1 }, refused), payment()]);
    expect(statusOf(check)).toBe("pass");
  });

  it("sees a second purchase that PlayCamp answered 409", async () => {
    const { statusOf } = await judgeCalls([payment(), payment({ amount: 5 }, { status: 409 })]);
    expect(statusOf(check)).toBe("fail");
  });

  const later = { purchasedAt: "2026-12-01T00:05:00.000Z", callbackId: "order-2" };

  it.each([
    [
      "whose reply got lost",
      payment({ callbackId: "order-1" }, { status: null, provoked: "lost" }),
    ],
    ["that was taken", payment({ callbackId: "order-1" })],
    ["that has no callbackId", payment()],
  ])("lets one %s come again with a time and a reference of its own", async (_, first) => {
    const { statusOf } = await judgeCalls([first, payment(later)]);
    expect(statusOf(check)).toBe("pass");
  });

  it("lets one that was taken come again in the bulk of the night", async () => {
    const { body } = payment({ ...later, callbackId: "bulk-1" });
    const bulk = { path: "payments/bulk", body: { payments: [body] }, status: 200 };
    const { statusOf } = await judgeCalls([payment({ callbackId: "order-1" }), bulk]);
    expect(statusOf(check)).toBe("pass");
  });

  it("tells a missing member from 0", async () => {
    const { statusOf } = await judgeCalls([payment({ amount: 0 }), payment({ amount: undefined })]);
    expect(statusOf(check)).toBe("fail");
  });

  it("is not asked where every payment is a test", async () => {
    const { statusOf } = await judgeCalls([payment({ isTest: true })]);
    expect([statusOf(check), statusOf("payments.same-id-again")]).toEqual(["na", "na"]);
  });
});

describe("client.payments.same-id-again", () => {
  const check = "payments.same-id-again";
  const lost = { status: null, provoked: "lost" } as const;

  it("accuses a repetition under another id", async () => {
    const { statusOf } = await judgeCalls([payment({}, lost), payment({ transactionId: "t2" })]);
    expect(statusOf(check)).toBe("fail");
  });

  it("leaves the real purchase after a lost test in peace", async () => {
    const calls = [payment(), payment({ isTest: true, transactionId: "test" }, lost), payment()];
    const { statusOf } = await judgeCalls(calls);
    expect(statusOf(check)).toBe("blocked");
  });

  it("leaves another purchase in peace where the lost one came again under its own id", async () => {
    const { statusOf } = await judgeCalls([
      payment({}, lost),
      payment({}, { status: 409 }),
      payment({ transactionId: "t2" }),
    ]);
    expect(statusOf(check)).toBe("pass");
  });

  it("accuses one of a bulk whose reply got lost", async () => {
    const bulk = (...ids: readonly string[]): Sent => ({
      path: "payments/bulk",
      body: {
        payments: ids.map((transactionId, nth) => payment({ transactionId, amount: nth + 1 }).body),
      },
    });
    const first = { ...bulk("t1", "t2"), ...lost };
    const right = await judgeCalls([first, bulk("t1", "t2")]);
    expect(right.statusOf(check)).toBe("pass");
    const wrong = await judgeCalls([first, bulk("t1", "t3")]);
    expect(wrong.result(check)).toMatchObject({
      status: "fail",
      message: expect.stringContaining('repeats it as "t3"') as string,
    });
  });

  it("accuses a session so, too", async () => {
    const { statusOf } = await judgeCalls([session({}, lost), session({ sessionId: "s2" })]);
    expect(statusOf("playtime.same-id-again")).toBe("warn");
  });
});

describe("client.payments.named-by-transaction-id", () => {
  it("knows the id of a payment that was refused, where it looks like a number of PlayCamp's", async () => {
    const { statusOf } = await judgeCalls([
      payment({}, { reply: { data: { id: 7 } } }),
      payment({ transactionId: "7" }, { status: 422, provoked: "refused" }),
      { method: "GET", path: "payments/7", route: "GET payments/:", status: 404 },
    ]);
    expect(statusOf("payments.named-by-transaction-id")).toBe("pass");
  });
});
