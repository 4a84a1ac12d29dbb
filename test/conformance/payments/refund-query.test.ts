/** The query of refunds as a host of its own, and agreements that it may be right by. */
import { describe, expect, it } from "vitest";
import { headerValue, type Http, type HttpRequest } from "../../../src/core/http.js";
import type { ResolvedProfile } from "../../../src/profile/resolve.js";
import { judge, withRefunds } from "./judge-payments.js";

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
