/** Targets at their worst, through the whole command: no run hangs or breaks, and every check says what happened. */
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import type { CheckResult, ConformanceReport } from "../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "./recording-world.js";
import { drip, openRawTarget, pour } from "./raw-target.js";

const head = (...lines: string[]) => `${lines.join("\r\n")}\r\n\r\n`;
const OK = "HTTP/1.1 200 OK";

interface Hostility {
  readonly name: string;
  readonly answer: (socket: Socket, origin: string) => void;
  /** What the checks may say, whichever way they were settled. */
  readonly says: RegExp;
  readonly code: 1 | 3;
}

const HOSTILITIES: readonly Hostility[] = [
  {
    name: "never answers",
    answer: () => undefined,
    says: /no reply within 800 ms|stopped answering/,
    code: 1,
  },
  {
    name: "resets every connection",
    answer: (socket) => socket.resetAndDestroy(),
    says: /cut before a whole reply/,
    code: 3,
  },
  {
    name: "closes without a word",
    answer: (socket) => socket.end(),
    says: /cut before a whole reply/,
    code: 3,
  },
  {
    name: "streams for ever",
    answer: (socket) => {
      socket.write(head(OK, "Transfer-Encoding: chunked"));
      const piece = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
        if (!socket.destroyed) socket.once("drain", more);
      };
      more();
    },
    says: /more than 16 MiB|had not ended after 800 ms|stopped answering/,
    code: 1,
  },
  {
    name: "answers 200 MB",
    answer: (socket) => {
      socket.write(head(OK, `Content-Length: ${200 * 1024 * 1024}`));
      pour(socket, 200 * 1024 * 1024);
    },
    says: /more than 16 MiB|had not ended after 800 ms|stopped answering/,
    code: 1,
  },
  {
    name: "drips a byte at a time",
    answer: (socket) => {
      socket.write(head(OK, "Content-Length: 5000"));
      drip(socket, 20);
    },
    says: /had not ended after 800 ms|stopped answering/,
    code: 1,
  },
  {
    name: "drips its head",
    answer: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      drip(socket, 20);
    },
    says: /no reply within 800 ms|stopped answering/,
    code: 1,
  },
  {
    name: "sends less than it promised",
    answer: (socket) => socket.end(`${head(OK, "Content-Length: 100")}short`),
    says: /whole reply|not valid HTTP/,
    code: 3,
  },
  {
    name: "sends more than it promised",
    answer: (socket) =>
      socket.end(`${head(OK, "Content-Length: 2")}{"ok":true}`),
    says: /expected|not valid HTTP|whole reply|not accepted|(?:not|is) let in/,
    code: 1,
  },
  {
    name: "is no HTTP server",
    answer: (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
    says: /not valid HTTP/,
    code: 1,
  },
  {
    name: "sends two lengths",
    answer: (socket) =>
      socket.end(`${head(OK, "Content-Length: 2", "Content-Length: 5")}hello`),
    says: /not valid HTTP/,
    code: 1,
  },
  {
    name: "sends a head of a megabyte",
    answer: (socket) =>
      socket.end(head(OK, `X-Big: ${"x".repeat(1024 * 1024)}`)),
    says: /headers are too large/,
    code: 1,
  },
  {
    name: "answers invalid UTF-8 and control characters",
    answer: (socket) => {
      socket.write(head("HTTP/1.1 500 Oops", "Content-Length: 9"));
      socket.end(
        Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0xc3, 0x28]),
      );
    },
    says: /got 500|expected|not accepted|(?:not|is) let in/,
    code: 1,
  },
  {
    name: "redirects in a circle",
    answer: (socket, origin) =>
      socket.end(
        head(
          "HTTP/1.1 307 Again",
          `Location: ${origin}/again`,
          "Content-Length: 0",
        ),
      ),
    says: /got 307|expected|not accepted|(?:not|is) let in/,
    code: 1,
  },
  {
    name: "throttles for ever",
    answer: (socket) =>
      socket.end(
        head("HTTP/1.1 429 Slow", "Retry-After: 9999", "Content-Length: 0"),
      ),
    says: /429 Too Many Requests/,
    code: 3,
  },
];

function profileFor(url: string): string {
  return JSON.stringify({
    partner: "acme",
    entry: { url: `${url}/entry`, key: { env: "KEY" } },
    webhook: {
      url: `${url}/hook`,
      signature: "both",
      secret: { env: "SECRET" },
    },
  });
}

const ENV = { KEY: "entry-key-of-acme", SECRET: "webhook-secret-of-acme" };
const NOT_JUDGED = new Set(["pass", "na"]);
/** Of 30 scenarios four at a time, each may wait out its own few steps; a hang would be endless. */
const PROMPTLY_MS = 60_000;

describe("a target that", () => {
  it.for(HOSTILITIES.map((hostility) => [hostility.name, hostility] as const))(
    "%s",
    async ([, { answer, says, code }]) => {
      const target = await openRawTarget(answer);
      const startedAt = performance.now();
      try {
        const files = memoryFiles({
          [`${HERE}/playcamp-gw.json`]: profileFor(target.url),
        });
        const run = await runRecorded(
          [
            ...["conformance", "--json", "--timeout", "800ms"],
            ...["--reporter", "html=r.html", "--reporter", "table=r.txt"],
          ],
          { files, env: ENV },
        );
        expect(performance.now() - startedAt).toBeLessThan(PROMPTLY_MS);
        const { checks, summary } = JSON.parse(run.out) as ConformanceReport;
        expect(run.code).toBe(code);
        expect(summary.error).toBe(0);
        expect(checks.length).toBeGreaterThan(40);
        expect(target.connections()).toBeGreaterThan(0);
        expect(unexplained(checks, says)).toEqual([]);
        expect(greenWithoutReply(checks)).toEqual([]);
        const shown = files.text(`${HERE}/r.txt`) ?? "";
        expect(shown).not.toContain("\u001b[2J");
      } finally {
        await target.close();
      }
    },
  );

  it("is not there at all leaves the run incomplete, and is asked no more than a few times", async () => {
    const target = await openRawTarget(() => undefined);
    await target.close();
    const files = memoryFiles({
      [`${HERE}/playcamp-gw.json`]: profileFor(target.url),
    });
    const run = await runRecorded(["conformance", "--json"], {
      files,
      env: ENV,
    });
    const { checks } = JSON.parse(run.out) as ConformanceReport;
    expect(run.code).toBe(3);
    expect(unexplained(checks, /refused|unreachable/)).toEqual([]);
    const sent = new Set(
      checks.flatMap(({ evidence }) => evidence.map((each) => each.startedAt)),
    );
    expect(sent.size).toBeLessThanOrEqual(20);
  });
});

function unexplained(checks: readonly CheckResult[], says: RegExp): string[] {
  return checks
    .filter(({ status }) => !NOT_JUDGED.has(status))
    .filter(({ message }) => !says.test(message))
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
}

/** Silence is no proof of anything. */
function greenWithoutReply(checks: readonly CheckResult[]): string[] {
  return checks
    .filter(
      ({ status, evidence }) =>
        status === "pass" &&
        evidence.every(({ response }) => response === null),
    )
    .map(({ id }) => id);
}
