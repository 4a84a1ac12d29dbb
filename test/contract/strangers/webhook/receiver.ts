/** A game server's webhook receiver, with a page that says what it has applied. */
import { createHmac } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Answer,
  type Asked,
  type Fields,
  header,
  idText,
  isFields,
  jsonOf,
  type Manner,
  serve,
} from "../serve.js";
import type { Target } from "../stranger.js";
import { exactly, type Trust } from "../trust.js";

const SECRET = "whsec_8f3a-stranger";
const PATH = "/hooks/playcamp";
const TOLERANCE_SEC = 300;
const MAX_AHEAD_SEC = 5;

export interface ReceiverChanges {
  readonly format?: "playcamp" | "gateway";
  readonly form?: "simple" | "timestamped";
  readonly probe?: true;
  /** Further keys of the profile's section. */
  readonly section?: object;
  readonly manner?: Manner;
  readonly trusts?: Trust;
  /** What the signature is computed over, of the body as it came. */
  readonly signedText?: (asked: Asked, timestamp: string | null) => Buffer | string;
  readonly isTimely?: (timestamp: string, nowSec: number) => boolean;
  /** Answers before everything else, where it answers at all. */
  readonly before?: (asked: Asked) => Answer | undefined;
  /** After the signature was found right: an event it refuses makes the whole delivery refused. */
  readonly refuses?: (event: Fields, at: number) => Answer | undefined;
  /** The events of a delivery that are looked at. */
  readonly takes?: (events: readonly Fields[]) => readonly Fields[];
  /** By what an event is known as applied already; null for never. */
  readonly identity?: (event: Fields) => string | null;
  /** Whether a new event has an effect. */
  readonly applies?: (event: Fields, applied: readonly Fields[]) => boolean;
  /** So many identities are remembered. */
  readonly memory?: number;
  /** So long are they. */
  readonly memoryMs?: number;
  /** Between the look whether an event is known and its application. */
  readonly pauseMs?: number;
  /** Writes what it has applied over what others applied meanwhile, so long after it read it. */
  readonly writesBackMs?: number;
  /** The parts of a timestamped header. */
  readonly parts?: (value: string) => {
    /** What is signed. */
    readonly timestamp: string;
    /** What the age is taken from. */
    readonly agedBy: string;
    readonly signature: string;
  } | null;
  /** Between the answer and the effects. */
  readonly lateMs?: number;
  /** What was refused counts as known. */
  readonly marksRefused?: true;
  readonly unsigned?: Answer;
  readonly malformed?: Answer;
  readonly accepted?: (fresh: number, events: readonly Fields[]) => Answer;
  readonly probeBody?: (count: number, log: readonly string[]) => unknown;
}

/** What makes an event itself: the ids in its data, else all of it. */
export function identityOf(event: Fields): string {
  const data = isFields(event["data"]) ? event["data"] : {};
  const id = data["usageId"] ?? data["transactionId"];
  return JSON.stringify(id === undefined ? event : [event["event"], id]);
}

export async function openReceiver(changes: ReceiverChanges = {}): Promise<Target> {
  const { format = "playcamp", form = "simple", trusts = exactly } = changes;
  const applied: Fields[] = [];
  const known: string[] = [];

  const isSigned = (asked: Asked): boolean => {
    const value = header(asked, "x-webhook-signature");
    const signedText = changes.signedText ?? signedBytes;
    if (form === "simple")
      return trusts({
        given: value,
        key: SECRET,
        asked,
        rightUnder: (key) => hmac(key, signedText(asked, null)),
      });
    const parts = (changes.parts ?? partsOf)(value ?? "");
    const timestamp = parts?.timestamp ?? "";
    const timely = changes.isTimely ?? isTimely;
    if (parts !== null && !timely(parts.agedBy, Date.now() / 1000)) return false;
    return trusts({
      given: parts === null ? value : parts.signature,
      key: SECRET,
      asked,
      rightUnder: (key) => hmac(key, signedText(asked, timestamp)),
    });
  };

  const apply = async (events: readonly Fields[]): Promise<number> => {
    const identity = changes.identity ?? identityOf;
    const seen = changes.pauseMs === undefined ? known : [...known];
    if (changes.pauseMs !== undefined) await wait(changes.pauseMs);
    let fresh = 0;
    const read = [...applied];
    if (changes.writesBackMs !== undefined) {
      await wait(changes.writesBackMs);
      applied.splice(0, Infinity, ...read);
    }
    for (const event of events) {
      const id = identity(event);
      if (id !== null && seen.includes(id)) continue;
      if (id !== null) remember(id);
      if (changes.applies?.(event, applied) ?? true) applied.push(event);
      fresh += 1;
    }
    return fresh;
  };

  const remember = (id: string) => {
    known.push(id);
    if (known.length > (changes.memory ?? Infinity)) known.shift();
    if (changes.memoryMs !== undefined)
      setTimeout(() => known.splice(known.indexOf(id), 1), changes.memoryMs).unref();
  };

  const receive = async (asked: Asked): Promise<Answer> => {
    if (asked.body.length === 0) return { status: 400, body: { error: "empty body" } };
    if (!isSigned(asked)) {
      if (changes.marksRefused) eventsOf(asked.body).map(identityOf).forEach(remember);
      return changes.unsigned ?? { status: 401, body: { error: "Invalid signature" } };
    }
    const body = jsonOf(asked.body);
    if (!isFields(body) || !Array.isArray(body["events"]) || !body["events"].every(isFields))
      return changes.malformed ?? { status: 400, body: { error: "Invalid JSON payload" } };
    const events = (changes.takes ?? ((all) => all))(body["events"]);
    for (const [at, event] of events.entries()) {
      const refusal = changes.refuses?.(event, at);
      if (refusal !== undefined) return refusal;
    }
    if (changes.lateMs !== undefined) {
      void wait(changes.lateMs, undefined, { ref: false }).then(() => apply(events));
      return { status: 200, body: { queued: events.length } };
    }
    const fresh = await apply(events);
    return (
      changes.accepted?.(fresh, body["events"]) ?? { status: 200, body: { received: true, fresh } }
    );
  };

  const probe = ({ query }: Asked): Answer => {
    const facts = applied.map(factsOf);
    const ofEntry = facts.filter(({ ref }) => ref === query.get("ref"));
    const count = ofEntry.filter(
      ({ event, user, tx }) =>
        event === query.get("event") && user === query.get("user") && tx === query.get("tx"),
    ).length;
    const log = ofEntry.map(({ event }) => event);
    return { status: 200, body: changes.probeBody?.(count, log) ?? { count, log } };
  };

  const served = await serve((asked) => {
    if (asked.path === "/applied") return probe(asked);
    const early = changes.before?.(asked);
    if (early !== undefined) return early;
    const path = asked.path.toLowerCase().replace(/\/$/, "");
    if (path !== PATH) return { status: 404, body: { error: "no such page" } };
    if (asked.method === "GET" || asked.method === "HEAD")
      return { status: 405, headers: { Allow: "POST" } };
    return receive(asked);
  }, changes.manner);
  const query = "event={event}&ref={callbackId}&user={userId}&tx={transactionId}";
  return {
    close: served.close,
    env: { HOOK_SECRET: SECRET },
    profile: {
      webhook: {
        url: served.url + PATH,
        format,
        signature: form,
        secret: { env: "HOOK_SECRET" },
        ...(changes.probe
          ? { probe: { url: `${served.url}/applied?${query}`, path: "count", log: "log" } }
          : {}),
        ...changes.section,
      },
    },
  };
}

function hmac(key: string, text: Buffer | string): string {
  return createHmac("sha256", key).update(text).digest("hex");
}

function signedBytes({ body }: Asked, timestamp: string | null): Buffer {
  return timestamp === null ? body : Buffer.concat([Buffer.from(`${timestamp}.`), body]);
}

function partsOf(value: string) {
  const [, timestamp = "", signature = ""] = /^t=([^,]*),v1=([^,]*)$/.exec(value) ?? [];
  return timestamp === "" ? null : { timestamp, agedBy: timestamp, signature };
}

function isTimely(timestamp: string, nowSec: number): boolean {
  const age = nowSec - Number(timestamp);
  return /^\d+$/.test(timestamp) && age <= TOLERANCE_SEC && age >= -MAX_AHEAD_SEC;
}

export function eventsOf(body: Buffer): readonly Fields[] {
  const value = jsonOf(body);
  const events = isFields(value) ? value["events"] : undefined;
  return Array.isArray(events) ? events.filter(isFields) : [];
}

/** What identifies an event, in either format. */
function factsOf(event: Fields) {
  const data = isFields(event["data"]) ? event["data"] : {};
  return {
    event: idText(event["event"]),
    ref: idText(event["callbackId"] ?? event["custom_data"]),
    user: idText(data["userId"] ?? event["usn"]),
    tx: idText(data["transactionId"]),
  };
}
