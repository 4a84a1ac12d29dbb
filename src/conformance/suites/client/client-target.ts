/** Where calls are watched, and what was seen there: asked for once a run. */
import type { HeaderPair } from "../../../core/http.js";
import { jsonProperty, scalarText } from "../../../core/json/value.js";
import { parseJson } from "../../../core/json/read.js";
import { describeReply } from "../../expect.js";
import { ScenarioBlocked, type ScenarioContext } from "../../scenario-context.js";
import { readRecord } from "./read-record.js";
import { type SeenCalls, seenCalls } from "./seen-calls.js";

export interface ClientTarget {
  /** Scheme, host and port of what watches. */
  readonly origin: string;
  readonly authorization: HeaderPair;
  /** Its own game server plays first. */
  readonly plays: boolean;
  /** Filled by the first scenario that asks. */
  readonly seen: { calls: Promise<SeenCalls> | null };
}

export type ClientContext = ScenarioContext<ClientTarget>;

/** Play, and tell. */
export const REQUESTS = 2;

/** A record holds up to 32 MB of bodies, and JSON makes it longer. */
const LONGEST_RECORD_BYTES = 256 * 1024 * 1024;

/** @throws {ScenarioBlocked} where nothing can be had, or nothing was called */
export async function callsOf(context: ClientContext): Promise<SeenCalls> {
  const { seen } = context.target;
  seen.calls ??= askForCalls(context);
  return seen.calls;
}

async function askForCalls(context: ClientContext): Promise<SeenCalls> {
  const { origin, authorization, plays } = context.target;
  const common = { headers: [authorization], body: null };
  if (plays) {
    const step = await context.send("the sandbox's own game server plays", {
      ...{ ...common, method: "POST", url: `${origin}/client/play`, body: Buffer.from("") },
    });
    const reply = context.need(step);
    if (reply.status !== 204) throw notWatching(origin, describeReply(reply), step.exchanges);
  }
  const step = await context.send("what was called", {
    ...{ ...common, method: "GET", url: `${origin}/watched` },
    maxReplyBytes: LONGEST_RECORD_BYTES,
  });
  const reply = context.need(step);
  const text = Buffer.from(reply.body).toString("utf8");
  const record = reply.status === 200 ? readRecord(text) : null;
  if (record === null) throw notWatching(origin, whyNot(reply.status, text), step.exchanges);
  if (record.calls.length === 0)
    throw new ScenarioBlocked(
      `nobody has called: point your server's SDK base URL at ${origin}, with the sandbox's server key, and play`,
      [],
    );
  return seenCalls(record);
}

function whyNot(status: number, text: string): string {
  const document = parseJson(text);
  const error = document.ok ? scalarText(jsonProperty(document.value, "error")) : null;
  return error === null ? `it answers ${status}` : `it answers ${status}, ${error}`;
}

function notWatching(
  origin: string,
  reason: string,
  exchanges: ConstructorParameters<typeof ScenarioBlocked>[1],
): ScenarioBlocked {
  return new ScenarioBlocked(
    `${origin} does not tell what was called (${reason}); it must be a running playcamp-gw sandbox, and the key its own`,
    exchanges,
  );
}
