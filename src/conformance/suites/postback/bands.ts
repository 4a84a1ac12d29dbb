/**
 * The coin table, at both ends of every band. These levels are few and count
 * once for good, so a run uses up one of the profile's users; one that an
 * earlier run used is recognised by its duplicate reply and passed over.
 */
import type { HttpReply } from "../../../core/http.js";
import {
  BAND_EDGE_MILESTONES,
  COIN_BANDS,
  type CoinBand,
  coinsForLevel,
} from "../../../protocols/postback/coins.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply, firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import type { Step } from "../../scenario-context.js";
import {
  COINS,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  readingOf,
  REFUSES_ALL,
} from "./postback-target.js";

/** So many users are tried that earlier runs may have used up. */
const MOST_USERS = 32;

/** Whoever reached a high level may still report a lower one: it earns what it is worth. */
const FROM_ABOVE = BAND_EDGE_MILESTONES.toReversed();

const EDGES = BAND_EDGE_MILESTONES.length;
/** Each user costs one postback or takes at least one level; the rest is tried with the next. */
const MOST_REQUESTS = MOST_USERS + (EDGES * (EDGES - 1)) / 2;

interface Band {
  readonly check: CheckDefinition;
  readonly levels: readonly number[];
}

const BANDS: readonly Band[] = COIN_BANDS.map((band) => ({
  levels: BAND_EDGE_MILESTONES.filter((level) => isIn(band, level)),
  check: bandCheck(band),
}));

function isIn({ from, to }: CoinBand, level: number): boolean {
  return level >= from && (to === null || level <= to);
}

function bandCheck({ from, to, coins }: CoinBand): CheckDefinition {
  const name = to === null ? `${from}-up` : `${from}-to-${to}`;
  const levels = to === null ? `from ${from} on` : `from ${from} to ${to}`;
  return {
    id: `postback.coins.levels-${name}`,
    title: `a milestone ${levels} earns ${coins} ${coins === 1 ? "coin" : "coins"}`,
    level: "MUST",
    clause: `${POSTBACK_CLAUSE}, milestone rewards: ${levels}: ${coins}`,
    why: "Coins are money: players are paid too much, or too little.",
    fix: `Credit ${coins} for every fifth level ${levels}, the first and the last of them included.`,
    kills: [
      ...(from === 1 ? [] : ["postback.flat-coins", "postback.bands-begin-late"]),
      ...(to === null ? ["postback.forgets-last-band"] : ["postback.bands-end-early"]),
      "postback.delta-as-text",
      ...REFUSES_ALL,
    ],
  };
}

export const bandScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.coins.bands",
    requests: MOST_REQUESTS,
    exclusive: COINS,
    checks: BANDS.map(({ check }) => check),
    run: async (context) => {
      const played = await playFresh(context);
      const { maxLevel } = context.target;
      for (const { check, levels } of BANDS) {
        if (levels.some((level) => level > (maxLevel ?? level))) {
          context.notApplicable(check.id, `postback.maxLevel is ${maxLevel ?? 0}`);
          continue;
        }
        settle(
          context,
          check,
          levels.map((level) => played.get(level) ?? null),
        );
      }
    },
  },
];

interface Played {
  readonly step: Step;
  readonly sent: Postback;
}

/**
 * Plays every level with a user for whom it is new. One level goes ahead, so
 * that a user who is used up costs one postback; the others follow together.
 *
 * @returns the levels for which such a user was found
 */
async function playFresh(context: PostbackContext): Promise<ReadonlyMap<number, Played>> {
  const { pid, gid } = context.target;
  const played = new Map<number, Played>();
  const play = async (uid: string, levels: readonly number[]) => {
    const postbacks = levels.map((level) => ({ pid, gid, uid, level }));
    const steps = await context.sendAll(
      postbacks.map((sent) => [`level ${sent.level}`, postbackOf(context, sent)]),
    );
    for (const [at, step] of steps.entries()) {
      const sent = postbacks[at];
      if (sent !== undefined && !isUsedUp(step, sent)) played.set(sent.level, { step, sent });
    }
  };
  for (const uid of usersToTry(context)) {
    const open = FROM_ABOVE.filter(
      (level) => !played.has(level) && level <= (context.target.maxLevel ?? level),
    );
    const [ahead, ...others] = open;
    if (ahead === undefined) break;
    await play(uid, [ahead]);
    if (played.has(ahead)) await play(uid, others);
  }
  return played;
}

function isUsedUp({ reply }: Step, sent: Postback): boolean {
  return reply !== null && readingOf(reply, sent).kind === "duplicate";
}

/** Runs begin at different users, so that a long list is not searched from its used end. */
function usersToTry({ target, values }: PostbackContext): readonly string[] {
  const { uids } = target;
  const start = Number.parseInt(values.id("first user").slice(0, 8), 16) % uids.length;
  return [...uids.slice(start), ...uids.slice(0, start)].slice(0, MOST_USERS);
}

function settle(
  context: PostbackContext,
  { id }: CheckDefinition,
  levels: readonly (Played | null)[],
): void {
  const played = levels.flatMap((each) => each ?? []);
  const steps = played.map(({ step }) => step);
  if (played.length < levels.length) {
    context.block(
      id,
      usedUp(context),
      steps.flatMap(({ exchanges }) => exchanges),
    );
    return;
  }
  context.judge(id, steps, (...replies) =>
    firstFinding(
      ...played.map(({ sent }, at) => {
        const reply = replies[at];
        return reply === undefined ? null : expectCoins(reply, sent);
      }),
    ),
  );
}

function usedUp({ target }: PostbackContext): string {
  const count = Math.min(target.uids.length, MOST_USERS);
  return `${count === 1 ? "the user" : `all ${count} users`} of postback.uids tried here ${count === 1 ? "has" : "have"} played these levels of ${target.gid} before, and a level counts once for good: add a fresh test user to postback.uids for each run`;
}

function expectCoins(reply: HttpReply, sent: Postback): Finding | null {
  const coins = coinsForLevel(sent.level);
  const reading = readingOf(reply, sent);
  if (reading.kind === "awarded" && reading.coinDelta === coins) return null;
  return {
    expected: `level ${sent.level}: awarded, coinDelta ${coins}`,
    actual: describeReply(reply),
  };
}
