/**
 * The stages of a plan, as one part of it runs them. Paced stages that follow one
 * another run as one, so that what is still under way at the end of one does not
 * hold up the next.
 */
import { dueAfterMs, type Deal, stageCount, stageMs } from "./schedule.js";
import type { LoadStage } from "./plan.js";

export interface DealtStage {
  readonly stage: LoadStage;
  /** In the plan, from 0. */
  readonly stageAt: number;
  readonly deal: Deal;
  /** How many are this part's own; null where the time ends it. */
  readonly own: number | null;
}

export interface StageGroup {
  readonly isPaced: boolean;
  readonly stages: readonly DealtStage[];
}

/** Where the nth of a group stands. */
export interface GroupPlace {
  readonly stageAt: number;
  /** Within the stage, counting all parts. */
  readonly nth: number;
  /** From the group's start; null where it has no time of its own. */
  readonly dueAfterMs: number | null;
}

export function groupStages(
  stages: readonly LoadStage[],
  dealOfStage: (stageAt: number) => Deal,
): readonly StageGroup[] {
  const groups: { isPaced: boolean; stages: DealtStage[] }[] = [];
  for (const [stageAt, stage] of stages.entries()) {
    const deal = dealOfStage(stageAt);
    const total = stageCount(stage);
    const dealt = { stage, stageAt, deal, own: total === null ? null : deal.countOf(total) };
    const isPaced = stage.kind === "paced";
    const before = groups.at(-1);
    if (isPaced && before?.isPaced === true) before.stages.push(dealt);
    else groups.push({ isPaced, stages: [dealt] });
  }
  return groups;
}

/** @returns null where the time ends it */
export function groupTotal({ stages }: StageGroup): number | null {
  const [first] = stages;
  if (first?.own === null) return null;
  return stages.reduce((sum, { own }) => sum + (own ?? 0), 0);
}

/** @param nth of the group's own, from 0 */
export function placeIn({ stages }: StageGroup, nth: number): GroupPlace {
  let before = 0;
  let startsAfterMs = 0;
  for (const { stage, stageAt, deal, own } of stages) {
    if (own === null || nth < before + own) {
      const number = deal.at(nth - before);
      const due = stage.kind === "paced" ? startsAfterMs + dueAfterMs(stage, number) : null;
      return { stageAt, nth: number, dueAfterMs: due };
    }
    before += own;
    startsAfterMs += stageMs(stage) ?? 0;
  }
  throw new Error(`a group has no ${nth}th`);
}

/** How long the group lasts as planned; 0 where nobody knows. */
export function groupMs({ stages }: StageGroup): number {
  return stages.reduce((sum, { stage }) => sum + (stageMs(stage) ?? 0), 0);
}
