/** A payment query of some shape, and the command that is run against it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import type { CliWorld } from "../../../src/cli/command.js";
import type { HeaderPair } from "../../../src/core/http.js";
import { queryOf } from "../../../src/core/server.js";
import { HERE, memoryFiles, runRecorded } from "../recording-world.js";
import { HASTY_CLOCK } from "../scripted-payments.js";

export interface Asked {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
  /** From 1. */
  readonly number: number;
}

export interface Given {
  readonly status?: number;
  readonly headers?: readonly HeaderPair[];
  /** Bytes and texts go as they are. */
  readonly body: unknown;
}

export interface PaymentCase {
  readonly source: object;
  /** Laid over a mapping of `id`, `u`, `amt` and `at`. */
  readonly map?: object;
  /** @param url of the server, for a query of refunds alone */
  readonly refunds?: (url: string) => object;
  readonly answer: (asked: Asked) => Given;
  /** Default: a poll of 5 January 2026. */
  readonly argv?: readonly string[];
  readonly clock?: CliWorld["clock"];
}

const MAP = {
  transactionId: "id",
  userId: "u",
  productId: { const: "gem" },
  amount: "amt",
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_SELF_STORE" },
  purchasedAt: "at",
};

export const DAY = ["--from", "2026-01-05", "--to", "2026-01-06"];

/** How a poll ended, and what it brought. */
export async function runCase(each: PaymentCase) {
  const targets: string[] = [];
  const game = await listenOnNode(
    { host: "127.0.0.1", port: 0, maxBodyBytes: 1 << 20, onDefect: () => undefined },
    ({ target, body }) => {
      targets.push(target);
      const asked = {
        path: target.split("?", 1)[0] ?? "",
        query: new URLSearchParams(queryOf(target)),
        body: Buffer.from(body).toString(),
        number: targets.length,
      };
      const { status = 200, headers = JSON_TYPE, body: given } = each.answer(asked);
      return Promise.resolve({ status, headers, body: bytesOf(given) });
    },
  );
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-case-"));
  onTestFinished(async () => {
    await game.close();
    await rm(folder, { recursive: true, force: true });
  });
  const profile = {
    partner: "acme",
    payments: {
      source: { url: `${game.url}/list`, ...each.source },
      map: { ...MAP, ...each.map },
      ...(each.refunds === undefined ? {} : { refunds: each.refunds(game.url) }),
    },
  };
  const [command = "poll-payments", ...words] = each.argv ?? ["poll-payments", ...DAY];
  const state = command.endsWith("-payments") ? ["--state", join(folder, "state")] : [];
  const done = await runRecorded([command, ...words, ...state], {
    files: memoryFiles({ [`${HERE}/playcamp-gw.json`]: JSON.stringify(profile) }),
    env: { GAME_KEY: "game-key-1" },
    clock: each.clock ?? HASTY_CLOCK,
  });
  return { ...done, targets, url: game.url };
}

const JSON_TYPE: readonly HeaderPair[] = [["Content-Type", "application/json"]];

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

/** `<id> <amount> <currency> <time>` for each payment that a poll wrote. */
export function paymentsIn(out: string): readonly string[] {
  return out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => {
      const { transactionId, amount, currency, purchasedAt } = JSON.parse(line) as {
        transactionId: string;
        amount: number;
        currency: string;
        purchasedAt: string;
      };
      return `${transactionId} ${amount} ${currency} ${purchasedAt}`;
    });
}

/** @param says in part */
export function expectEnding(
  done: Awaited<ReturnType<typeof runCase>>,
  code: number,
  payments: number,
  says = "",
): void {
  expect([done.code, paymentsIn(done.out).length], done.err).toEqual([code, payments]);
  expect(done.err).toContain(says);
}
