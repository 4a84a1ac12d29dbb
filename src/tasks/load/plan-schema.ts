/** The shape of a plan file, as a user writes it. What fields may stand together, parse-plan.ts says. */
import * as z from "zod/mini";
import { duration } from "../../profile/sections/shared.js";
import { described } from "../../profile/sections/described.js";
import { WEBHOOK_EVENTS } from "../../protocols/webhook/events.js";
import { ROUND_OUTCOMES } from "../wallet/plan-round.js";

const MOST_STAGES = 100;
const MOST_ENTRIES = 100;
const HIGHEST_WEIGHT = 1_000;
const HIGHEST_RATE = 1_000_000;
const HIGHEST_COUNT = 1_000_000_000;
const MOST_AT_A_TIME = 10_000;

const whole = (least: number, most: number) => z.int().check(z.gte(least), z.lte(most));
const rate = z
  .number()
  .check(
    z.gte(0),
    z.lte(HIGHEST_RATE),
    z.multipleOf(0.001, { error: "a number with at most three decimals" }),
  );
const weight = described(
  z.exactOptional(whole(1, HIGHEST_WEIGHT)),
  "How often it comes, beside the other entries. Default 1.",
);

/** Characters; a report shows it in a table. */
export const LONGEST_NAME = 200;

const stage = z.strictObject({
  name: described(
    z.exactOptional(z.string().check(z.minLength(1), z.maxLength(LONGEST_NAME))),
    "For the report.",
  ),
  rate: described(z.exactOptional(rate), "So many a second, whatever the target does."),
  from: described(z.exactOptional(rate), "A ramp: so many a second at its beginning."),
  to: described(z.exactOptional(rate), "A ramp: so many a second at its end."),
  concurrency: described(
    z.exactOptional(whole(1, MOST_AT_A_TIME)),
    "In place of a rate: as many as are answered, so many at a time.",
  ),
  duration: described(z.exactOptional(duration), "How long the stage lasts."),
  count: described(z.exactOptional(whole(1, HIGHEST_COUNT)), "How many are sent in it."),
});

const webhook = z.strictObject({
  format: described(
    z.exactOptional(z.enum(["playcamp", "gateway"])),
    "Format of the deliveries. Default: what the profile says.",
  ),
  signature: described(
    z.exactOptional(z.enum(["simple", "timestamped"])),
    "Form of the signature. Default: what the profile says.",
  ),
  mix: z
    .array(
      z.strictObject({
        weight,
        events: described(
          z.array(z.enum(WEBHOOK_EVENTS)).check(z.minLength(1), z.maxLength(1_000)),
          "Events of one delivery, in order.",
        ),
        set: described(
          z.exactOptional(z.record(z.string(), z.unknown())),
          'Paths of the body and their values, put in before signing: {"events[0].data.amount": 5500}.',
        ),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_ENTRIES)),
  accounts: described(
    z.exactOptional(
      z.strictObject({
        first: described(
          z.exactOptional(whole(1, 1_000_000_000_000)),
          "Number of the first user. Default 100001.",
        ),
        count: described(whole(1, HIGHEST_COUNT), "So many users."),
      }),
    ),
    "The users that the deliveries are about. Default: 1000 of them.",
  ),
});

const wallet = z.strictObject({
  game: described(
    z.exactOptional(z.string().check(z.minLength(1))),
    "The game that is played. Default: wallet.game of the profile.",
  ),
  mix: z
    .array(
      z.strictObject({
        weight,
        bets: described(
          z.exactOptional(whole(1, 1_000)),
          "Bets of the round. Default 3, and 1 for a classic game.",
        ),
        outcome: described(
          z.exactOptional(z.enum(ROUND_OUTCOMES)),
          "What becomes of the bets. Default win.",
        ),
        stake: described(
          z.exactOptional(whole(1, Number.MAX_SAFE_INTEGER)),
          "Of each bet, in integer millis: 5440 is 5.440. Default 1000.",
        ),
      }),
    )
    .check(z.minLength(1), z.maxLength(MOST_ENTRIES)),
  accounts: described(
    z.exactOptional(whole(1, 10_000)),
    "So many of the profile's players play: wallet.player, then wallet.players. Default: all.",
  ),
});

/** @internal */
export const planFileSchema = z.strictObject({
  $schema: z.exactOptional(z.string()),
  version: described(z.literal(1), "Of this format."),
  name: described(
    z.exactOptional(z.string().check(z.minLength(1), z.maxLength(LONGEST_NAME))),
    "For the report.",
  ),
  seed: described(
    z.exactOptional(whole(0, Number.MAX_SAFE_INTEGER)),
    "The same seed sends the same. Default 1.",
  ),
  maxInFlight: described(
    z.exactOptional(whole(1, MOST_AT_A_TIME)),
    "Of a stage with a rate, at most so many are under way at a time. Default 64.",
  ),
  webhook: described(z.exactOptional(webhook), "A load of signed deliveries."),
  wallet: described(z.exactOptional(wallet), "A load of whole rounds."),
  stages: described(
    z.array(stage).check(z.minLength(1), z.maxLength(MOST_STAGES)),
    "One after the other.",
  ),
  shard: described(
    z.exactOptional(z.strictObject({ index: whole(1, 1_000), count: whole(1, 1_000) })),
    "The part of the plan that this file stands for.",
  ),
});

export type PlanFileText = z.infer<typeof planFileSchema>;

/** The plain shape, for messages. */
export function planJsonSchema(): object {
  // Draft 7 is the newest that every editor understands.
  return z.toJSONSchema(planFileSchema, { io: "input", target: "draft-7" });
}

/** For editors; the package holds it as a file. */
export function publishedPlanSchema(): object {
  return {
    ...planJsonSchema(),
    title: "playcamp-gw load plan",
    description: "A load for plan run, fire-webhook --plan and play-round --plan.",
    oneOf: [{ required: ["webhook"] }, { required: ["wallet"] }],
  };
}
