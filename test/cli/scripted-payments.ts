/** A payment query and a PlayCamp in which a test scripts what happens; and a world that runs the commands against them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { systemClock } from "../../src/adapters/process/system.js";
import type { CliWorld } from "../../src/cli/command.js";
import {
  jsonReply,
  queryOf,
  type RunningServer,
  type ServedOutcome,
} from "../../src/core/server.js";
import { HERE, memoryFiles, runRecorded, type RecordedRun } from "./recording-world.js";

export interface GameRecord {
  readonly tid: string;
  readonly price: string;
  readonly cur?: string;
  readonly state?: string;
  readonly type?: number;
  readonly at?: string;
  /** A time of day, which no profile here reads. */
  readonly payTime?: string;
  /** Of a refund: its payment, and how much of it. */
  readonly of?: string;
  readonly back?: string;
}

export function record(tid: string, price = "9.99", more: Partial<GameRecord> = {}): GameRecord {
  return { tid, price, cur: "USD", at: "2026-01-05T10:00:00Z", ...more };
}

export function records(count: number, from = 0): readonly GameRecord[] {
  return Array.from({ length: count }, (_, at) => record(`tx-${from + at}`, `${from + at + 1}.01`));
}

/** One page; `next` is the token of the page after it. */
export interface ScriptedPage {
  readonly list: readonly GameRecord[];
  readonly next?: string;
}

export interface ScriptedPlaycamp {
  /** Transaction id → amount as sent. */
  readonly book: ReadonlyMap<string, string>;
  /** Sizes of the batches that arrived. */
  readonly batches: readonly number[];
  /** Ids whose refund was called, in their order. */
  readonly refunds: readonly string[];
}

export interface PaymentsStage {
  readonly playcamp: ScriptedPlaycamp;
  /** Tokens that the source was asked for, null for the first page. */
  readonly polled: readonly (string | null)[];
  readonly folder: string;
  readonly files: ReturnType<typeof memoryFiles>;
  readonly profile: object;
  readonly run: (argv: readonly string[], changes?: Partial<CliWorld>) => Promise<RecordedRun>;
  /** `conformance`, which keeps nothing. */
  readonly conform: (argv: readonly string[]) => Promise<RecordedRun>;
  readonly close: () => Promise<void>;
}

export interface StageOptions {
  /** @param number of this poll, from 1 */
  readonly page: (
    token: string | null,
    number: number,
    query: URLSearchParams,
  ) => ScriptedPage | ServedOutcome | Promise<ScriptedPage | ServedOutcome>;
  /** @returns null to answer as PlayCamp would */
  readonly onPush?: (ids: readonly string[], number: number) => ServedOutcome | null;
  /** Laid over the profile's `payments.source`. */
  readonly source?: object;
  readonly batchSize?: number;
  readonly others?: object;
}

/** Waits cost nothing. */
export const HASTY_CLOCK: CliWorld["clock"] = {
  ...systemClock,
  sleep: () => Promise.resolve(),
};

const STATELESS = ["reconcile-payments", "merge-reports"];

export async function openStage(options: StageOptions): Promise<PaymentsStage> {
  const folder = await mkdtemp(join(tmpdir(), "playcamp-gw-test-"));
  const polled: (string | null)[] = [];
  const book = new Map<string, string>();
  const batches: number[] = [];
  const refunds: string[] = [];
  const source = await serve(async ({ target }) => {
    const query = new URLSearchParams(queryOf(target));
    const token = query.get("cursor");
    polled.push(token);
    const page = await options.page(token, polled.length, query);
    return isPage(page) ? jsonReply(200, page) : page;
  });
  const playcamp = await serve(async ({ method, target, body }) => {
    if (method === "GET") return lookUp(decodeURIComponent(target.split("/").at(-1) ?? ""), book);
    const [, refunded] = /\/payments\/([^/]+)\/refund$/.exec(target) ?? [];
    if (refunded !== undefined) {
      const id = decodeURIComponent(refunded);
      if (!book.has(id)) return jsonReply(404, { error: "Not found", code: "NOT_FOUND" });
      if (refunds.includes(id)) return jsonReply(409, { error: "refunded before" });
      refunds.push(id);
      return jsonReply(200, { data: { transactionId: id, status: "REFUNDED" } });
    }
    const { payments } = JSON.parse(Buffer.from(body).toString()) as {
      payments: readonly { transactionId: string; amount: number }[];
    };
    batches.push(payments.length);
    const scripted = options.onPush?.(
      payments.map((each) => each.transactionId),
      batches.length,
    );
    if (scripted != null) return scripted;
    const results = payments.map(({ transactionId, amount }) => {
      const status = book.has(transactionId) ? "SKIPPED" : "SUCCESS";
      if (status === "SUCCESS") book.set(transactionId, String(amount));
      return { transactionId, status };
    });
    return jsonReply(200, { data: { results } });
  });
  const profile = profileOf(source.url, playcamp.url, options);
  const files = memoryFiles({ [`${HERE}/playcamp-gw.json`]: JSON.stringify(profile) });
  return {
    playcamp: { book, batches, refunds },
    polled,
    folder,
    files,
    profile,
    run: (argv, changes = {}) =>
      runRecorded(
        [...argv, ...(STATELESS.includes(argv[0] ?? "") ? [] : ["--state", join(folder, "state")])],
        {
          files,
          env: { ACME_KEY: "ak_server_1:a-secret-key" },
          clock: HASTY_CLOCK,
          ...changes,
        },
      ),
    conform: (argv) => runRecorded(["conformance", ...argv], { files, clock: HASTY_CLOCK }),
    close: async () => {
      await Promise.all([source.close(), playcamp.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serve(
  handler: (request: Parameters<Parameters<typeof listenOnNode>[1]>[0]) => Promise<ServedOutcome>,
): Promise<RunningServer> {
  return listenOnNode(
    {
      host: "127.0.0.1",
      port: 0,
      maxBodyBytes: 1 << 24,
      onDefect: (error) => {
        throw error;
      },
    },
    handler,
  );
}

function isPage(page: ScriptedPage | ServedOutcome): page is ScriptedPage {
  return typeof page === "object" && "list" in page;
}

function lookUp(id: string, book: ReadonlyMap<string, string>): ServedOutcome {
  const amount = book.get(id);
  if (amount === undefined) return jsonReply(404, { error: "Not found", code: "NOT_FOUND" });
  return jsonReply(200, {
    data: {
      transactionId: id,
      amount: Number(amount),
      currency: "USD",
      status: "COMPLETED",
      purchasedAt: "2026-01-05T10:00:00.000Z",
      distributionType: "MOBILE_STORE",
      creatorKey: "AB12C",
    },
  });
}

function profileOf(source: string, playcamp: string, options: StageOptions) {
  return {
    partner: "acme",
    payments: {
      source: {
        url: `${source}/payments`,
        range: {},
        paging: { kind: "cursor", cursor: "cursor", next: "next" },
        records: "list",
        refund: { path: "state", in: ["refunded"] },
        ...options.source,
      },
      map: {
        transactionId: "tid",
        userId: { const: "u1" },
        productId: { const: "p1" },
        amount: "price",
        currency: "cur",
        platform: { const: "iOS" },
        distributionType: { const: "MOBILE_STORE" },
        purchasedAt: "at",
      },
      push: {
        url: playcamp,
        apiKey: { env: "ACME_KEY" },
        batchSize: options.batchSize ?? 10,
      },
    },
    ...options.others,
  };
}
