/** The fresh lines of a report work when they are run: the target sees a right signature again. */
import { describe, expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
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
    const { out } = await runRecorded(["conformance", "--json"], world);
    await target.close();
    const { checks } = JSON.parse(out) as ConformanceReport;
    const check = checks.find(({ id }) => id === "entry.valid.redirects");
    const [recorded, fresh] = check?.curl ?? [];
    expect(recorded).toMatch(/^curl -i -X GET 'http/);
    const [, words = ""] =
      /^curl -i "\$\(playcamp-gw ([\w -]+)\)"$/.exec(fresh ?? "") ?? [];
    const signed = await runRecorded(words.split(" "), world);
    const verified = await runRecorded(
      ["verify-entry", signed.out.trim()],
      world,
    );
    expect(verified.code).toBe(0);
    const aged = checks.find(
      ({ id }) => id === "entry.timestamp.accepted-within-ttl",
    );
    expect(aged?.curl).toHaveLength(1);
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
    const [, body = "", words = ""] =
      /^printf %s '([^']+)' \| playcamp-gw (.*)$/.exec(fresh) ?? [];
    expect(words).toBe(
      `fire-webhook --data - --signature timestamped --sandbox --fault ${fault}`,
    );
    const rightly = words.replace(` --fault ${fault}`, "");
    for (const [line, code] of [
      [words, 1],
      [rightly, 0],
    ] as const) {
      const run = await runRecorded(line.split(" "), { input: body });
      expect(run.code).toBe(code);
    }
  });
});
