/** Different events at one moment: each that was accepted counts, whatever else was under way. */
import { placeholdersOf } from "../../../protocols/signing/template.js";
import type { Exchange } from "../../../core/http-exchange.js";
import type { WebhookProbe } from "../../../protocols/webhook/probe.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { isSuccess } from "../../expect.js";
import { eventOf } from "./applied-once.js";
import {
  concludeCounts,
  type Count,
  LOOK_GAP_MS,
  readCounts,
  tellsNothing,
  toldOf,
  NO_OVERLAP,
} from "./effects.js";
import {
  delivery,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

const AT_ONCE = 8;
const ROUNDS = 3;
const LOOKS = 8;

const DIFFERENT: CheckDefinition = {
  id: "webhook.parallel.different-applied",
  title: `${AT_ONCE} different deliveries at once are applied, each once`,
  level: "MUST",
  clause: `${WEBHOOK_CLAUSE}, delivery: what is answered 2xx is not sent again`,
  why: "In a busy moment events are lost for good, and PlayCamp was told that all is well.",
  fix: "Answer 2xx only to what is stored; wait for a lock, or answer 503 so that the delivery comes again; add to a balance in the database instead of writing back what was read.",
  kills: ["webhook.drops-while-busy", "webhook.dedupes-by-user"],
};

export const differentAtOnceScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.applied.different-at-once",
    requests: ROUNDS * AT_ONCE * (2 + LOOKS),
    alone: true,
    checks: [DIFFERENT],
    notApplicable: tellsNothing,
    run: async (context) => {
      const { probe } = context.target;
      if (probe === null) return;
      for (let round = 1; round <= ROUNDS; round += 1) {
        const { counts, overlapped, exchanges } = await sendAtOnce(context, probe, round);
        const isRight = counts.every(({ seen, expected }) => seen === expected);
        if (counts.length > 0 && isRight && !overlapped && round < ROUNDS) continue;
        const unsure =
          counts.length === 0
            ? "none of the deliveries was accepted"
            : counts.every(({ seen }) => seen === null || seen === 0)
              ? "the probe shows none of the events; check webhook.probe"
              : isRight && !overlapped
                ? NO_OVERLAP
                : null;
        concludeCounts(context, DIFFERENT.id, { unsure, exchanges }, counts);
        return;
      }
    },
  },
];

interface SentAtOnce {
  /** Of the events that were accepted. */
  readonly counts: readonly Count[];
  readonly overlapped: boolean;
  readonly exchanges: readonly Exchange[];
}

async function sendAtOnce(
  context: WebhookContext,
  probe: WebhookProbe,
  round: number,
): Promise<SentAtOnce> {
  const events = eventsOf(context, probe, round);
  const told = toldOf(context, events, "event");
  const before = await readCounts(context, probe, told, "before");
  const { steps, overlapped } = await context.race(
    `${AT_ONCE} different deliveries`,
    events.map((event) => delivery(context, [event])),
  );
  const accepted = told.flatMap((each, at) => {
    const reply = steps[at]?.reply ?? null;
    return reply !== null && isSuccess(reply) ? [{ ...each, was: before.seen[at] ?? null }] : [];
  });
  const exchanges = steps.flatMap((step) => step.exchanges);
  let counts: readonly Count[] = [];
  for (let look = 0; look < LOOKS && accepted.length > 0; look += 1) {
    await context.clock.sleep(LOOK_GAP_MS);
    const after = await readCounts(context, probe, accepted, "after");
    counts = accepted.map(({ was, ...each }, at) => {
      const is = after.seen[at] ?? null;
      return { ...each, expected: 1, seen: is === null || was === null ? null : is - was };
    });
    // What counts twice may do so a little later.
    const isRight = look > 0 && counts.every(({ seen }) => seen === 1);
    if (isRight || look === LOOKS - 1) exchanges.push(...after.exchanges);
    if (isRight) break;
  }
  return { counts, overlapped, exchanges };
}

/** Of one player, where a player may have several of them and the probe tells them apart. */
function eventsOf(
  context: WebhookContext,
  { url }: WebhookProbe,
  round: number,
): readonly WebhookEvent[] {
  const events = Array.from({ length: AT_ONCE }, (_, at) =>
    eventOf(context, `different ${round}/${at}`, 3_400 + round * AT_ONCE + at),
  );
  const asked = placeholdersOf(url);
  const userId = events[0]?.data["userId"];
  const isOfOne =
    events[0]?.event === "payment.created" &&
    ["callbackId", "transactionId"].some((name) => asked.includes(name));
  return isOfOne ? events.map((each) => ({ ...each, data: { ...each.data, userId } })) : events;
}
