/** How this suite's checks and scenarios are made: every scenario sits down, plays, and cleans up after itself. */
import { keepingBooks } from "./account-book.js";
import type { Level } from "../../../core/report.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { repeatsFor, sitDown, type Table, TABLE_REQUESTS } from "./table.js";
import { playerIndex, playerResource, seatsOf, type WalletTarget } from "./wallet-target.js";

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
  readonly patient?: true;
  /** Needs ROLL_BACK or CLOSE_ROUND. */
  readonly serverDriven?: true;
  readonly play: (table: Table) => Promise<void>;
}

export interface TwoTablesScenario extends Omit<TableScenario, "play"> {
  readonly play: (one: Table, other: Table) => Promise<void>;
}

export interface OneOrTwoTablesScenario extends Omit<TableScenario, "play"> {
  readonly play: (...tables: readonly [Table, ...Table[]]) => Promise<void>;
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
    ...(scenario.patient === undefined ? {} : { patient: scenario.patient }),
    notApplicable: (target) =>
      serverDriven === true && !target.serverDriven ? NOT_SERVER_DRIVEN : null,
    run: async (context) => {
      const { players } = context.target;
      const table = await sitDown(keepingBooks(context), playerIndex(id, players.length), repeats);
      try {
        await play(table);
      } finally {
        await table.leave();
      }
    },
  };
}

const ONE_PLAYER = "the profile names one player: add another to wallet.players";

/** The profile's first two players at once, while nobody else plays with them. */
export function atTwoTables({ play, ...scenario }: TwoTablesScenario): Scenario<WalletTarget> {
  const joint = atOneOrTwoTables({
    ...scenario,
    play: async (one, ...others) => {
      for (const other of others) await play(one, other);
    },
  });
  return {
    ...joint,
    notApplicable: (target) =>
      joint.notApplicable?.(target) ?? (target.players.length < 2 ? ONE_PLAYER : null),
  };
}

/** The profile's first two players, or the only one, while nobody else plays with them. */
export function atOneOrTwoTables({
  play,
  ...scenario
}: OneOrTwoTablesScenario): Scenario<WalletTarget> {
  const { open, cleanUp } = TABLE_REQUESTS;
  const single = atTable({ ...scenario, play: () => Promise.resolve() });
  const repeats = repeatsFor(scenario.requests);
  return {
    ...single,
    alsoHolds: playerResource(1),
    requests: single.requests + open + cleanUp,
    run: async (unkept) => {
      const context = keepingBooks(unkept);
      const [first, ...others] = seatsOf(scenario.id, context.target.players.length);
      const tables: [Table, ...Table[]] = [await sitDown(context, first, repeats)];
      try {
        for (const index of others) tables.push(await sitDown(context, index, repeats));
        await play(...tables);
      } finally {
        for (const table of tables) await table.leave();
      }
    },
  };
}
