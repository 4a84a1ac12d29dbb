/** What a receiver makes of batches, neighbours and late repetitions, as far as its probe tells: each event counts once. */
import { placeholdersOf } from "../../../protocols/signing/template.js";
import type { WebhookEvent, WebhookEventName } from "../../../protocols/webhook/events.js";
import {
  areTellingFacts,
  factsAsReceived,
  PROBE_FACTS,
  type ProbeFacts,
  type WebhookProbe,
} from "../../../protocols/webhook/probe.js";
import type { Exchange } from "../../../core/http-exchange.js";
import { askProbe } from "../../ask-probe.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import {
  accepted,
  carries,
  delivery,
  eventFor,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

/** Events that have an effect whatever came before them. */
const EFFECTIVE: readonly WebhookEventName[] = [
  "payment.created",
  "coupon.redeemed",
  "sponsor.created",
];
/** Every receiver must apply so many of one delivery. */
const SURE = 10;
const BATCH = 12;
const NEIGHBOURS = 5;
/** Effects may come up to two seconds late. */
const LOOKS = 8;
const LOOK_GAP_MS = 250;

interface Told {
  readonly name: string;
  readonly facts: ProbeFacts;
}

interface Count extends Told {
  /** How often it should count by now. */
  readonly expected: number;
  readonly seen: number | null;
}

function check(
  id: string,
  details: Pick<CheckDefinition, "title" | "level" | "why" | "fix" | "kills">,
): CheckDefinition {
  return {
    id: `webhook.applied.${id}`,
    clause: `${WEBHOOK_CLAUSE}, retries: receivers deduplicate by what data identifies`,
    ...details,
  };
}

const BY_DATA =
  "Know an event by what its data identifies: the transactionId of a payment, the usageId of a coupon, else event, callbackId and user together.";

const EVERY = check("every-event", {
  title: "each of the first ten events of a delivery is applied once",
  level: "MUST",
  why: "Rewards and boosts of all players but the first of a batch are lost, and PlayCamp was told that all is well.",
  fix: "Loop over all events of a delivery before it is acknowledged.",
  kills: ["webhook.applies-first-only"],
});

const FURTHER = check("further-events", {
  title: "events beyond the tenth of a delivery are applied as well",
  level: "SHOULD",
  why: "After an outage batches are long, and what stands at their end is lost.",
  fix: "Do not cut the list of events; work through it after the reply where it is long.",
  kills: ["webhook.applies-first-only", "webhook.applies-ten"],
});

const DISTINCT = check("distinct-kept", {
  title: "events that differ in what identifies them are all applied",
  level: "MUST",
  why: "The second payment of a player, or the second event of one second, is taken for a repetition and lost.",
  fix: BY_DATA,
  kills: ["webhook.dedupes-by-user", "webhook.dedupes-by-callback-id", "webhook.dedupes-by-second"],
});

const LATE = check("late-repetition-once", {
  title: "a delivery that comes again after many others is not applied again",
  level: "MUST",
  why: "PlayCamp repeats a delivery minutes later; by then it counts a second time.",
  fix: `Keep what was applied for days under a unique key, not in a short list in memory. ${BY_DATA}`,
  kills: ["webhook.applies-redeliveries", "webhook.forgets-after-five"],
});

/** Twelve events of players of their own, a second apart and in seconds that no other scenario uses. */
function batchOf(context: WebhookContext, kinds: readonly WebhookEventName[]) {
  return Array.from({ length: BATCH }, (_, at) => {
    const event = eventFor(context, kinds[at % kinds.length] ?? "sponsor.created", `batch/${at}`);
    const time = context.clock.nowMs() - (600 + BATCH - at) * 1_000;
    return { ...event, timestamp: new Date(time).toISOString() };
  });
}

/** Events of one player under one callbackId in the same second, each something of its own. */
function neighboursOf(context: WebhookContext, kinds: readonly WebhookEventName[]) {
  const timestamp = new Date(context.clock.nowMs()).toISOString();
  const first = eventFor(context, kinds[0] ?? "sponsor.created", "neighbour");
  const userId = first.data["userId"];
  return Array.from({ length: NEIGHBOURS }, (_, at): WebhookEvent => {
    const kind = kinds[at % kinds.length] ?? "sponsor.created";
    const event = eventFor(context, kind, `neighbour/${at}`);
    const sharesUser = kinds.length > 1 || kind !== "sponsor.created";
    return {
      ...event,
      timestamp,
      ...(sharesUser && first.callbackId !== undefined ? { callbackId: first.callbackId } : {}),
      data: sharesUser ? { ...event.data, userId } : event.data,
    };
  }).filter(
    // One player has one boost in a campaign: a second one may well have no effect.
    ({ event }, at, all) =>
      event !== "sponsor.created" ||
      kinds.length === 1 ||
      all.findIndex((each) => each.event === event) === at,
  );
}

export const appliedEventScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.applied.events",
    requests: 3 + (BATCH + NEIGHBOURS) * (2 + LOOKS),
    patient: true,
    checks: [EVERY, FURTHER, DISTINCT, LATE],
    notApplicable: (target) =>
      target.probe === null
        ? "the profile names no webhook.probe that tells how often an event was applied"
        : effectiveKinds(target).length === 0
          ? "the gateway format carries no event that surely has an effect"
          : null,
    run: async (context) => {
      const { probe } = context.target;
      if (probe === null) return;
      const kinds = effectiveKinds(context.target);
      const batch = batchOf(context, kinds);
      const neighbours = neighboursOf(context, kinds);
      const told = [
        ...toldOf(context, batch, "batch"),
        ...toldOf(context, neighbours, "neighbour"),
      ];
      if (told.some(({ facts }) => !areTellingFacts(facts))) {
        for (const { id } of [EVERY, FURTHER, DISTINCT, LATE]) {
          context.notApplicable(id, "webhook.gateway leaves out what a probe could tell events by");
        }
        return;
      }
      const before = await readCounts(context, probe, told, "before");
      const request = delivery(context, batch);
      const first = await context.send(`a delivery of ${BATCH} events`, request);
      const deliveries = [first];
      for (const event of neighbours) {
        deliveries.push(
          await context.send(`${event.event} beside others`, delivery(context, [event])),
        );
      }
      const counts = await waitForCounts(context, probe, told, before);
      const refused = deliveries.map(accepted).find(({ holds }) => !holds);
      const exchanges = [...deliveries.flatMap((step) => step.exchanges), ...counts.exchanges];
      const unsure = refused?.reason ?? unsureProbe(counts.counts);
      const inBatch = counts.counts.slice(0, BATCH);
      conclude(context, EVERY, unsure, exchanges, inBatch.slice(0, SURE));
      conclude(context, FURTHER, unsure, exchanges, inBatch.slice(SURE));
      conclude(context, DISTINCT, unsure, exchanges, counts.counts.slice(BATCH));
      const again = await context.send("the first delivery again, after the others", request);
      await context.clock.sleep(LOOK_GAP_MS * 2);
      const after = await readCounts(context, probe, told.slice(0, 1), "after the repetition");
      const [applied] = inBatch;
      const [repeated] = after.seen;
      const late = [...exchanges, ...again.exchanges, ...after.exchanges];
      const unsureLate =
        unsure ??
        (applied?.seen === applied?.expected
          ? null
          : "the first delivery was not applied once to begin with");
      conclude(
        context,
        LATE,
        unsureLate,
        late,
        applied === undefined
          ? []
          : [{ ...applied, seen: (repeated ?? 0) - (before.seen[0] ?? 0) }],
      );
    },
  },
];

function effectiveKinds(target: WebhookTarget): readonly WebhookEventName[] {
  return EFFECTIVE.filter((event) => carries(target, { event }));
}

function toldOf(
  { target }: WebhookContext,
  events: readonly WebhookEvent[],
  label: string,
): readonly Told[] {
  return events.flatMap((event, at) =>
    factsAsReceived(event, target.format, target.mapping)
      .slice(0, 1)
      .map((facts) => ({ name: `${label} ${at + 1} (${event.event})`, facts })),
  );
}

async function readCounts(
  context: WebhookContext,
  probe: WebhookProbe,
  told: readonly Told[],
  when: string,
) {
  const seen: (number | null)[] = [];
  const exchanges: Exchange[] = [];
  for (const { name, facts } of told) {
    const reading = await askProbe(
      context,
      `how often ${name} was applied, ${when}`,
      { probe, headers: [] },
      facts,
    );
    seen.push(reading.count);
    exchanges.push(...reading.exchanges);
  }
  return { seen, exchanges };
}

/** Asks again only for what does not count right yet. */
async function waitForCounts(
  context: WebhookContext,
  probe: WebhookProbe,
  told: readonly Told[],
  before: { readonly seen: readonly (number | null)[] },
) {
  const asked = placeholdersOf(probe.url);
  const counts: Count[] = told.map((each) => ({
    ...each,
    expected: told.filter(({ facts }) => isMeant(asked, each.facts, facts)).length,
    seen: null,
  }));
  const exchanges = new Map<string, readonly Exchange[]>();
  for (let look = 0; look < LOOKS; look += 1) {
    if (look > 0) await context.clock.sleep(LOOK_GAP_MS);
    const open = counts.filter(({ seen, expected }) => seen !== expected);
    if (open.length === 0) break;
    const after = await readCounts(context, probe, open, "after");
    open.forEach((each, nth) => {
      const at = counts.indexOf(each);
      const now = after.seen[nth] ?? null;
      const was = before.seen[at] ?? null;
      counts[at] = { ...each, seen: now === null || was === null ? null : now - was };
      exchanges.set(each.name, after.exchanges.slice(nth, nth + 1));
    });
  }
  return { counts, exchanges: [...exchanges.values()].flat() };
}

/** Whether the probe, asked for one event, counts the other as well. */
function isMeant(asked: readonly string[], wanted: ProbeFacts, other: ProbeFacts): boolean {
  return PROBE_FACTS.every(
    (name) => !asked.includes(name) || wanted[name] === "" || wanted[name] === other[name],
  );
}

function unsureProbe(counts: readonly Count[]): string | null {
  return counts.some(({ seen }) => seen === null)
    ? "the probe does not give a number for every event; check webhook.probe"
    : counts.every(({ seen }) => seen === 0)
      ? "the probe shows none of the accepted events; check webhook.probe"
      : null;
}

function conclude(
  context: WebhookContext,
  { id }: CheckDefinition,
  unsure: string | null,
  exchanges: readonly Exchange[],
  counts: readonly Count[],
): void {
  if (unsure === null) context.conclude(id, exchanges, countFinding(counts));
  else context.block(id, unsure, exchanges);
}

function countFinding(counts: readonly Count[]): Finding | null {
  const wrong = counts.filter(({ seen, expected }) => seen !== expected);
  if (wrong.length === 0) return null;
  return {
    expected: "each event applied once",
    actual: wrong
      .map(({ name, seen, expected }) => `${name}: ${seen ?? "no number"} instead of ${expected}`)
      .join("; "),
  };
}
