/** How this suite's checks and scenarios are made: every scenario sits down, plays, and cleans up after itself. */
import type { Level } from "../../../core/report.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { repeatsFor, sitDown, type Table, TABLE_REQUESTS } from "./table.js";
import {
  playerIndex,
  playerResource,
  type WalletContext,
  type WalletTarget,
} from "./wallet-target.js";

/** A check of this suite. */
export function check(
  id: string,
  level: Level,
  details: Omit<CheckDefinition, "id" | "level">,
): CheckDefinition {
  return { id, level, ...details };
}

export interface TableScenario {
  readonly id: string;
  readonly checks: readonly CheckDefinition[];
  /** Its own: sitting down, lost replies and the clean-up are added. */
  readonly requests: number;
  /** The most that is staked, the clean-up included. */
  readonly stakeMillis: number;
  readonly alone?: true;
  readonly last?: true;
  /** Needs ROLL_BACK or CLOSE_ROUND. */
  readonly serverDriven?: true;
  readonly play: (table: Table) => Promise<void>;
}

export interface TwoTablesScenario extends Omit<TableScenario, "play" | "alone"> {
  readonly play: (one: Table, other: Table) => Promise<void>;
}

export const NOT_SERVER_DRIVEN =
  "wallet.serverDriven is false: rounds are neither voided nor closed here";

export function atTable(scenario: TableScenario): Scenario<WalletTarget> {
  const { id, checks, requests, stakeMillis, serverDriven, play } = scenario;
  const { open, cleanUp } = TABLE_REQUESTS;
  const repeats = repeatsFor(requests);
  return {
    id,
    checks,
    requests: requests + open + repeats + cleanUp,
    stakeMillis,
    ...(scenario.alone === undefined ? {} : { alone: scenario.alone }),
    ...(scenario.last === undefined ? {} : { last: scenario.last }),
    notApplicable: (target) =>
      serverDriven === true && !target.serverDriven ? NOT_SERVER_DRIVEN : null,
    run: async (context) => {
      const { players } = context.target;
      const table = await sitDown(context, playerIndex(id, players.length), repeats);
      try {
        await play(table);
      } finally {
        await table.leave();
      }
    },
  };
}

const ONE_PLAYER = "the profile names one player: add another to wallet.players";

/** The profile's first two players at once, while nobody else plays. */
export function atTwoTables({ play, ...scenario }: TwoTablesScenario): Scenario<WalletTarget> {
  const { open, cleanUp } = TABLE_REQUESTS;
  const single = atTable({ ...scenario, play: () => Promise.resolve() });
  return {
    ...single,
    alsoHolds: playerResource(1),
    requests: single.requests + open + cleanUp,
    notApplicable: (target) =>
      single.notApplicable?.(target) ?? (target.players.length < 2 ? ONE_PLAYER : null),
    run: (context) => atBothTables(context, repeatsFor(scenario.requests), play),
  };
}

async function atBothTables(
  context: WalletContext,
  repeats: number,
  play: TwoTablesScenario["play"],
): Promise<void> {
  const one = await sitDown(context, 0, repeats);
  try {
    const other = await sitDown(context, 1, repeats);
    try {
      await play(one, other);
    } finally {
      await other.leave();
    }
  } finally {
    await one.leave();
  }
}
