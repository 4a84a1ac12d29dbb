/**
 * What a command would refuse only when it comes to use a section. It does not
 * keep the other sections from being used, so loading lets it pass.
 */
import { UserError } from "../core/errors.js";
import { recipeProblem } from "../protocols/entry/recipe.js";
import { checkSettlement } from "../protocols/payments/settlement-contradictions.js";
import { storeFees } from "../protocols/payments/settlement-totals.js";
import { zoneOf } from "../protocols/payments/zones.js";
import { checkFieldNames } from "../protocols/wallet/dialect.js";
import { entryRecipeOf } from "./entry-settings.js";
import { type ProfileProblem } from "./problems.js";
import type { Profile } from "./schema.js";

/** @param profile one that loads */
export function useProblems(profile: Profile): readonly ProfileProblem[] {
  const { wallet, settlement } = profile;
  return [
    ...entryProblems(profile),
    ...refused("wallet.fields", () => {
      checkFieldNames(wallet?.fields ?? {});
    }),
    ...playerProblems(profile),
    ...refused("settlement.zone", () => zoneOf(settlement?.zone)),
    ...refused("settlement.fees", () => storeFees(settlement?.fees)),
    ...checkSettlement(settlement ?? {}).map(({ at, message, hint = null }) => ({
      path: `settlement.${at}`,
      message,
      hint,
    })),
  ];
}

function entryProblems({ entry, partner }: Profile): readonly ProfileProblem[] {
  const message = entry === undefined ? null : recipeProblem(entryRecipeOf(entry, partner));
  if (message === null) return [];
  return [
    {
      path: "entry.signature",
      message,
      hint: "The default recipe is message {usn}|{timestamp}|{key}, token {usn}|{timestamp}|{signature}.",
    },
  ];
}

/** Scenarios that run side by side would see each other's money. */
function playerProblems({ wallet }: Profile): readonly ProfileProblem[] {
  if (wallet === undefined) return [];
  const players = [wallet.player, ...(wallet.players ?? [])];
  const sessions = players.map(({ sessionToken }) => JSON.stringify(sessionToken));
  return sessions.flatMap((session, at) => {
    const first = sessions.indexOf(session);
    if (first === at) return [];
    return [
      {
        path: `wallet.players[${at - 1}].sessionToken`,
        message: `is the same as that of ${first === 0 ? "wallet.player" : `wallet.players[${first - 1}]`}`,
        hint: "Give every player a session of its own.",
      },
    ];
  });
}

function refused(path: string, check: () => unknown): ProfileProblem[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Some messages name the very place themselves.
    const [, place = path, message = error.message] = /^([\w.]+): (.*)$/s.exec(error.message) ?? [];
    return [{ path: place, message, hint: error.hint ?? null }];
  }
}
