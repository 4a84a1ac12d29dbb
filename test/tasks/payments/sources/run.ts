/** One sync of a drawn source into the sandbox's PlayCamp, all in this process. */
import { isJsonObject } from "../../../../src/core/json/value.js";
import type { AppendFiles } from "../../../../src/core/append-file.js";
import type { Http } from "../../../../src/core/http.js";
import { loadProfile } from "../../../../src/profile/load.js";
import { createSecretReader } from "../../../../src/profile/secrets.js";
import type { ResolvedProfile } from "../../../../src/profile/resolve.js";
import { sdkApiRole } from "../../../../src/sandbox/roles/sdk-api/index.js";
import { outcomeOf, type SyncSummary } from "../../../../src/tasks/payments/outcome-report.js";
import { runSync } from "../../../../src/tasks/payments/run-sync.js";
import { createFakeClock } from "../../../fake-clock.js";
import { replied } from "../../../fake-http.js";
import { memoryAppendFile } from "../memory-append-file.js";
import type { Drawn } from "./draw.js";
import { createSource, profileOf, SOURCE_SECRETS } from "./server.js";

const PLAYCAMP = "http://127.0.0.1:2/";
const KEY = "ak_server_test:secret1";

export interface Synced {
  readonly outcome: ReturnType<typeof outcomeOf>;
  readonly summary: SyncSummary;
  /** Transaction id → amount, as PlayCamp took them. */
  readonly amounts: ReadonlyMap<string, string>;
  /** In the order of the calls. */
  readonly refunded: readonly string[];
  readonly notices: readonly string[];
}

export function syncDrawn(drawn: Drawn): Promise<Synced> {
  return syncSource(profileOf(drawn), createSource(drawn), SOURCE_SECRETS);
}

/** @param secrets variables that the profile refers to */
export async function syncSource(
  profile: object,
  source: Http,
  secrets: Readonly<Record<string, string>> = {},
): Promise<Synced> {
  const playcamp = createPlaycamp();
  const notices: string[] = [];
  const clock = createFakeClock(Date.UTC(2026, 0, 7));
  const http: Http = (request, signal) =>
    request.url.startsWith(PLAYCAMP) ? playcamp.http(request) : source(request, signal);
  const summary = await runSync(
    {
      range: { fromMs: Date.UTC(2026, 0, 5), toMs: Date.UTC(2026, 0, 6) },
      shard: null,
      dryRun: false,
      resume: "none",
      folder: "/state",
      writeTransactions: null,
      allowLive: false,
    },
    resolved(profile, secrets),
    {
      clock,
      random: { bytes: (count) => new Uint8Array(count) },
      signal: new AbortController().signal,
      appendFiles: inMemory(),
      nextTurn: () => Promise.resolve(),
      withHttp: (use) => use(http),
    },
    {
      notice: (text) => notices.push(text),
      trace: () => undefined,
      onProblem: ({ kind, reason }) => notices.push(`${kind}: ${reason}`),
      onProgress: () => undefined,
      onSent: () => undefined,
      onStart: () => undefined,
      onResult: () => Promise.resolve(),
    },
  );
  const { amounts, refunded } = playcamp;
  return { outcome: outcomeOf(summary), summary, amounts, refunded, notices };
}

function resolved(profile: object, secrets: Readonly<Record<string, string>>): ResolvedProfile {
  const files = { readBytes: () => Promise.resolve(null) };
  const resolvePath = (path: string) => path;
  return {
    ...loadProfile(JSON.stringify(profile), {
      origin: "drawn.json",
      environment: null,
      overrides: [],
    }),
    origin: "drawn.json",
    secrets: createSecretReader({
      env: { PUSH_KEY: KEY, ...secrets },
      dotEnv: {},
      files,
      resolvePath,
      store: null,
    }),
    files,
    resolvePath,
    timeoutMs: null,
  };
}

function inMemory(): AppendFiles {
  return {
    open: () => Promise.resolve(memoryAppendFile()),
    remove: () => Promise.resolve(),
    replace: () => Promise.resolve(),
  };
}

/** The sandbox's own SDK API, and a record of what it said it took. */
function createPlaycamp() {
  const amounts = new Map<string, string>();
  const refunded: string[] = [];
  const samples = { campaigns: [], creators: [], coupons: [] };
  const agreement = { sdkApi: { serverKey: KEY, clientKey: "ak_client_test:x", samples } };
  const { routes } = sdkApiRole.start(agreement, [], {
    clock: createFakeClock(),
    random: { bytes: (count) => new Uint8Array(count) },
    baseUrl: () => "http://127.0.0.1:2",
    http: null,
    inBackground: () => undefined,
    told: () => undefined,
  });
  const http: Http = async ({ method, url, headers, body }) => {
    const { pathname, search } = new URL(url);
    const route = routes.find(({ prefix }) => pathname.startsWith(prefix));
    const target = `${pathname.slice(route?.prefix.length ?? 0)}${search}`;
    const served = await route?.handle({
      method,
      target,
      headers,
      body: body ?? new Uint8Array(0),
      remoteAddress: "127.0.0.1",
    });
    if (served === undefined || served === "reset") throw new Error("the sandbox gave no reply");
    const text = Buffer.from(served.body).toString();
    if (served.status < 300) {
      const id = /\/payments\/([^/]+)\/refund$/.exec(pathname)?.[1];
      if (id !== undefined) refunded.push(decodeURIComponent(id));
      else if (pathname.endsWith("/bulk")) take(Buffer.from(body ?? []).toString(), text);
    }
    return replied(served.status, text, served.headers);
  };
  const take = (sent: string, reply: string) => {
    const { payments } = JSON.parse(sent) as {
      payments: readonly { transactionId: string; amount: number }[];
    };
    const parsed: unknown = JSON.parse(reply);
    const data = isJsonObject(parsed) && isJsonObject(parsed["data"]) ? parsed["data"] : parsed;
    const { results } = data as {
      results: readonly { transactionId: string; status: string }[];
    };
    results.forEach(({ transactionId, status }, at) => {
      if (status !== "SUCCESS") return;
      if (amounts.has(transactionId)) throw new Error(`${transactionId} counted twice`);
      amounts.set(transactionId, String(payments[at]?.amount));
    });
  };
  return { http, amounts, refunded };
}
