/** Reports on demand: waited for within a bound, and found only where a report can be. */
import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../../src/core/http.js";
import type { ReportRule } from "../../../src/protocols/payments/mapping.js";
import { fetchReport } from "../../../src/tasks/payments/fetch-report.js";
import type { Persisted } from "../../../src/tasks/payments/persist.js";
import { createFakeClock } from "../../fake-clock.js";
import { replied } from "../../fake-http.js";

const URL_OF_SOURCE = "https://shop.example/reports";

async function fetched(report: ReportRule, answers: Readonly<Record<string, HttpOutcome>>) {
  const asked: string[] = [];
  const persisted = (outcome: HttpOutcome): Persisted => ({
    ok: true,
    step: { kind: "read" },
    outcome,
  });
  const clock = createFakeClock();
  const result = await fetchReport(
    {
      report,
      url: URL_OF_SOURCE,
      ask: () => Promise.resolve(persisted(answers["ask"] ?? replied(202))),
      get: (url, withCredentials) => {
        asked.push(`${url}${withCredentials ? " with credentials" : ""}`);
        return Promise.resolve(persisted(answers[url] ?? replied(404)));
      },
    },
    {
      clock,
      random: { bytes: (length) => new Uint8Array(length) },
      signal: new AbortController().signal,
      notice: () => undefined,
    },
  );
  return { result, asked, clock };
}

describe("a report on demand", () => {
  it("is downloaded where its status leads, without credentials at another host", async () => {
    const { result, asked } = await fetched(
      { id: "id", status: "/reports/{id}", ready: { path: "state", in: ["done"] }, download: "at" },
      {
        ask: replied(202, '{"id":"r 1"}'),
        "https://shop.example/reports/r%201": replied(
          200,
          '{"state":"done","at":"https://files.example/f?sig=1"}',
        ),
        "https://files.example/f?sig=1": replied(200, "csv"),
      },
    );
    expect(result.ok && result.outcome.reply?.status).toBe(200);
    expect(asked).toEqual([
      "https://shop.example/reports/r%201 with credentials",
      "https://files.example/f?sig=1",
    ]);
  });

  it.each([
    ["ask", "http://[bad"],
    ["ask", "file:///etc/passwd"],
    ["redirect", "http://[bad"],
    ["redirect", "data:text/csv,id"],
  ])("is not looked for where an answer to the %s says %s", async (where, place) => {
    const to = (status: number) => replied(status, "", [["Location", place]]);
    const answers =
      where === "ask"
        ? { ask: to(202) }
        : {
            ask: replied(202, "", [["Location", "/r/1"]]),
            "https://shop.example/r/1": to(302),
          };
    const { result } = await fetched({}, answers);
    expect(result).toMatchObject({
      ok: false,
      stop: { kind: "refused", message: expect.stringContaining("no http or https URL") as string },
    });
  });

  it("that is never ready leaves the run incomplete, after the wait that was agreed", async () => {
    const { result, clock } = await fetched(
      { every: "5s", wait: "1m" },
      { ask: replied(202, "", [["Location", "/r/1"]]), "https://shop.example/r/1": replied(202) },
    );
    expect(result).toMatchObject({ ok: false, stop: { kind: "incomplete" } });
    expect(clock.monotonicMs()).toBeLessThanOrEqual(60_000);
  });
});
