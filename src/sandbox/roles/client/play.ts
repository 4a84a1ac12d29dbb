/** Plays the journey: each call written, sent, and repeated where the policy says so. */
import type { HeaderPair, Http } from "../../../core/http.js";
import { headerValue } from "../../../core/http.js";
import { parseJson } from "../../../core/json/read.js";
import { jsonProperty, scalarText } from "../../../core/json/value.js";
import { retryAfterMs } from "../../../core/retry-schedule.js";
import type { SandboxWorld } from "../../role.js";
import { journeyOf } from "./journey.js";
import type { Answer, CallerKeys, CallerPolicy, PlannedCall } from "./policy.js";

/** Before a defect that repeats without end is ended. */
const MOST_SENDINGS = 16;

export async function play(
  policy: CallerPolicy,
  keys: CallerKeys,
  { clock, baseUrl, http }: SandboxWorld,
): Promise<void> {
  if (http === null) throw new Error("a sandbox that only answers cannot play a caller");
  const send = (call: PlannedCall) => sendOnce(call, { policy, keys, http, url: baseUrl(), clock });
  const journey = journeyOf(policy, clock.nowMs(), `${baseUrl()}/client/events`);
  const before = new Map<string, Answer>();
  for (const step of journey) {
    const planned = step(before);
    let call = planned;
    for (let attempt = 1; attempt <= MOST_SENDINGS; attempt += 1) {
      const answer = await send(call);
      before.set(planned.name, answer);
      if (!policy.repeats(planned, answer, attempt)) break;
      await clock.sleep(policy.waitMs(answer, attempt));
      call = policy.again(planned, attempt);
    }
  }
}

interface Sending {
  readonly policy: CallerPolicy;
  readonly keys: CallerKeys;
  readonly http: Http;
  readonly url: string;
  readonly clock: SandboxWorld["clock"];
}

async function sendOnce(planned: PlannedCall, to: Sending): Promise<Answer> {
  const { policy, keys, http, url, clock } = to;
  const authorised = {
    ...planned,
    headers: [...planned.headers, ["Authorization", `Bearer ${keys.serverKey}`] as const],
  };
  const call = policy.shape(authorised, keys);
  const { timeoutMs } = policy;
  const body = call.body === null ? null : Buffer.from(policy.write(call.body, call));
  const { reply } = await http({
    method: call.method,
    url: url + call.target,
    headers: body === null ? call.headers : withContentType(call.headers),
    body,
    timeouts: { connectMs: 5_000, responseMs: timeoutMs, totalMs: timeoutMs + 5_000 },
    freshConnection: true,
  });
  if (reply === null) return { status: null, retryAfterMs: null, id: "" };
  const document = parseJson(Buffer.from(reply.body).toString("utf8"));
  const data = document.ok ? jsonProperty(document.value, "data") : undefined;
  return {
    status: reply.status,
    retryAfterMs: retryAfterMs(reply.headers, clock.nowMs()),
    id: scalarText(jsonProperty(data, "id")) ?? "",
  };
}

function withContentType(headers: readonly HeaderPair[]): readonly HeaderPair[] {
  return headerValue(headers, "Content-Type") === null
    ? [...headers, ["Content-Type", "application/json"]]
    : headers;
}
