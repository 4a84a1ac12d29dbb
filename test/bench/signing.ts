/** What signing costs over the digest that it cannot do without: the importable API against node:crypto alone. */
import { createHmac } from "node:crypto";
import {
  DEFAULT_ENTRY_RECIPE,
  entrySigner,
  signTimestampedWebhook,
  signWebhook,
} from "../../src/index.js";
import type { Bench, Sample } from "./bench.js";

const KB = 1024;
const BODY = Buffer.from("a".repeat(KB));
const SECRET = "bench-webhook-secret-0123456789";
const NOW_MS = Date.UTC(2026, 0, 5);
const NOW_SEC = NOW_MS / 1000;

const CALLS = 5_000;
const ROUNDS = 61;
const WARM_UP_ROUNDS = 10;

const signEntry = entrySigner(
  {
    ...DEFAULT_ENTRY_RECIPE,
    url: "https://gw.example.com/api/{partner}/sponsor",
    partner: "acme",
  },
  SECRET,
);
const bare = () => createHmac("sha256", SECRET).update(BODY).digest();

export const signingBenches: readonly Bench[] = [
  signing("sign-webhook-api", "signWebhook, 1 KB body", () =>
    signWebhook(BODY, SECRET),
  ),
  signing("sign-timestamped-api", "signTimestampedWebhook, 1 KB body", () =>
    signTimestampedWebhook(BODY, SECRET, NOW_SEC),
  ),
  signing("sign-entry-api", "entrySigner's function, whole URL", () =>
    signEntry({ usn: "100001", campaign: "spring" }, NOW_MS),
  ),
];

function signing(name: string, figure: string, sign: () => unknown): Bench {
  return {
    name,
    figure,
    baseline: "createHmac(…).update(…).digest(), 1 KB",
    unit: "calls/s",
    target: { atLeast: 0.9 },
    measure: () => {
      const samples: Sample[] = [];
      for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
        const isSecondFirst = round % 2 === 1;
        const first = callsPerSecond(isSecondFirst ? bare : sign);
        const second = callsPerSecond(isSecondFirst ? sign : bare);
        samples.push(
          isSecondFirst
            ? { figure: second, baseline: first }
            : { figure: first, baseline: second },
        );
      }
      return Promise.resolve(samples.slice(WARM_UP_ROUNDS));
    },
  };
}

function callsPerSecond(call: () => unknown): number {
  const startedAt = performance.now();
  for (let nth = 0; nth < CALLS; nth += 1) call();
  return (CALLS * 1000) / (performance.now() - startedAt);
}
