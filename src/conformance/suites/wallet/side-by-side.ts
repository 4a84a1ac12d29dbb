/** Callbacks that do not depend on one another, a few at a time. */
import type { WalletOperation } from "../../../protocols/wallet/ledger-state.js";
import { forEachAtOnce } from "../../at-once.js";
import type { Step } from "../../scenario-context.js";
import type { Table } from "./table.js";

const AT_ONCE = 8;

export interface SideBySide {
  readonly what: string;
  readonly operation: WalletOperation;
}

/** A 5xx may be a lock that the one beside it held, so it is repeated by itself, as the provider does. */
export async function playSideBySide(
  table: Table,
  plays: readonly SideBySide[],
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const first = await forEachAtOnce(AT_ONCE, plays, ({ what, operation }) =>
    table.play(what, operation),
  );
  for (const [at, { what, operation }] of plays.entries()) {
    const step = first[at];
    if (step === undefined) continue;
    const isBusy = step.reply !== null && step.reply.status >= 500;
    steps.push(isBusy ? await table.play(`${what}, once more by itself`, operation) : step);
  }
  return steps;
}

export async function playInTurn(
  table: Table,
  plays: readonly SideBySide[],
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { what, operation } of plays) steps.push(await table.play(what, operation));
  return steps;
}
