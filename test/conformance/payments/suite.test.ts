/** The payments suite against agreements other than the default one; the mutants are in test/contract. */
import { describe, expect, it } from "vitest";
import type { Http } from "../../../src/core/http.js";
import { paymentsSuite } from "../../../src/conformance/suites/payments/index.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import { PAYMENT_SHAPE_IDS } from "../../../src/sandbox/roles/payment-source/shapes/ids.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import type { SandboxChoices } from "../../../src/tasks/sandbox/section.js";
import { idsWith, judge, type Refunds, withRefunds } from "./judge-payments.js";

describe("the payments suite", () => {
  it.each(PAYMENT_SHAPE_IDS)("finds nothing wrong with shape %s", async (shape) => {
    const report = await judge({ paymentsShape: shape });
    expect(idsWith(report, "fail", "warn", "blocked", "error")).toEqual([]);
    expect(report.summary.verdict).toBe("conformant");
  });

  it("leaves nothing out of the default agreement", async () => {
    expect(idsWith(await judge({}), "na")).toEqual([]);
  });

  it.each<[string, SandboxChoices["paymentsShape"], string]>([
    ["without credentials", "F", "payments.auth.missing-refused"],
    ["without a range", "C", "payments.range.empty-is-success"],
    ["without a total", "E", "payments.paging.total-counts-range"],
    ["with Basic", "B", "payments.fingerprint.stale-refused"],
  ])("says why a check does not apply %s", async (_what, paymentsShape, id) => {
    const report = await judge({
      ...(paymentsShape === undefined ? {} : { paymentsShape }),
    });
    const check = report.checks.find((each) => each.id === id);
    expect([check?.status, check?.message]).toEqual([
      "na",
      expect.stringMatching(/payments\.source/),
    ]);
  });

  it.each<[string, SandboxChoices["paymentsShape"], readonly string[]]>([
    ["lists in payments", "E", ["convert", "unique-ids", "within-payment"]],
    ["a status", "D", ["convert"]],
    ["nothing", "B", []],
  ])("judges refunds that are told by %s", async (_what, paymentsShape, judged) => {
    const report = await judge({ ...(paymentsShape === undefined ? {} : { paymentsShape }) });
    const ofRefunds = report.checks.filter(({ id }) => id.startsWith("payments.refunds."));
    const passed = ofRefunds.filter(({ status }) => status === "pass").map(({ id }) => id);
    expect(passed).toEqual(judged.map((id) => `payments.refunds.${id}`));
    for (const { status, message } of ofRefunds)
      if (status !== "pass")
        expect([status, message]).toEqual(["na", expect.stringMatching(/refund/)]);
  });

  it("judges by what a refund tells, and no further", async () => {
    const without = (...names: readonly string[]) =>
      judge({}, [], (resolved) => withRefunds(resolved, (refunds) => omit(refunds, names)));
    const statusOf = (report: ConformanceReport, id: string) =>
      report.checks.find((check) => check.id === `payments.refunds.${id}`)?.status;
    const bare = await without("id", "amount", "currency", "purchasedAt");
    expect(idsWith(bare, "fail", "warn", "blocked", "error")).toEqual([]);
    expect(
      ["unique-ids", "within-payment", "name-payments"].map((id) => statusOf(bare, id)),
    ).toEqual(["na", "na", "na"]);
    expect(statusOf(bare, "complete")).toBe("pass");
  });

  it("accuses nobody whose query of refunds has none, or takes no range", async () => {
    const elsewhere = { from: "2025-03-01T00:00:00Z", to: "2025-03-01T06:00:00Z" };
    const empty = await judge({}, [], (resolved) =>
      withRefunds(resolved, (refunds) => {
        const { source } = refunds;
        return { ...refunds, source: { ...source, range: { ...source.range, sample: elsewhere } } };
      }),
    );
    expect(idsWith(empty, "fail", "warn", "error")).toEqual([]);
    const blocked = empty.checks.find(({ id }) => id === "payments.refunds.complete");
    expect([blocked?.status, blocked?.message]).toEqual([
      "blocked",
      expect.stringContaining("payments.refunds.source.range.sample"),
    ]);
  });

  it("takes the status that was agreed on for a range without any", async () => {
    const deviations = ["payments.empty-is-404", "payments.refunds-empty-is-404"];
    const empty = { status: 404 };
    const report = await judge({}, deviations, (resolved) => {
      const agreed = withRefunds(resolved, (refunds) => ({
        ...refunds,
        source: { ...refunds.source, empty },
      }));
      const { payments } = agreed.profile;
      if (payments === undefined) throw new Error("no payments");
      const source = { ...payments.source, empty };
      return { ...agreed, profile: { ...agreed.profile, payments: { ...payments, source } } };
    });
    expect(idsWith(report, "fail", "warn", "blocked", "error")).toEqual([]);
  });

  it("does not take a list that drops what was given back for one with strangers", async () => {
    const report = await judge({}, [], (resolved) =>
      withRefunds(resolved, (refunds) => ({ ...refunds, of: "refundNo" })),
    );
    const named = report.checks.find(({ id }) => id === "payments.refunds.name-payments");
    expect([named?.status, named?.message]).toEqual([
      "na",
      expect.stringContaining("may leave the list"),
    ]);
  });

  it("blocks what needs payments where there are none, and judges the rest", async () => {
    const elsewhere = {
      from: "2025-03-01T00:00:00Z",
      to: "2025-03-01T06:00:00Z",
    };
    const report = await judge({}, [], (resolved) => moved(resolved, elsewhere));
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
    const blocked = idsWith(report, "blocked");
    expect(blocked).toContain("payments.records.convert");
    expect(blocked).not.toContain("payments.auth.missing-refused");
    const reason = report.checks.find(({ id }) => id === "payments.records.convert")?.message;
    expect(reason).toMatch(/no payments in the sample/);
  });

  it("polls the last day but for its end where no sample is named", async () => {
    const report = await judge({}, [], (resolved) => moved(resolved, null));
    const check = report.checks.find(({ id }) => id === "payments.records.convert");
    expect(check?.message).toMatch(/no payments from .* to .*payments\.source\.range\.sample/);
  });

  it("calls no range complete whose quiet parts cannot be read", async () => {
    const id = "payments.paging.complete";
    const down =
      (http: Http): Http =>
      async (request, signal) => {
        const outcome = await http(request, signal);
        return outcome.reply !== null && request.step?.startsWith("quiet part 1") === true
          ? { ...outcome, reply: { ...outcome.reply, status: 503 } }
          : outcome;
      };
    const report = await judge({}, [], undefined, { only: [id], through: down });
    expect(report.checks).toMatchObject([
      { id, status: "blocked", message: expect.stringContaining("quiet part 1") as string },
    ]);
  });

  it("narrows a sample that is too large, and needs no more requests for it", async () => {
    const report = await judge({ paymentsShape: "E", payments: 1_000_000 });
    expect(report.summary.verdict).toBe("conformant");
  });

  it("keeps the key out of its evidence", async () => {
    const report = await judge({ paymentsShape: "D" });
    expect(JSON.stringify(report)).not.toContain("sandbox-payments-key");
  });

  it("waits for a server that asks for patience", async () => {
    const report = await judge({}, ["payments.throttles"]);
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
  });

  it("promises no more requests than a partner should expect", () => {
    const promised = paymentsSuite.scenarios.reduce((sum, { requests }) => sum + requests, 0);
    expect(promised).toBeLessThan(660);
  });
});

function moved(
  resolved: ResolvedProfile,
  sample: { readonly from: string; readonly to: string } | null,
): ResolvedProfile {
  const { payments } = resolved.profile;
  const range = payments?.source.range;
  if (payments === undefined || range === undefined) throw new Error("no range");
  const { sample: _, ...rest } = range;
  const source = {
    ...payments.source,
    range: sample === null ? rest : { ...rest, sample },
  };
  return {
    ...resolved,
    profile: { ...resolved.profile, payments: { ...payments, source } },
  };
}

function omit(refunds: Refunds, names: readonly string[]): Refunds {
  const { source, of, ...others } = refunds;
  const kept = Object.entries(others).filter(([name]) => !names.includes(name));
  return { source, of, ...Object.fromEntries(kept) };
}
