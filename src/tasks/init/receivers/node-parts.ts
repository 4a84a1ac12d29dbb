/** What the receivers on Node.js have in common. */

/** Signature, check and effect, as each of them holds it; needs the imports of `CRYPTO`. */
export const CRYPTO = 'import { createHmac, timingSafeEqual } from "node:crypto";';

/** @param typed whether the file is TypeScript */
export function nodeParts(typed: boolean): string {
  const type = (text: string) => (typed ? text : "");
  return `const SECRET = process.env.__SECRET__${typed ? ' ?? ""' : ""};
if (!SECRET) throw new Error("__SECRET__ is not set: the webhook secret that PlayCamp showed once");

// PlayCamp signs the bytes of the body with HMAC-SHA-256, in hex. The header holds that alone,
// or "t=<unix seconds>,v1=<hex>", which signs "<t>.<body>" and ends after five minutes.
function isSigned(body${type(": Buffer")}, header${type(": unknown")})${type(": boolean")} {
  if (typeof header !== "string") return false;
  const parts = /^(?:t=([0-9]{1,12}),v1=)?([0-9a-f]{64})$/.exec(header);
  if (parts === null) return false;
  const [, time, signature${type(' = ""')}] = parts;
  const hmac = createHmac("sha256", SECRET);
  if (time !== undefined) {
    const age = Date.now() / 1000 - Number(time);
    if (age > 300 || age < -5) return false;
    hmac.update(time + ".");
  }
  return timingSafeEqual(hmac.update(body).digest(), Buffer.from(signature, "hex"));
}

// The events of a body, or null where it holds none.
function eventsOf(body${type(": Buffer")})${type(": PlayCampEvent[] | null")} {
  try {
    const { events } = JSON.parse(body.toString("utf8"));
    const isEvent = (each${type(": unknown")}) =>
      typeof each === "object" && each !== null && "event" in each && typeof each.event === "string";
    return Array.isArray(events) && events.every(isEvent) ? events : null;
  } catch {
    return null;
  }
}

// An event has no id of its own: this is what identifies it. PlayCamp sends an event again
// when it got no 2xx, alone or beside others, so each one counts once.
function keyOf(event${type(": PlayCampEvent")})${type(": string")} {
  const { transactionId, usageId } = event.data ?? {};
  return JSON.stringify([event.event, transactionId ?? usageId ?? event]);
}

// TODO: keep the keys in your database, with a unique index, in the transaction that has the effect.
// In memory they are forgotten when the server starts again.
const applied = new Set${type("<string>")}();

function applyOnce(event${type(": PlayCampEvent")})${type(": void")} {
  // A test that somebody sent from PlayCamp's console: nothing is to happen.
  if (event.isTest === true) return;
  const key = keyOf(event);
  if (applied.has(key)) return;
  applied.add(key);
  // TODO: what your game does with it, by event.event: sponsor.created, payment.created, ...
  // A name that you do not know is no error.
  console.log("applied " + key);
}

// What is answered, as a status and a body.
function answer(body${type(": Buffer")}, signature${type(": unknown")})${type(": [number, object]")} {
  if (body.length === 0) return [400, { error: "the body is empty" }];
  if (!isSigned(body, signature)) return [401, { error: "the signature is wrong" }];
  const events = eventsOf(body);
  if (events === null) return [400, { error: "the body is no list of events" }];
  events.forEach(applyOnce);
  return [200, { ok: true }];
}
`;
}

export const EVENT_TYPE = `interface PlayCampEvent {
  event: string;
  isTest?: boolean;
  data?: { transactionId?: string; usageId?: number };
}
`;
