/** Right entries that share what does not make them the same: a second, a player. */
import type { EntryValues } from "../../../protocols/entry/recipe.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { findingAmong } from "../../expect.js";
import type { Step } from "../../scenario-context.js";
import {
  agedBy,
  ENTRY_CLAUSE,
  type EntryContext,
  type EntryTarget,
  expectRedirect,
  freshValues,
  get,
  isTooShort,
  letIn,
  MARGIN_MS,
  rightUrl,
} from "./entry-target.js";

const CLAUSE = `${ENTRY_CLAUSE}: 302 on success, the timestamp prevents replay`;
const FIX =
  "Where used tokens are remembered, remember the whole token, neither its time nor its player alone.";

const ONE_SECOND: CheckDefinition = {
  id: "entry.valid.of-one-second",
  title: "two players whose tokens are of the same second are both let in",
  level: "MUST",
  clause: CLAUSE,
  why: "Of all players who tap within a second one gets in.",
  fix: FIX,
  kills: ["entry.remembers-late-seconds", "entry.empty-location"],
};

const ONE_PLAYER: CheckDefinition = {
  id: "entry.valid.of-one-player",
  title: "a player is let in again with a new token",
  level: "MUST",
  clause: CLAUSE,
  why: "Whoever closes the WebView cannot come back.",
  fix: FIX,
  kills: ["entry.remembers-players", "entry.empty-location"],
};

/** Each kind so often: what is refused once may have other reasons. */
const ROUNDS = 2;
const PROBES = 2 * ROUNDS;
const STEP_MS = 2_000;

export const alikeEntryScenarios: readonly Scenario<EntryTarget>[] = [
  {
    id: "entry.accepted.alike",
    requests: 2 * PROBES + 1,
    notApplicable: isTooShort,
    checks: [ONE_SECOND, ONE_PLAYER],
    run: async (context) => {
      const others: Step[] = [];
      const ofOneSecond: Step[] = [];
      const ofOnePlayer: Step[] = [];
      for (let at = 0; at < PROBES; at += 1) {
        const first = inItsSecond(context, at, freshValues(context, `first ${at}`));
        others.push(await context.send(`a right entry, ${at + 1}`, get(rightUrl(context, first))));
        if (at % 2 === 0) {
          const other = { ...freshValues(context, `second ${at}`), timestamp: first.timestamp };
          const url = rightUrl(context, other);
          ofOneSecond.push(await context.send("another player of the same second", get(url)));
        } else {
          const again = { ...freshValues(context, `again ${at}`), usn: first.usn };
          const url = rightUrl(context, inItsSecond(context, PROBES + at, again));
          ofOnePlayer.push(await context.send("the same player, another token", get(url)));
        }
      }
      const last = inItsSecond(context, 2 * PROBES, freshValues(context, "last"));
      others.push(await context.send("a right entry, the last", get(rightUrl(context, last))));
      // Between any two of those that are alike one was let in that is not.
      judgeAlike(context, ONE_SECOND, ofOneSecond, others);
      judgeAlike(context, ONE_PLAYER, ofOnePlayer, others);
    },
  },
];

/** In a second that no other scenario uses. */
function inItsSecond(context: EntryContext, at: number, values: EntryValues): EntryValues {
  const { ttlMs } = context.target.recipe.signature;
  return agedBy(context, values, ttlMs - MARGIN_MS - (at + 1) * STEP_MS);
}

/** One that is refused now and then has another reason: too many from one address, say. */
function judgeAlike(
  context: EntryContext,
  { id }: CheckDefinition,
  steps: readonly Step[],
  others: readonly Step[],
): void {
  const findings = steps.flatMap(({ reply }) => (reply === null ? [] : [expectRedirect(reply)]));
  const isMixed = findings.includes(null) && findings.some((finding) => finding !== null);
  const preconditions = others.map(letIn);
  if (!isMixed)
    context.judge(
      id,
      steps,
      (...replies) => findingAmong(steps, replies, expectRedirect),
      preconditions,
    );
  else
    context.block(
      id,
      "of entries that are alike some are let in and some are not: the gateway may count what comes from one address",
      steps.flatMap(({ exchanges }) => exchanges),
    );
}
