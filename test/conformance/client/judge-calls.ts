/** Runs the suite `client` on a record of calls that a test writes, as a watching sandbox would tell it. */
import { listenOnNode } from "../../../src/adapters/http/node-server.js";
import { jsonReply } from "../../../src/core/server.js";
import type { CheckResult, ConformanceReport } from "../../../src/core/report.js";
import { operationOf } from "../../../src/protocols/sdk-api/operation.js";
import { WATCHED_FORMAT, type WatchedCall } from "../../../src/protocols/sdk-api/watched-calls.js";
import { SANDBOX_SECRETS } from "../../../src/tasks/sandbox/index.js";
import { runRecorded } from "../../cli/recording-world.js";

export interface Sent extends Partial<Omit<WatchedCall, "exchange" | "number">> {
  readonly method?: string;
  /** Below `/v1/server/`. */
  readonly path?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Readonly<Record<string, unknown>>;
  /** Null: no reply came. */
  readonly status?: number | null;
  readonly reply?: unknown;
}

/** A second after the one before, answered after 10 ms, unless it says otherwise. */
function watched(
  { method = "POST", path = "payments", headers = [], body, status = 201, reply, ...call }: Sent,
  at: number,
): WatchedCall {
  const route = call.route === undefined ? `${method} ${path.split("?")[0] ?? ""}` : call.route;
  const target = `/v1/server/${path}`;
  const text = body === undefined ? "" : JSON.stringify(body);
  const bytes = Buffer.from(text);
  const arrivedAtMs = call.arrivedAtMs ?? at * 1_000;
  const answer = JSON.stringify(reply ?? {});
  return {
    ...{ number: at + 1, route, lacks: null, key: "server", keySeenIn: [], provoked: null },
    ...{
      operation: operationOf(
        route,
        method,
        target,
        body === undefined ? null : JSON.parse(text),
        bytes,
      ),
    },
    ...{ answeredAtMs: arrivedAtMs + 10, leftAtMs: null },
    ...call,
    arrivedAtMs,
    exchange: {
      ...{ step: `call ${at + 1}`, startedAt: "2026-12-01T00:00:00.000Z", durationMs: 10 },
      ...{ remoteAddress: null, failure: null },
      request: {
        ...{ method, url: `http://127.0.0.1:1${target}` },
        headers: [["Content-Type", "application/json"], ...headers],
        body: body === undefined ? null : { bytes: bytes.length, text },
      },
      response:
        status === null
          ? null
          : { status, headers: [], body: { bytes: answer.length, text: answer } },
    },
  };
}

/** @returns the status of each check by its id, and the whole results */
export async function judgeCalls(
  calls: readonly Sent[],
  dropped = 0,
): Promise<{
  readonly statusOf: (id: string) => string | undefined;
  readonly result: (id: string) => CheckResult | undefined;
}> {
  const record = {
    format: WATCHED_FORMAT,
    pace: { slowMs: 600, heldMs: 6_000 },
    dropped,
    calls: calls.map(watched),
  };
  const server = await listenOnNode(
    { host: "127.0.0.1", port: 0, maxBodyBytes: 1e6, onDefect: () => {} },
    async () => jsonReply(200, record),
  );
  const { out, err } = await runRecorded(["conformance", "client", "--to", server.url, "--json"], {
    env: SANDBOX_SECRETS,
  });
  await server.close();
  if (out === "") throw new Error(err);
  const { checks } = JSON.parse(out) as ConformanceReport;
  const result = (id: string) => checks.find((check) => check.id === `client.${id}`);
  return { result, statusOf: (id) => result(id)?.status };
}
