/** Targets at their worst, through the whole command: no run hangs or breaks, and every check says what happened. */
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { SUITES } from "../../src/conformance/suites/index.js";
import type { CheckResult, ConformanceReport } from "../../src/core/report.js";
import { hostile } from "../hostile-server.js";
import { EVERY_ROLE_ENV, profileOfEveryRole } from "./every-role.js";
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
  /** Where only the time-out ends it. */
  readonly slow?: true;
}

const HOSTILITIES: readonly Hostility[] = [
  {
    name: "never answers",
    slow: true,
    answer: () => undefined,
    says: /no reply within \d+ ms|stopped answering/,
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
    slow: true,
    answer: (socket) => {
      socket.write(head(OK, "Transfer-Encoding: chunked"));
      const piece = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
        if (!socket.destroyed) socket.once("drain", more);
      };
      more();
    },
    // A pouring target may keep this machine too busy to see its first byte.
    says: /more than 16 MiB|had not ended after \d+ ms|no reply within \d+ ms|stopped answering/,
    code: 1,
  },
  {
    name: "answers 200 MB",
    slow: true,
    answer: (socket) => {
      socket.write(head(OK, `Content-Length: ${200 * 1024 * 1024}`));
      pour(socket, 200 * 1024 * 1024);
    },
    // A pouring target may keep this machine too busy to see its first byte.
    says: /more than 16 MiB|had not ended after \d+ ms|no reply within \d+ ms|stopped answering/,
    code: 1,
  },
  {
    name: "drips a byte at a time",
    slow: true,
    answer: (socket) => {
      socket.write(head(OK, "Content-Length: 5000"));
      drip(socket, 20);
    },
    says: /had not ended after \d+ ms|stopped answering/,
    code: 1,
  },
  {
    name: "drips its head",
    slow: true,
    answer: (socket) => {
      socket.write("HTTP/1.1 200 OK\r\nX-Slow: ");
      drip(socket, 20);
    },
    says: /no reply within \d+ ms|stopped answering/,
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
    answer: (socket) => socket.end(`${head(OK, "Content-Length: 2")}{"ok":true}`),
    says: /expected|not valid HTTP|whole reply|not accepted|(?:not|is) let in|: 200\)|answered 200|not JSON/,
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
    answer: (socket) => socket.end(`${head(OK, "Content-Length: 2", "Content-Length: 5")}hello`),
    says: /not valid HTTP/,
    code: 1,
  },
  {
    name: "sends a head of a megabyte",
    answer: (socket) => socket.end(head(OK, `X-Big: ${"x".repeat(1024 * 1024)}`)),
    says: /headers are too large/,
    code: 1,
  },
  {
    name: "answers invalid UTF-8 and control characters",
    answer: (socket) => {
      socket.write(head("HTTP/1.1 500 Oops", "Content-Length: 9"));
      socket.end(Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0xc3, 0x28]));
    },
    says: /got 500|expected|not accepted|(?:not|is) let in|: 500\)|answered 500|the sample: 500/,
    code: 1,
  },
  {
    name: "redirects in a circle",
    answer: (socket, origin) =>
      socket.end(head("HTTP/1.1 307 Again", `Location: ${origin}/again`, "Content-Length: 0")),
    says: /got 307|expected|not accepted|(?:not|is) let in|: 307\)|answered 307|the sample: 307/,
    code: 1,
  },
  {
    name: "throttles for ever",
    answer: (socket) =>
      socket.end(head("HTTP/1.1 429 Slow", "Retry-After: 9999", "Content-Length: 0")),
    says: /429 Too Many Requests/,
    code: 3,
  },
];

/** All that one target plays, judged in one run. */
interface Side {
  readonly name: string;
  readonly profile: (url: string) => object;
  readonly suites: readonly string[];
  readonly leastChecks: number;
}

const GATEWAY: Side = {
  name: "entry and webhook",
  suites: ["entry", "webhook"],
  leastChecks: 40,
  profile: (url) => {
    const { partner, entry, webhook } = profileOfEveryRole(url);
    return { partner, entry, webhook: { ...webhook, signature: "both" } };
  },
};

const MONEY: Side = {
  name: "wallet, payments and postback",
  suites: ["wallet", "payments", "postback"],
  leastChecks: 150,
  profile: (url) => {
    const { partner, wallet, payments, postback } = profileOfEveryRole(url);
    return { partner, wallet, payments, postback };
  },
};

const controlsOf = (suites: readonly string[]) =>
  SUITES.flatMap(({ id, control }) => (suites.includes(id) ? (control ?? []) : []));
const NOT_JUDGED = new Set(["pass", "na"]);
/** Of some 100 scenarios four at a time, each may wait out its own few steps; a hang would be endless. */
const PROMPTLY_MS = 60_000;

describe.each([GATEWAY, MONEY])("$name: a target that", (side) => {
  it.for(HOSTILITIES.map((hostility) => [hostility.name, hostility] as const))(
    "%s",
    async ([, { answer, says, code, slow }]) => {
      const target = await openRawTarget(answer);
      const startedAt = performance.now();
      try {
        const files = memoryFiles({
          [`${HERE}/playcamp-gw.json`]: JSON.stringify(side.profile(target.url)),
        });
        const run = await runRecorded(
          [
            // Where an answer comes at once, a busy machine must not make it late.
            ...["conformance", "--json", "--timeout", slow ? "400ms" : "3s"],
            ...["--reporter", "html=r.html", "--reporter", "table=r.txt"],
            // With its control refused a suite sends nothing more; without one, everything.
            ...controlsOf(side.suites).flatMap((id) => ["--skip", id]),
          ],
          { files, env: EVERY_ROLE_ENV },
        );
        expect(performance.now() - startedAt).toBeLessThan(PROMPTLY_MS);
        const { checks, summary } = JSON.parse(run.out) as ConformanceReport;
        expect(unexplained(checks, says)).toEqual([]);
        // What is late fails a control; all else waits for a control.
        expect(slow ? [code, 3] : [code]).toContain(run.code);
        expect(summary.error).toBe(0);
        expect(new Set(checks.map(({ suite }) => suite))).toEqual(new Set(side.suites));
        expect(checks.length).toBeGreaterThan(side.leastChecks);
        expect(target.connections()).toBeGreaterThan(0);
        expect(greenWithoutReply(checks)).toEqual([]);
        expect(greenSuites(checks)).toEqual([]);
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
      [`${HERE}/playcamp-gw.json`]: JSON.stringify(side.profile(target.url)),
    });
    const run = await runRecorded(["conformance", "--json"], {
      files,
      env: EVERY_ROLE_ENV,
    });
    const { checks } = JSON.parse(run.out) as ConformanceReport;
    expect(run.code).toBe(3);
    expect(unexplained(checks, /refused|unreachable/)).toEqual([]);
    const sent = new Set(checks.flatMap(({ evidence }) => evidence.map((each) => each.startedAt)));
    expect(sent.size).toBeLessThanOrEqual(20);
  });
});

/** What only shows once a session is open: bets that hang, races that never end. */
const IN_MID_GAME: readonly (readonly [
  name: string,
  answer: (socket: Socket) => void,
  says: RegExp,
])[] = [
  ["never answers", () => undefined, /no (?:whole )?reply within|stopped answering|cut/],
  ["resets the connection", (socket) => socket.resetAndDestroy(), /cut/],
  [
    "drips a byte at a time",
    (socket) => {
      socket.write(head(OK, "Content-Length: 5000"));
      drip(socket, 20);
    },
    /had not ended|no (?:whole )?reply|stopped answering/,
  ],
  ["is no HTTP server", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"), /not valid HTTP/],
];

describe("a wallet that opens sessions and", () => {
  it.for(IN_MID_GAME)("%s at every bet", async ([, answer, says]) => {
    const reply = (data: object) => {
      const body = JSON.stringify({ code: 200, message: "ok", data });
      return `${head(OK, "Content-Type: application/json", `Content-Length: ${body.length}`)}${body}`;
    };
    const player = { user_id: "u-1", username: "u", currency: "USD" };
    const { url } = await hostile((socket, asked) => {
      if (asked.startsWith("POST /gp/auth ")) socket.end(reply({ ...player, balance: 900_000 }));
      else if (asked.startsWith("POST /gp/balance "))
        socket.end(reply({ currency: "USD", amount: 900_000 }));
      else answer(socket);
    });
    const run = await runRecorded(
      [
        ...["conformance", "wallet", "--json", "--timeout", "150ms"],
        ...["--only", "wallet.parallel.*", "--only", "wallet.withdraw.*"],
      ],
      {
        files: memoryFiles({
          [`${HERE}/playcamp-gw.json`]: JSON.stringify(MONEY.profile(url)),
        }),
        env: EVERY_ROLE_ENV,
      },
    );
    const { checks, summary } = JSON.parse(run.out) as ConformanceReport;
    expect(run.code).not.toBe(0);
    expect(summary).toMatchObject({ error: 0, pass: 0 });
    expect(checks.length).toBeGreaterThan(10);
    expect(checks.filter(({ message }) => says.test(message))).not.toEqual([]);
    expect(greenWithoutReply(checks)).toEqual([]);
  });
});

function unexplained(checks: readonly CheckResult[], says: RegExp): string[] {
  return checks
    .filter(({ status }) => !NOT_JUDGED.has(status))
    .filter(({ message }) => !says.test(message))
    .map(({ id, status, message }) => `${id}: ${status}: ${message}`);
}

/** Not one suite may look as if the target were right. */
function greenSuites(checks: readonly CheckResult[]): string[] {
  const suites = [...new Set(checks.map(({ suite }) => suite))];
  return suites.filter((suite) =>
    checks.filter((check) => check.suite === suite).every(({ status }) => NOT_JUDGED.has(status)),
  );
}

/** Silence is no proof of anything. */
function greenWithoutReply(checks: readonly CheckResult[]): string[] {
  return checks
    .filter(
      ({ status, evidence }) =>
        status === "pass" && evidence.every(({ response }) => response === null),
    )
    .map(({ id }) => id);
}
