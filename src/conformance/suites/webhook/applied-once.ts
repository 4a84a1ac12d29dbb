/** What must count once, however it comes: in another batch, many times at once, refused before, or under a similar id. */
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import { attemptsOf } from "../../../protocols/signing/forgeries/forgeries.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { isSuccess } from "../../expect.js";
import { SIMILAR_IDS } from "../../id-forms.js";
import {
  concludeCounts,
  LOOK_GAP_MS,
  playAll,
  playStages,
  readCounts,
  stage,
  stageRequests,
  tellsNothing,
  toldOf,
  NO_OVERLAP,
  wasTaken,
} from "./effects.js";
import { forgedDelivery, WEBHOOK_FORGING } from "./forging.js";
import {
  delivery,
  ordinaryEvent,
  WEBHOOK_CLAUSE,
  type WebhookContext,
  type WebhookTarget,
} from "./webhook-target.js";

const CLAUSE = `${WEBHOOK_CLAUSE}, retries: receivers deduplicate by what data identifies`;
const COPIES = 8;
const ROUNDS = 3;
const LATE_LOOKS = 8;

const REGROUPED: CheckDefinition = {
  id: "webhook.applied.regrouped-once",
  title: "an event that comes again beside another one is not applied again",
  level: "MUST",
  clause: CLAUSE,
  why: "A repetition may be put together anew; whoever knows whole deliveries only gives the reward twice.",
  fix: "Keep the transactionId or usageId of each applied event under a unique key, not a hash of the body.",
  kills: ["webhook.dedupes-deliveries", "webhook.applies-redeliveries"],
};

const UNHARMED: CheckDefinition = {
  id: "webhook.applied.refused-has-no-effect",
  title: "a delivery refused for its signature has no effect, and the right one after it counts",
  level: "MUST",
  clause: WEBHOOK_FORGING.clause,
  why: "Anyone could have events counted, or have them taken for known before they come.",
  fix: "Verify the signature before anything of the body is read or noted.",
  kills: [
    "webhook.remembers-refused",
    "webhook.accepts-other-key",
    "webhook.accepts-bad-signature",
  ],
};

const AT_ONCE: CheckDefinition = {
  id: "webhook.parallel.applied-once",
  title: `${COPIES} identical deliveries at once are applied once`,
  level: "MUST",
  clause: CLAUSE,
  why: "A retry can overtake the original: the reward is given twice.",
  fix: "Let a unique key in the database decide, in the same transaction as the effect; a look before it is too early.",
  kills: ["webhook.locks-too-late", "webhook.applies-redeliveries"],
};

const OPAQUE: CheckDefinition = {
  id: "webhook.applied.similar-ids-kept",
  title: "two payments whose transaction ids only resemble each other are both applied",
  level: "SHOULD",
  clause: CLAUSE,
  why: "The second payment is taken for a repetition of the first, and lost.",
  fix: "Compare ids byte for byte: no trimming, no other case, no numbers, and columns of 128 characters.",
  kills: ["webhook.compares-ids-loosely"],
};

const onlyOwnIds = ({ format }: WebhookTarget) =>
  format === "gateway" ? "no event of the gateway format has an id of its own" : null;

export const appliedOnceScenarios: readonly Scenario<WebhookTarget>[] = [
  {
    id: "webhook.applied.regrouped",
    requests: stageRequests(2, 3),
    patient: true,
    checks: [REGROUPED],
    notApplicable: (target) => tellsNothing(target) ?? onlyOwnIds(target),
    run: async (context) => {
      const [first, second, third] = [3, 2, 1].map((at) =>
        eventOf(context, `event ${at}`, 3_100 + at),
      );
      if (first === undefined || second === undefined || third === undefined) return;
      const stages = [
        stage(context, "two events", [first, second]),
        {
          ...stage(context, "one of them beside another", [third, second]),
          applies: toldOf(context, [third], "another"),
        },
      ];
      await playAll(context, REGROUPED, stages, ({ counts }) =>
        // What was lost is judged elsewhere.
        counts.filter(({ seen, expected }) => seen === null || seen > expected),
      );
    },
  },
  {
    id: "webhook.applied.similar-ids",
    requests: stageRequests(
      2 * Object.keys(SIMILAR_IDS).length,
      2 * Object.keys(SIMILAR_IDS).length,
    ),
    patient: true,
    checks: [OPAQUE],
    notApplicable: (target) => tellsNothing(target) ?? onlyOwnIds(target),
    run: async (context) => {
      let secondsAgo = 2_000;
      const stages = Object.entries(SIMILAR_IDS).flatMap(([what, make]) => {
        // What a receiver may refuse is sent elsewhere.
        const ids = make(context.values.id(what).replaceAll(/\D/g, "7"));
        return ids.some((id) => id.includes("\0"))
          ? []
          : ids.map((transactionId, nth) => {
              secondsAgo += 1;
              const event = eventOf(context, `${what} ${nth}`, secondsAgo);
              const named = { ...event, data: { ...event.data, transactionId } };
              return {
                ...stage(context, `a payment ${what} ${nth}`, [named]),
                mayBeRefused: true as const,
              };
            });
      });
      await playAll(context, OPAQUE, stages, ({ counts }) => counts.filter(wasTaken));
    },
  },
  {
    id: "webhook.applied.after-refusal",
    requests: 3 + stageRequests(2, 2),
    patient: true,
    checks: [UNHARMED],
    notApplicable: tellsNothing,
    run: async (context) => {
      const { probe } = context.target;
      if (probe === null) return;
      const right = stage(context, "the right delivery", [eventOf(context, "refused", 3_000)]);
      const { credential, request } = forgedDelivery(context, right.request);
      const [forged] = attemptsOf("other-key", credential);
      const before = await readCounts(context, probe, right.applies, "before");
      const refused = await context.send(
        "the same events under a wrong signature",
        request(forged?.value ?? ""),
      );
      await context.clock.sleep(2 * LOOK_GAP_MS);
      const after = await readCounts(context, probe, right.applies, "after the refusal");
      // Another delivery shows that the probe tells anything at all.
      const other = stage(context, "another delivery", [eventOf(context, "control", 3_010)]);
      const played = await playStages(context, probe, [other, right]);
      const exchanges = [...refused.exchanges, ...after.exchanges, ...played.exchanges];
      if (played.unsure === null && (after.seen[0] ?? 0) > (before.seen[0] ?? 0)) {
        const finding = { expected: "no effect", actual: "the forged delivery was applied" };
        context.conclude(UNHARMED.id, exchanges, finding);
      } else concludeCounts(context, UNHARMED.id, { ...played, exchanges }, played.counts);
    },
  },
  {
    id: "webhook.applied.at-once",
    requests: ROUNDS * (2 + COPIES + LATE_LOOKS),
    alone: true,
    checks: [AT_ONCE],
    notApplicable: tellsNothing,
    run: async (context) => {
      const { probe } = context.target;
      if (probe === null) return;
      for (let round = 1; round <= ROUNDS; round += 1) {
        const event = eventOf(context, `at once ${round}`, 3_200 + round);
        const request = delivery(context, [event]);
        const told = toldOf(context, [event], "the event");
        const before = await readCounts(context, probe, told, "before");
        const { steps, overlapped } = await context.race(
          `${COPIES} identical deliveries`,
          Array.from({ length: COPIES }, () => request),
        );
        const exchanges = steps.flatMap((step) => step.exchanges);
        if (!steps.some(({ reply }) => reply !== null && isSuccess(reply))) {
          context.block(AT_ONCE.id, "none of the deliveries was accepted", exchanges);
          return;
        }
        let rose: number | null = 0;
        for (let look = 0; look < LATE_LOOKS && (rose === 0 || look < 2); look += 1) {
          await context.clock.sleep(LOOK_GAP_MS);
          const after = await readCounts(context, probe, told, "after");
          const [is = null] = after.seen;
          const [was = null] = before.seen;
          rose = is === null || was === null ? null : is - was;
          if (look > 0) exchanges.push(...after.exchanges);
        }
        if (rose === null || rose === 0) {
          context.block(
            AT_ONCE.id,
            "the probe does not show the event; check webhook.probe",
            exchanges,
          );
          return;
        }
        if (rose === 1 && !overlapped) {
          if (round < ROUNDS) continue;
          context.block(AT_ONCE.id, NO_OVERLAP, exchanges);
          return;
        }
        context.conclude(
          AT_ONCE.id,
          exchanges,
          rose === 1
            ? null
            : { expected: "the event applied once", actual: `applied ${rose} times` },
        );
        return;
      }
    },
  },
];

/** An ordinary event in a second that no other scenario uses. */
export function eventOf(context: WebhookContext, label: string, secondsAgo: number): WebhookEvent {
  const time = context.clock.nowMs() - secondsAgo * 1_000;
  return { ...ordinaryEvent(context, label), timestamp: new Date(time).toISOString() };
}
