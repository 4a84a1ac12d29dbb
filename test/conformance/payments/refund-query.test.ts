/** The query of refunds as a host of its own, and agreements that it may be right by. */
import { describe, expect, it } from "vitest";
import { headerValue, type Http, type HttpRequest } from "../../../src/core/http.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import { idsWith, judge, withRefunds } from "./judge-payments.js";
import { everyHours, judgeOwn } from "./own-source.js";

describe("a query of refunds on another host", () => {
  const OWN = { headers: { "X-Refund-Key": "of-refunds" }, timeout: "9s" };

  function apart(resolved: ResolvedProfile): ResolvedProfile {
    const changed = withRefunds(resolved, (refunds) => ({
      ...refunds,
      source: { ...refunds.source, ...OWN },
    }));
    const { payments } = changed.profile;
    if (payments === undefined) throw new Error("no payments");
    const source = { ...payments.source, headers: { "X-Api-Key": "of-payments" } };
    return { ...changed, profile: { ...changed.profile, payments: { ...payments, source } } };
  }

  it("is asked with its own headers and time-out, and with none of the other's", async () => {
    const requests: HttpRequest[] = [];
    const seen =
      (http: Http): Http =>
      (request, signal) => {
        requests.push(request);
        return http(request, signal);
      };
    let url = "";
    await judge(
      {},
      [],
      (resolved) => {
        const changed = apart(resolved);
        url = changed.profile.payments?.refunds?.source.url ?? "";
        return changed;
      },
      { through: seen },
    );
    const keys = (wanted: boolean) => {
      const ofQuery = requests.filter((each) => each.url.startsWith(url) === wanted);
      return new Set(
        ofQuery.map(({ headers, timeouts }) =>
          ["X-Api-Key", "X-Refund-Key"]
            .map((name) => headerValue(headers, name))
            .concat(String(timeouts.totalMs))
            .join(),
        ),
      );
    };
    expect(keys(true)).toEqual(new Set([",of-refunds,9000"]));
    expect(keys(false)).toEqual(new Set(["of-payments,,3000"]));
  });

  it("is refused before anything is sent where it is live", async () => {
    const requests: HttpRequest[] = [];
    const run = judge(
      {},
      [],
      (resolved) => ({
        ...withRefunds(resolved, (refunds) => ({
          ...refunds,
          source: { ...refunds.source, url: "http://live.example/refunds" },
        })),
        liveHosts: new Set(["live.example"]),
      }),
      {
        through: (http) => (request, signal) => {
          requests.push(request);
          return http(request, signal);
        },
      },
    );
    await expect(run).rejects.toMatchObject({ code: "live_target" });
    expect(requests).toEqual([]);
  });
});

const SAMPLE = { from: "2026-01-01T00:00:00Z", to: "2026-01-17T00:00:00Z" };
const PAYMENTS = everyHours(6, 80, (at, n) => ({ id: `p${n}`, price: "5", at }));
const REFUNDS = everyHours(6, 80, (at, n) => ({ rid: `r${n}`, order: `p${n}`, back: "1", at }));

function statusOf(report: Awaited<ReturnType<typeof judge>>, id: string) {
  return report.checks.find((check) => check.id === id)?.status;
}

const inRange = (query: URLSearchParams, at: string) =>
  Date.parse(at) >= Date.parse(query.get("from") ?? "") &&
  Date.parse(at) < Date.parse(query.get("to") ?? "");
const RANGED = { range: { sample: SAMPLE } };
const within = (all: readonly { at: string }[]) => {
  return (query: URLSearchParams): readonly object[] => all.filter(({ at }) => inRange(query, at));
};

describe("a right source", () => {
  it("that takes one day is asked for one day at a time", async () => {
    const ofDay = (all: readonly { at: string }[]) => {
      return (query: URLSearchParams) =>
        all.filter(({ at }) => at.slice(0, 10) === query.get("date"));
    };
    const report = await judgeOwn({
      payments: ofDay(PAYMENTS),
      refunds: ofDay(REFUNDS),
      source: { range: { from: "date", day: true, sample: SAMPLE } },
    });
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
    expect(statusOf(report, "payments.records.convert")).toBe("pass");
    expect(statusOf(report, "payments.refunds.convert")).toBe("pass");
  });

  it("that takes the beginning alone may bring all that is later", async () => {
    const since = (all: readonly { at: string }[]) => {
      return (query: URLSearchParams) =>
        all.filter(({ at }) => Date.parse(at) >= Date.parse(query.get("since") ?? ""));
    };
    const report = await judgeOwn({
      payments: since(PAYMENTS),
      refunds: since(REFUNDS),
      source: { range: { from: "since", open: true, sample: SAMPLE } },
    });
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
    expect(statusOf(report, "payments.refunds.range-honoured")).toBe("na");
    expect(statusOf(report, "payments.refunds.complete")).toBe("pass");
  });

  it("whose refunds have no ids may write two that are alike", async () => {
    const alike = REFUNDS.map(({ at }, n) => ({ order: "p1", back: n % 3 === 0 ? "1" : "2", at }));
    const bare = (query: URLSearchParams) =>
      within(alike)(query).map((each) => ({ ...each, at: undefined }));
    const report = await judgeOwn({
      payments: within(PAYMENTS),
      refunds: bare,
      source: RANGED,
      ofRefunds: { amount: "back", currency: { const: "USD" } },
    });
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
    expect(statusOf(report, "payments.refunds.range-honoured")).toBe("na");
  });

  it("may begin each reply with a record that is no refund", async () => {
    const headed = (query: URLSearchParams) => {
      const list = within(REFUNDS)(query).map((each) => ({ ...each, type: "refund" }));
      return [{ type: "head", rid: "head", count: list.length }, ...list];
    };
    const report = await judgeOwn({
      payments: within(PAYMENTS),
      refunds: headed,
      source: RANGED,
      ofRefundsSource: { counts: { path: "type", in: ["refund"] } },
    });
    expect(idsWith(report, "fail", "warn", "error")).toEqual([]);
    expect(statusOf(report, "payments.refunds.range-honoured")).toBe("pass");
  });

  it("may list refunds without ids inside its payments: places in a list are none", async () => {
    const refunds = [{ sum: "1" }, { sum: "2" }];
    const report = await judgeOwn({
      payments: (query) => within(PAYMENTS)(query).map((each) => ({ ...each, refunds })),
      refunds: within([]),
      source: RANGED,
      ofPayments: { refund: { list: "refunds", amount: "sum" } },
    });
    expect(statusOf(report, "payments.refunds.unique-ids")).toBe("na");
  });

  it("may write a refund in two forms, of which one says no amount", async () => {
    const report = await judgeOwn({
      payments: (query) =>
        PAYMENTS.filter(({ at }) => inRange(query, at)).map((each, n) => ({
          ...each,
          refunds: [{ id: `r${each.id.slice(1)}`, sum: `${n % 2}.5` }],
        })),
      refunds: within(REFUNDS),
      source: RANGED,
      ofPayments: { refund: { list: "refunds", amount: "sum" } },
      ofRefunds: { id: "rid" },
    });
    expect(statusOf(report, "payments.refunds.unique-ids")).toBe("pass");
  });
});
