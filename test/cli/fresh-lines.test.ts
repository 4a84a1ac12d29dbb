/** The fresh lines of a report work when they are run: the target sees a right signature again. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { intercepted } from "./intercepted-world.js";
import { HERE, memoryFiles, runRecorded } from "./recording-world.js";
import { openRawTarget } from "./raw-target.js";

const ENV = { KEY: "entry-key-of-acme", SECRET: "webhook-secret-of-acme" };

describe("the curl lines of what did not pass", () => {
  it("sign an entry anew, which the recipe accepts", async () => {
    const target = await openRawTarget((socket) =>
      socket.end("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
    );
    const files = memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify({
        partner: "acme",
        entry: { url: `${target.url}/e`, key: { env: "KEY" } },
      }),
    });
    const world = { files, env: ENV };
    const linesOf = async (id: string) => {
      const { out } = await runRecorded(["conformance", "--only", id, "--json"], world);
      const { checks } = JSON.parse(out) as ConformanceReport;
      return checks.find((check) => check.id === id)?.curl ?? [];
    };
    const [recorded, fresh] = await linesOf("entry.valid.redirects");
    // Its age is what it is about, and a fresh one has none.
    const aged = await linesOf("entry.timestamp.accepted-within-ttl");
    await target.close();
    expect(recorded).toMatch(/^curl -i -X GET 'http/);
    const [, words = ""] = /^curl -i "\$\(playcamp-gw ([\w -]+)\)"$/.exec(fresh ?? "") ?? [];
    const signed = await runRecorded(words.split(" "), world);
    const verified = await runRecorded(["verify-entry", signed.out.trim()], world);
    expect(verified.code).toBe(0);
    expect(aged).toHaveLength(1);
  });

  it("fire the delivery again at the same broken sandbox", async () => {
    const fault = "webhook.refuses-everything";
    const id = "webhook.signature.fresh-timestamp-accepted";
    const { out } = await runRecorded([
      ...["conformance", "webhook", "--sandbox", "--fault", fault],
      ...["--only", id, "--json"],
    ]);
    const { checks } = JSON.parse(out) as ConformanceReport;
    const [, fresh = ""] = checks[0]?.curl ?? [];
    const [, body = "", words = ""] = /^printf %s '([^']+)' \| playcamp-gw (.*)$/.exec(fresh) ?? [];
    expect(words).toBe(`fire-webhook --data - --signature timestamped --sandbox --fault ${fault}`);
    const correctly = words.replace(` --fault ${fault}`, "");
    for (const [line, code] of [
      [words, 1],
      [correctly, 0],
    ] as const) {
      const run = await runRecorded(line.split(" "), { input: body });
      expect(run.code).toBe(code);
    }
  });
});

/** Faults that make much fail without stopping the suite at its door. */
const BROKEN: readonly (readonly [suite: string, ...faults: string[]])[] = [
  ["wallet", "wallet.books-repeated-bets", "wallet.omits-new-balance"],
  ["payments", "payments.accepts-wrong-credentials"],
  [
    "postback",
    "postback.knows-no-aliases",
    "postback.refuses-secret-header",
    "postback.legacy-gone",
    "postback.refuses-reason",
  ],
];

describe.each(BROKEN)("the fresh lines of %s", (suite, ...faults) => {
  it("run as printed, and send what was recorded", async () => {
    const deviations = faults.flatMap((fault) => ["--fault", fault]);
    const { out } = await runRecorded([
      ...["conformance", suite, "--sandbox", "--json", ...deviations],
      // Parts of the sandbox's secret are parts of its ids too: forged, they would mask the lines.
      ...(suite === "postback" ? ["--skip", "postback.secret.*"] : []),
    ]);
    const { checks } = JSON.parse(out) as ConformanceReport;
    const recorded = new Set(
      checks.flatMap(({ evidence }) =>
        evidence.map(({ request }) => likeness(request.url, request.body?.text ?? "")),
      ),
    );
    const lines = oneOfEachShape(checks.flatMap(({ curl = [] }) => curl));
    expect(lines.length).toBeGreaterThan(LEAST_SHAPES[suite] ?? 0);
    for (const line of lines) {
      const world = intercepted();
      const [, ...words] = line.split(" ");
      const { code, err } = await runRecorded(words, world);
      expect([0, 1], `${line}: ${err}`).toContain(code);
      const sent = world.seen.map(({ url, text }) => likeness(url, text));
      expect(
        sent.filter((each) => recorded.has(each)),
        line,
      ).not.toEqual([]);
    }
  });
});

/** Each player and each way of saying it once. */
const LEAST_SHAPES: Readonly<Record<string, number>> = {
  wallet: 6,
  payments: 0,
  postback: 8,
};

/** The same for requests that differ in the sandbox's port and in what stands for a secret. */
function likeness(url: string, text: string): string {
  return `${new URL(url).pathname} ${text.replaceAll(/sandbox-(?:user|session)-token-\d|\[secret:[^"]*\]/g, "•")}`;
}

/** Of the lines that call this program, one for each set of flags and of the values that matter. */
function oneOfEachShape(lines: readonly string[]): readonly string[] {
  const shapes = new Map<string, string>();
  const telling = ["--action", "--player", "--spell", "--auth"];
  for (const line of lines.filter((each) => each.startsWith("playcamp-gw "))) {
    const words = line.split(" ");
    const shape = words.filter(
      (word, at) => at < 3 || word.startsWith("--") || telling.includes(words[at - 1] ?? ""),
    );
    shapes.set(shape.join(" "), line);
  }
  return [...shapes.values()];
}
