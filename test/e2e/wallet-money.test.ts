/** Whatever ends `conformance wallet`: the balances are as before, or the report or the next start names what is not. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request as forward, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { ConformanceReport } from "../../src/core/report.js";
import { openPlainWallet, type PlainWallet } from "../conformance/suites/wallet/plain-wallet.js";
import { repetitions } from "../soak.js";
import { type Ended, startProgram } from "./run-program.js";

const ENDINGS = ["SIGKILL", "SIGINT", "lost network", "dying wallet", "SIGTERM"] as const;
type Ending = (typeof ENDINGS)[number];
const TIMES = repetitions({ quick: 2, full: 200 });
const RUNS_IN_PAIRS = repetitions({ quick: 0, full: 20 });
const SECRET = "wallet-secret-of-this-test";
const OPENING = 1_000_000;
/** So many requests, and a few more, a whole run takes. */
const LAST_REQUEST = 900;

it(`gives all money back or says what is out, ended ${TIMES} times at any moment`, async () => {
  const wrong: string[] = [];
  const outcomes = new Map<string, number>();
  for (let nth = 0; nth < TIMES; nth += 1) {
    const ending = ENDINGS[nth % ENDINGS.length] ?? "SIGINT";
    const at = 5 + ((nth * 7919 + 104_729) % LAST_REQUEST);
    const outcome = await endAt(ending, at);
    if (outcome.startsWith("wrong")) wrong.push(`${ending} at request ${at}: ${outcome}`);
    const key = `${ending}: ${outcome.split(":")[0] ?? ""}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  }
  process.stderr.write(
    `${[...outcomes]
      .map((each) => each.join(" × "))
      .sort()
      .join("\n")}\n`,
  );
  expect(wrong).toEqual([]);
});

/** In one process it is tested always: test/conformance/suites/wallet/money-back.test.ts. */
it.runIf(RUNS_IN_PAIRS > 0)(
  `two at once on one player accuse nobody, ${RUNS_IN_PAIRS} times`,
  async () => {
    const accused: string[] = [];
    for (let nth = 0; nth < RUNS_IN_PAIRS; nth += 1) {
      const table = await openTable(1);
      try {
        const other = await mkdtemp(join(tmpdir(), "wallet-other-"));
        // Folders of their own, as on two machines: neither sees the other's lock.
        const ended = await Promise.all([
          table.run(["--seed", String(nth)]).ended,
          table.run(["--seed", String(nth)], other).ended,
        ]);
        await rm(other, { recursive: true, force: true });
        for (const { checks } of ended.map(reportOf))
          for (const { id, status, message } of checks)
            if (status === "fail" || status === "warn") accused.push(`${nth}: ${id}: ${message}`);
      } finally {
        await table.close();
      }
    }
    expect(accused).toEqual([]);
  },
);

interface Table {
  readonly wallet: PlainWallet;
  readonly gate: Gate;
  run(argv?: readonly string[], home?: string): ReturnType<typeof startProgram>;
  close(): Promise<void>;
}

async function openTable(players: number): Promise<Table> {
  const folder = await mkdtemp(join(tmpdir(), "wallet-money-"));
  const wallet = await openPlainWallet({ secret: SECRET, players, balance: OPENING });
  const gate = await openGate(wallet.url);
  const account = (at: number) => ({
    userToken: `token-${at}`,
    sessionToken: `session-${at}`,
    currency: "USD",
  });
  const profile = JSON.stringify({
    partner: "acme",
    wallet: {
      url: gate.url,
      publicKey: "sandbox-public-key",
      secret: { env: "WALLET_SECRET" },
      player: account(1),
      players: players > 1 ? [account(2)] : [],
    },
  });
  await writeFile(join(folder, "playcamp-gw.json"), profile);
  return {
    wallet,
    gate,
    run: (argv = [], home = folder) =>
      startProgram(
        ["conformance", "wallet", "--json", "--profile", join(folder, "playcamp-gw.json"), ...argv],
        home,
        { WALLET_SECRET: SECRET },
      ),
    close: async () => {
      await gate.close();
      await wallet.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function endAt(ending: Ending, at: number): Promise<string> {
  const table = await openTable(2);
  const { wallet, gate } = table;
  try {
    const { child, ended } = table.run();
    gate.onRequest = (count) => {
      if (count !== at) return;
      if (ending === "dying wallet") gate.mode = "dead";
      else if (ending === "lost network") gate.mode = "deaf";
      else child.kill(ending);
    };
    const end = await ended;
    gate.onRequest = () => undefined;
    const lacking = lacks(wallet);
    if (lacking.every((each) => each === 0)) return "as before";
    if (ending !== "SIGKILL" && isNamed(end, wallet)) return "named by the report";
    if (ending === "SIGINT" || ending === "SIGTERM")
      return `wrong: ${lacking.join(", ")} out, and the report says ${JSON.stringify(reportOf(end).moneyOut)}`;
    gate.mode = "open";
    const { err, out } = await table.run(["--only", "wallet.*.every-step-as-modelled"]).ended;
    const unnamed = lacking.filter((each) => each !== 0 && !names(err, each));
    const left = lacks(wallet);
    return unnamed.length === 0 && left.every((each) => each === 0)
      ? "named and given back by the next start"
      : `wrong: ${lacking.join(", ")} out, then ${left.join(", ")}: ${err} ${out.slice(0, 200)}`;
  } finally {
    await table.close();
  }
}

function lacks({ players }: PlainWallet): readonly number[] {
  return players.map(({ balance }) => OPENING - balance);
}

function isNamed(end: Ended, { players }: PlainWallet): boolean {
  if (end.out === "") return false;
  const { moneyOut } = reportOf(end);
  return players.every(({ id, balance }) => {
    const out = moneyOut.find(({ player }) => player === id);
    return (out?.millis ?? 0) === OPENING - balance;
  });
}

function names(text: string, millis: number): boolean {
  return text.includes(millis > 0 ? `${millis} millis short` : `${-millis} millis too rich`);
}

function reportOf({ out, err }: Ended): ConformanceReport {
  if (out === "") throw new Error(`no report: ${err}`);
  return JSON.parse(out) as ConformanceReport;
}

/** The way to the wallet, in the test's hands. */
interface Gate {
  readonly url: string;
  /** `dead`: nothing goes through; `deaf`: what is under way arrives, and no reply comes back. */
  mode: "open" | "dead" | "deaf";
  onRequest: (count: number) => void;
  close(): Promise<void>;
}

async function openGate(target: string): Promise<Gate> {
  let count = 0;
  const server: Server = createServer((incoming, outgoing) => {
    count += 1;
    gate.onRequest(count);
    if (gate.mode === "dead") {
      incoming.socket.destroy();
      return;
    }
    const { method, headers, url } = incoming;
    const onward = forward(`${target}${url ?? ""}`, { method, headers }, (reply) => {
      if (gate.mode !== "open") {
        incoming.socket.destroy();
        return;
      }
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    });
    onward.on("error", () => incoming.socket.destroy());
    incoming.pipe(onward);
    // From now on the wallet hears nothing more.
    if (gate.mode === "deaf") gate.mode = "dead";
  });
  const gate: Gate = {
    url: "",
    mode: "open",
    onRequest: () => undefined,
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(gate, { url });
}
