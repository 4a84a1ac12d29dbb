/** What signing costs over the digest that it cannot do without: the importable API against node:crypto alone. */
import { createHmac } from "node:crypto";
import type * as Api from "../../src/index.js";
import type { Bench, Sample } from "./bench.js";

/** As it ships. */
const API = new URL("../../dist/index.js", import.meta.url).href;

const KB = 1024;
const BODY = Buffer.from("a".repeat(KB));
const SECRET = "bench-webhook-secret-0123456789";
const NOW_MS = Date.UTC(2026, 0, 5);

const CALLS = 5_000;
const ROUNDS = 61;
const WARM_UP_ROUNDS = 10;

const bare = () => createHmac("sha256", SECRET).update(BODY).digest();

export const signingBenches: readonly Bench[] = [
  signing(
    "sign-webhook-api",
    "signWebhook, 1 KB body",
    ({ signWebhook }) =>
      () =>
        signWebhook(BODY, SECRET),
  ),
  signing(
    "sign-timestamped-api",
    "signTimestampedWebhook, 1 KB body",
    ({ signTimestampedWebhook }) =>
      () =>
        signTimestampedWebhook(BODY, SECRET, NOW_MS / 1000),
  ),
  signing(
    "sign-entry-api",
    "a whole entry URL by entrySigner's function",
    ({ entrySigner, DEFAULT_ENTRY_RECIPE }) => {
      const url = "https://gw.example.com/api/{partner}/sponsor";
      const recipe = { ...DEFAULT_ENTRY_RECIPE, url, partner: "acme" };
      const sign = entrySigner(recipe, SECRET);
      return () => sign({ usn: "100001", campaign: "spring" }, NOW_MS);
    },
  ),
];

function signing(name: string, figure: string, prepare: (api: typeof Api) => () => unknown): Bench {
  return {
    name,
    figure,
    baseline: "createHmac(…).update(…).digest(), 1 KB",
    unit: "calls/s",
    target: { atLeast: 0.9 },
    measure: async () => {
      const sign = prepare((await import(API)) as typeof Api);
      const samples = Array.from({ length: WARM_UP_ROUNDS + ROUNDS }, (_, nth) =>
        nth % 2 === 0 ? pair(sign) : reversedPair(sign),
      );
      return samples.slice(WARM_UP_ROUNDS);
    },
  };
}

function pair(sign: () => unknown): Sample {
  const figure = callsPerSecond(sign);
  return { figure, baseline: callsPerSecond(bare) };
}

function reversedPair(sign: () => unknown): Sample {
  const baseline = callsPerSecond(bare);
  return { figure: callsPerSecond(sign), baseline };
}

function callsPerSecond(call: () => unknown): number {
  const startedAt = performance.now();
  for (let nth = 0; nth < CALLS; nth += 1) call();
  return (CALLS * 1000) / (performance.now() - startedAt);
}
