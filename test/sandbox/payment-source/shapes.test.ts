import { describe, expect, it } from "vitest";
import { loadProfile } from "../../../src/profile/load.js";
import { PAYMENT_SHAPE_IDS } from "../../../src/sandbox/roles/payment-source/shapes/ids.js";
import { resolveProfileText } from "../../../src/tasks/open-profile.js";
import { memoryFiles } from "../../cli/recording-world.js";
import { sandboxFor } from "../sandbox-for.js";
import { DAY, pollAll } from "./poll.js";

const PAYMENTS = 500;

describe.each(PAYMENT_SHAPE_IDS)("shape %s", (shape) => {
  it("gives every payment once, each as a payment or a refund", async () => {
    const at = await sandboxFor({ paymentsShape: shape, payments: PAYMENTS });
    const { conversions, ends } = await pollAll(at);
    expect(new Set(ends)).toEqual(new Set(["end"]));
    expect(conversions.filter(({ kind }) => kind === "refused")).toEqual([]);
    const ids = conversions.map((each) =>
      each.kind === "payment" ? each.payment.transactionId : each.transactionId,
    );
    expect([ids.length, new Set(ids).size]).toEqual([PAYMENTS, PAYMENTS]);
    const refunds = conversions.filter(({ kind }) => kind === "refund").length;
    expect(refunds > 0).toBe(shape === "D");
  });

  it("has a profile that loads as a user's own", async () => {
    const { profile } = await sandboxFor({ paymentsShape: shape });
    const options = { origin: "test", environment: null, overrides: [] };
    expect(loadProfile(JSON.stringify(profile.profile), options).profile).toEqual(profile.profile);
  });
});

describe("the payment query", () => {
  it("answers a page of ten million payments as fast as one of ten", async () => {
    const at = await sandboxFor({ paymentsShape: "B", payments: 10_000_000 });
    const second = {
      fromMs: DAY.fromMs + 7_200_000,
      toMs: DAY.fromMs + 7_201_000,
    };
    const { conversions } = await pollAll(at, second);
    expect(conversions.length).toBeGreaterThan(100);
    expect(conversions.length).toBeLessThan(120);
  });

  it("keeps ids above 2^53 apart", async () => {
    const at = await sandboxFor({ paymentsShape: "G", payments: 3 });
    const { conversions } = await pollAll(at);
    expect(
      conversions.map((each) => (each.kind === "payment" ? each.payment.transactionId : "")),
    ).toEqual(["9007199254740993", "9007199254740994", "9007199254740995"]);
  });

  it("takes over a mapping that no shape has", async () => {
    const profile = {
      partner: "acme",
      payments: {
        source: {
          url: "https://game.example/{partner}/export?v=2",
          range: { from: "a", to: "b", format: "s", maxWindow: "2h" },
          paging: { kind: "offset", offset: "skip", size: "take", limit: 30 },
          records: "rows",
          auth: { kind: "header", header: "X-Token" },
          key: { env: "NOT_SET" },
          rate: { requests: 1, per: "1h" },
          refund: { path: "state.code", in: [9] },
        },
        map: {
          transactionId: "ids[0]",
          userId: "who.id",
          productId: "sku",
          amount: { path: "cents", unit: "minor" },
          currency: { path: "cur", lookup: { "840": "USD", "410": "KRW" } },
          platform: { path: "os", lookup: { i: "iOS", "*": "Other" } },
          distributionType: { const: "MOBILE_STORE" },
          purchasedAt: { path: "at", unit: "s" },
          callbackId: "cb",
          isTest: "test",
        },
      },
    };
    const base = await resolveProfileText(
      JSON.stringify(profile),
      "/game/playcamp-gw.json",
      { profile: null, environment: null, overrides: [], timeoutMs: null, line: null },
      { files: memoryFiles(), env: {}, cwd: "/game" },
    );
    const at = await sandboxFor({ payments: 600 }, [], base);
    const { conversions, ends } = await pollAll(at);
    expect(new Set(ends)).toEqual(new Set(["end"]));
    expect(conversions).toHaveLength(600);
    expect(conversions.filter(({ kind }) => kind === "refused")).toEqual([]);
    expect(conversions.some(({ kind }) => kind === "refund")).toBe(true);
    const amounts = conversions.flatMap((each) =>
      each.kind === "payment" ? [`${each.payment.amount} ${each.payment.currency}`] : [],
    );
    expect(amounts).toContain("99.98 USD");
    expect(amounts).toContain("9998 KRW");
  });
});
