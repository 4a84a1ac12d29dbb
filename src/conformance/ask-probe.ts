/** Asks a game server what it has applied, as often as it takes for an event to get there, within a bound. */
import type { Exchange } from "../core/http-exchange.js";
import type { HeaderPair } from "../core/http.js";
import {
  type ProbeFacts,
  probeUrl,
  readProbe,
  readProbeLog,
  type WebhookProbe,
} from "../protocols/webhook/probe.js";
import type { OutgoingRequest } from "../transport/send.js";
import type { ScenarioContext } from "./scenario-context.js";

/** What a game server says of an event. */
export interface ProbeReading {
  /** Null when its reply does not say. */
  readonly count: number | null;
  /** Names of the entry's events in order; null where the probe lists none. */
  readonly log: readonly string[] | null;
  readonly exchanges: readonly Exchange[];
}

/** How a probe is asked: what belongs to its host alone. */
export interface ProbeTarget {
  readonly probe: WebhookProbe;
  readonly headers: readonly HeaderPair[];
  readonly tls?: OutgoingRequest["tls"];
}

export async function askProbe(
  context: ScenarioContext,
  name: string,
  { probe, headers, tls }: ProbeTarget,
  facts: Partial<ProbeFacts>,
): Promise<ProbeReading> {
  const { reply, exchanges } = await context.send(name, {
    method: "GET",
    url: probeUrl(probe, facts),
    headers,
    body: null,
    ...(tls === undefined ? {} : { tls }),
  });
  return reply === null
    ? { count: null, log: null, exchanges }
    : {
        count: readProbe(probe, reply),
        log: readProbeLog(probe, reply),
        exchanges,
      };
}

export interface Patience {
  /** Requests, at most. */
  readonly tries: number;
  readonly gapMs: number;
}

/** @returns the last reading, with the exchanges of the first and the last request */
export async function askUntil(
  context: ScenarioContext,
  name: string,
  target: ProbeTarget,
  facts: Partial<ProbeFacts>,
  patience: Patience,
  isEnough: (reading: ProbeReading) => boolean,
): Promise<ProbeReading> {
  const first = await askProbe(context, name, target, facts);
  let last = first;
  for (let again = 1; again < patience.tries; again += 1) {
    if (last.count === null || isEnough(last)) break;
    await context.clock.sleep(patience.gapMs);
    last = await askProbe(context, `${name}, again`, target, facts);
  }
  return last === first ? first : { ...last, exchanges: [...first.exchanges, ...last.exchanges] };
}
