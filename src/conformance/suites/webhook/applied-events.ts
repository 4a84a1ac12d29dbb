/** What a receiver makes of batches, neighbours and late repetitions, as far as its probe tells: each event counts once. */
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { areTellingFacts, factsAsReceived } from "../../../protocols/webhook/probe.js";
import { UNKNOWN_EVENT } from "../../../protocols/webhook/tamper-bodies.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { LATE_MS } from "../../late.js";
import {
  concludeCounts,
  countFinding,
  effectiveKinds,
  isBoosted,
  LOOK_GAP_MS,
  playStages,
  readCounts,
  stage,
  stageRequests,
  tellsNothing,
  wasTaken,
} from "./effects.js";
import { playRefunds, REFUND_REQUESTS } from "./refunds.js";
import {
  BATCH,
  batchOf,
  boostsOf,
  changeOf,
  FORMS,
  namesakesOf,
  NEIGHBOURS,
  neighboursOf,
  OF_EACH_FORM,
  otherForms,
  smallBatches,
} from "./told-events.js";
import {
  carries,
  delivery,
  eventFor,
  ordinaryEvent,
  WEBHOOK_CLAUSE,
  type WebhookTarget,
} from "./webhook-target.js";

/** Every receiver must apply so many of one delivery. */
const SURE = 10;
const REFUND = { event: "payment.refunded" };

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
  kills: [
    "webhook.applies-first-only",
    "webhook.loses-last",
    "webhook.loses-older",
    "webhook.stops-at-unknown",
  ],
});

const FORMED = check("every-form", {
  title: "events are applied in each legal form that is accepted, and beside a test event",
  level: "MUST",
  why: "What is answered 2xx is not sent again: a late retry, a player without a creator or a session is lost for good.",
  fix: "Apply events of days ago, those without callbackId, creatorKey or campaignId, those with isTest false, and those beside a test event; what cannot be applied must not be answered 2xx.",
  kills: [
    "webhook.drops-unusual-forms",
    "webhook.applies-first-only",
    "webhook.loses-last",
    "webhook.loses-older",
  ],
});

const FURTHER = check("further-events", {
  title: "events beyond the tenth of a delivery are applied as well",
  level: "SHOULD",
  why: "After an outage batches are long, and what stands at their end is lost.",
  fix: "Do not cut the list of events; work through it after the reply where it is long.",
  kills: [
    "webhook.applies-first-only",
    "webhook.applies-ten",
    "webhook.loses-last",
    "webhook.loses-older",
  ],
});

const DISTINCT = check("distinct-kept", {
  title: "events that differ in what identifies them are all applied",
  level: "MUST",
  why: "The second payment of a player, or the second event of one second, is taken for a repetition and lost.",
  fix: BY_DATA,
  kills: [
    "webhook.dedupes-by-user",
    "webhook.dedupes-by-user-and-event",
    "webhook.dedupes-by-callback-id",
    "webhook.dedupes-by-second",
    "webhook.dedupes-by-transaction",
    "webhook.dedupes-by-coupon",
    "webhook.keeps-ids-in-one-space",
    "webhook.loses-older",
  ],
});

const LATE = check("late-repetition-once", {
  title: "a delivery that comes again after many others is not applied again",
  level: "MUST",
  why: "PlayCamp repeats a delivery minutes later; by then it counts a second time.",
  fix: `Keep what was applied for days under a unique key, not in a short list in memory. ${BY_DATA}`,
  kills: ["webhook.applies-redeliveries", "webhook.forgets-after-five"],
});

/** A receiver of the one format has these, of the other a change: fewer. */
const NAMESAKES = 4;
const TOLD = 1 + BATCH + 3 + 3 + FORMS * OF_EACH_FORM + 2 * NEIGHBOURS + 3 + NAMESAKES;
const STAGES = 1 + 3 + FORMS + NEIGHBOURS + 1 + 3 + NAMESAKES;

export const appliedEventScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.applied.events",
    requests: stageRequests(STAGES, TOLD) + REFUND_REQUESTS + 2,
    patient: true,
    checks: [EVERY, FORMED, FURTHER, DISTINCT, LATE],
    notApplicable: tellsNothing,
    run: async (context) => {
      const { probe, format, mapping } = context.target;
      if (probe === null) return;
      const kinds = effectiveKinds(context.target);
      const batch = batchOf(context, kinds, "batch", 600);
      const [sample] = factsAsReceived(
        batch.at(0) ?? eventFor(context, "sponsor.created"),
        format,
        mapping,
      );
      if (sample === undefined || !areTellingFacts(sample)) {
        for (const { id } of [EVERY, FORMED, FURTHER, DISTINCT, LATE])
          context.notApplicable(id, "webhook.gateway leaves out what a probe could tell events by");
        return;
      }
      const request = delivery(context, batch);
      const { small, mixed } = smallBatches(context, kinds);
      const unknown = { ...ordinaryEvent(context, "nobody knows"), event: UNKNOWN_EVENT };
      const single = (events: readonly WebhookEvent[], label: string) =>
        events.map((event, at) => stage(context, `${label} ${at + 1}`, [event]));
      const isCarried = (event: Pick<WebhookEvent, "event">) => carries(context.target, event);
      // Whether the probe tells anything at all; the others are older.
      const witness = stage(context, "an event of now", [ordinaryEvent(context, "witness")]);
      const batches = [
        { ...stage(context, "batch", batch), request },
        stage(context, "small batch", small),
        stage(
          context,
          "batch with an unknown event",
          mixed,
          [...mixed.slice(0, 1), unknown, ...mixed.slice(1)].filter(isCarried),
        ),
      ];
      const forms = otherForms(context, kinds, probe);
      const boosts = isBoosted(context.target) ? [] : boostsOf(context).filter(isCarried);
      const neighbours = neighboursOf(context, kinds, "neighbour");
      const others = [
        ...single(neighbours, "neighbour"),
        ...single(boosts.length === 3 ? boosts : [], "boost"),
        ...(carries(context.target, { event: "sponsor.changed" }) ? changeOf(context) : []),
        ...single(
          kinds.includes("coupon.redeemed") ? namesakesOf(context).filter(isCarried) : [],
          "namesake",
        ),
      ];
      const together = stage(
        context,
        "one player's events",
        neighboursOf(context, kinds, "together"),
      );
      const played = await playStages(context, probe, [
        witness,
        ...batches,
        ...forms,
        ...others,
        together,
      ]);
      const inBatches = batches.flatMap(({ applies }) => applies).length;
      const [, ...judged] = played.counts;
      const counts = judged.slice(0, inBatches);
      const inForms = inBatches + forms.flatMap(({ applies }) => applies).length;
      // Where batches lose events, whose they are tells nothing.
      const isRight = countFinding(counts) === null;
      const rest = judged.slice(inForms, isRight ? undefined : -together.applies.length);
      concludeCounts(context, EVERY.id, played, [...counts.slice(0, SURE), ...counts.slice(BATCH)]);
      const formed = judged.slice(inBatches, inForms);
      if (formed.length === 0)
        context.notApplicable(FORMED.id, "webhook.gateway passes on none of these forms");
      else if (!formed.some(wasTaken))
        context.block(
          FORMED.id,
          "none of these forms was accepted, so this proves nothing",
          played.exchanges,
        );
      else concludeCounts(context, FORMED.id, played, formed.filter(wasTaken));
      concludeCounts(context, FURTHER.id, played, counts.slice(SURE, BATCH));
      const payments = neighbours.filter(({ event }) => event === "payment.created").slice(0, 2);
      const hasRefunds = payments.length > 0 && isCarried(REFUND);
      if (hasRefunds && played.unsure === null && countFinding(rest) === null) {
        const refunded = await playRefunds(context, probe, payments);
        const seen = [...played.exchanges, ...refunded.exchanges];
        context.conclude(DISTINCT.id, seen, refunded.finding);
      } else concludeCounts(context, DISTINCT.id, played, rest);
      const [, batchMs = context.clock.monotonicMs()] = played.seenMs;
      const passedMs = context.clock.monotonicMs() - batchMs;
      await context.clock.sleep(Math.max(0, LATE_MS - passedMs));
      const again = await context.send("the first delivery again, after the others", request);
      await context.clock.sleep(LOOK_GAP_MS * 2);
      const [applied] = counts;
      const after = await readCounts(
        context,
        probe,
        applied === undefined ? [] : [applied],
        "after the repetition",
      );
      const exchanges = [...played.exchanges, ...again.exchanges, ...after.exchanges];
      const unsure =
        played.unsure ??
        (applied?.seen === applied?.expected
          ? null
          : "the first delivery was not applied once to begin with");
      const [repeated] = after.seen;
      const before = played.before[1] ?? 0;
      concludeCounts(
        context,
        LATE.id,
        { unsure, exchanges },
        applied === undefined ? [] : [{ ...applied, seen: (repeated ?? 0) - before }],
      );
    },
  },
];
