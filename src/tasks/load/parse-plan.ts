/** From a plan file's text to a plan that holds. Every refusal says where, what stands there, and what may. */
import type { Shard } from "../../core/shards.js";
import { durationMs } from "../../core/duration.js";
import { UserError } from "../../core/errors.js";
import { findJsonError } from "../../core/json/fault.js";
import { createProfileGuide } from "../../profile/guide.js";
import { type ProfileProblem, problemsOf, renderProblems } from "../../profile/problems.js";
import { toMillis } from "../../protocols/wallet/millis.js";
import type { LoadPlan, LoadStage, WalletPart, WebhookPart } from "./plan.js";
import { type PlanFileText, planFileSchema, planJsonSchema } from "./plan-schema.js";
import { plannedOf } from "./planned.js";
import { shareOf, stageCount } from "./schedule.js";

const DEFAULT_SEED = 1;
const DEFAULT_IN_FLIGHT = 64;
const DEFAULT_ACCOUNTS = { first: 100_001, count: 1_000 };
const DEFAULT_STAKE = 1_000;
/** Of all stages together. */
const MOST_SENT = 1_000_000_000;
/** What they cost is drawn round by round before the first one. */
const MOST_ROUNDS = 1_000_000;

export interface PlanFile {
  readonly plan: LoadPlan;
  /** The part of it that this file stands for; null for all. */
  readonly shard: Shard | null;
  /** As it was written. */
  readonly source: PlanFileText;
}

/**
 * @param file where the text came from, for messages
 * @throws {UserError} `plan_not_json`, `plan_invalid`, `plan_unsplittable`
 */
export function parsePlan(text: string, file: string): PlanFile {
  const input = parsePlanJson(text.replace(/^\uFEFF/, ""), file);
  const parsed = planFileSchema.safeParse(input);
  if (!parsed.success) throw planError(file, problemsOf(parsed.error, input, knownKeys));
  const problems = contradictions(parsed.data);
  if (problems.length > 0) throw planError(file, problems);
  const { shard = null } = parsed.data;
  const plan = planOf(parsed.data, file);
  if (shard !== null) assertSplittable(plan, shard.count, file);
  return { plan, shard, source: parsed.data };
}

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  return createProfileGuide(planJsonSchema()).keysAt(path);
}

function parsePlanJson(text: string, file: string): unknown {
  const error = findJsonError(text);
  if (error === null) return JSON.parse(text) as unknown;
  throw new UserError(
    "plan_not_json",
    `${file}:${error.line}:${error.column}${error.kind === "twice" ? ": " : " is not JSON: "}${error.found}`,
    "A load plan is a JSON file; comments are not allowed in it.",
  );
}

function planError(file: string, problems: readonly ProfileProblem[]): UserError {
  return new UserError(
    "plan_invalid",
    renderProblems(file, problems, "the plan"),
    "Correct the plan; playcamp-gw plan run --help shows one.",
  );
}

/** What each field for itself cannot show. */
function contradictions(file: PlanFileText): readonly ProfileProblem[] {
  const problems: ProfileProblem[] = [];
  const problem = (path: string, message: string, hint: string) =>
    problems.push({ path, message, hint });
  const { webhook, wallet, stages, shard } = file;
  if ((webhook === undefined) === (wallet === undefined))
    problem(
      "",
      webhook === undefined ? "says nothing to send" : "holds both webhook and wallet",
      'Give one of them: "webhook" for deliveries, "wallet" for rounds.',
    );
  if (shard !== undefined && shard.index > shard.count)
    problem("shard.index", `${shard.index} of ${shard.count} parts`, "The first part is 1.");
  for (const [at, stage] of stages.entries()) {
    const found = stageProblem(stage, wallet !== undefined);
    if (found !== null) problem(`stages[${at}]`, ...found);
  }
  return problems;
}

type StageText = PlanFileText["stages"][number];

function stageProblem(stage: StageText, isWallet: boolean): [string, string] | null {
  const { rate, from, to, concurrency, duration, count } = stage;
  const paces = [rate, from ?? to, concurrency].filter((pace) => pace !== undefined);
  if (paces.length !== 1)
    return [
      paces.length === 0 ? "has no pace" : "has more than one pace",
      'Give one of "rate", "from" with "to", or "concurrency".',
    ];
  if (duration !== undefined && durationMs(duration) === 0)
    return ["lasts no time", "Give a longer duration."];
  if (rate === 0 || (from === 0 && to === 0))
    return ["sends nothing", "Give a rate above 0, or leave the stage out."];
  if (rate === undefined && concurrency === undefined) {
    if (from === undefined || to === undefined)
      return ["is half a ramp", 'Give both "from" and "to".'];
    if (duration === undefined || count !== undefined)
      return ["is a ramp, whose length counts", 'Give "duration", and no "count".'];
  }
  if ((duration === undefined) === (count === undefined))
    return [
      duration === undefined ? "has no end" : "has both duration and count",
      'Give one of "duration" and "count".',
    ];
  if (isWallet && concurrency !== undefined && count === undefined)
    return [
      "plays nobody knows how many rounds, and so for how much money",
      'Give "count", or a "rate" with "duration".',
    ];
  return null;
}

function planOf(file: PlanFileText, origin: string): LoadPlan {
  const stages = file.stages.map(stageOf);
  const total = stages.reduce((sum, stage) => sum + (stageCount(stage) ?? 0), 0);
  const [what, most] =
    file.wallet === undefined
      ? [`send ${total}`, MOST_SENT]
      : [`play ${total} rounds`, MOST_ROUNDS];
  if (total > most)
    throw planError(origin, [
      {
        path: "stages",
        message: `${what} together, allowed: at most ${most}`,
        hint: "Make them shorter or slower.",
      },
    ]);
  return {
    name: file.name ?? "load",
    seed: file.seed ?? DEFAULT_SEED,
    maxInFlight: file.maxInFlight ?? DEFAULT_IN_FLIGHT,
    stages,
    part: partOf(file),
  };
}

function stageOf(stage: StageText, at: number): LoadStage {
  const { rate, from, to, concurrency, duration, count } = stage;
  const common = {
    name: stage.name ?? `stage ${at + 1}`,
    durationMs: duration === undefined ? null : durationMs(duration),
    count: count ?? null,
  };
  if (concurrency !== undefined) return { kind: "closed", ...common, concurrency };
  return {
    kind: "paced",
    ...common,
    fromMilliRate: Math.round((rate ?? from ?? 0) * 1_000),
    toMilliRate: Math.round((rate ?? to ?? 0) * 1_000),
  };
}

function partOf({ webhook, wallet }: PlanFileText): WebhookPart | WalletPart {
  if (webhook !== undefined)
    return {
      kind: "webhook",
      format: webhook.format ?? null,
      signature: webhook.signature ?? null,
      mix: webhook.mix.map(({ weight = 1, events, set = {} }) => ({ weight, events, set })),
      accounts: { ...DEFAULT_ACCOUNTS, ...webhook.accounts },
    };
  return {
    kind: "wallet",
    game: wallet?.game ?? null,
    mix: (wallet?.mix ?? []).map(({ weight = 1, bets = null, outcome = "win", stake }) => ({
      ...{ weight, bets, outcome },
      stake: toMillis(stake ?? DEFAULT_STAKE),
    })),
    accounts: wallet?.accounts ?? null,
  };
}

/**
 * @param parts how many the plan is to be split into
 * @throws {UserError} `plan_unsplittable` where a part would have nothing to do
 */
export function assertSplittable(plan: LoadPlan, parts: number, file: string): void {
  assertDealable(plan, parts, file);
  for (let index = 1; index <= parts; index += 1)
    if (plannedOf(plan, { index, count: parts }) === 0)
      throw unsplittable(
        `${file}: part ${index} of ${parts} would have nothing to ${plan.part.kind === "wallet" ? "play" : "send"}`,
        "Take fewer parts.",
      );
}

/**
 * What threads of one load need: one that finds nothing left to send does no harm.
 *
 * @throws {UserError} `plan_unsplittable` where senders or accounts are fewer than the parts
 */
export function assertDealable({ stages, part }: LoadPlan, parts: number, file: string): void {
  const last: Shard = { index: parts, count: parts };
  for (const [at, stage] of stages.entries())
    if (stage.kind === "closed" && shareOf(stage.concurrency, last) === 0)
      throw unsplittable(
        `${file}: stages[${at}] sends ${stage.concurrency} at a time, which cannot be dealt to ${parts} parts`,
        "Take fewer parts, or more at a time.",
      );
  if (part.kind === "wallet" && part.accounts !== null && part.accounts < parts)
    throw unsplittable(
      `${file}: ${part.accounts} accounts play, and ${parts} parts would share them`,
      "Two parts on one account would see each other's money: take fewer parts, or more accounts.",
    );
}

function unsplittable(problem: string, hint: string): UserError {
  return new UserError("plan_unsplittable", problem, hint);
}

/** The plan file of one part: the whole plan, and which part of it. */
export function renderShardFile({ source }: PlanFile, shard: Shard): string {
  return `${JSON.stringify({ ...source, shard }, null, 2)}\n`;
}
