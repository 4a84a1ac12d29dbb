/**
 * What `check-postback` does: proves with one level that it counts once. In a
 * row with one user and in parallel with another; where only one user is
 * given, the parallel copies go first, as a race over a counted level is none.
 */
import type { PostbackSettings } from "../../profile/postback-settings.js";
import { coinsForLevel } from "../../protocols/postback/coins.js";
import { OTHER_ALIASES } from "../../protocols/postback/request.js";
import { raceCounted, raceNew } from "./check-race.js";
import {
  type CheckRecord,
  type CountedUser,
  type PostbackCheck,
  type PostbackCheckOrder,
  isCounted,
  postbackFor,
  recordReply,
  recordStep,
} from "./check-record.js";
import type { PostbackClient, PostbackForm } from "./client.js";

const BALANCE_POLLS = 8;
const BALANCE_GAP_MS = 250;

/** What a check sends at most: the worst is that the level has counted for every user but the last. */
export function mostRequests(
  { uids, copies }: PostbackCheckOrder,
  { balance }: Pick<PostbackSettings, "balance">,
): number {
  const users = uids.length;
  const repeats = Object.keys(REPEATS).length + 1;
  const balances = balance === null ? 0 : 2 * users + 2 * BALANCE_POLLS;
  return users * (1 + copies) + copies + repeats + balances;
}

const AFTER_REPEATS = "the user's coins after the repeats";
const AFTER_COPIES = "the user's coins after the copies";

export async function checkPostback(
  order: PostbackCheckOrder,
  client: PostbackClient,
): Promise<PostbackCheck> {
  const check: CheckRecord = {
    client,
    order,
    steps: [],
    coins: [],
    usedUp: [],
    exchanges: [],
  };
  await checkInOrder(check);
  // Not the record itself: its client holds the secret, and results are printed.
  const { steps, coins, usedUp, exchanges } = check;
  return { steps, coins, usedUp, exchanges };
}

async function checkInOrder(check: CheckRecord): Promise<void> {
  const { order } = check;
  const races = order.copies >= 2;
  const [only, ...others] = order.uids;
  if (only !== undefined && others.length === 0 && races) {
    const raced = await raceNew(check, [only]);
    if (raced !== null) await repeat(check, raced);
    await settleCoins(check, raced, AFTER_COPIES);
    return;
  }
  const played = await playNew(check);
  if (played === null) return;
  await repeat(check, played);
  if (races) {
    const at = order.uids.indexOf(played.uid);
    const rest = order.uids.slice(at + 1);
    const raced = await raceNew(check, rest);
    await settleCoins(check, raced, AFTER_COPIES);
    if (raced === null) await raceCounted(check, played);
  }
  await settleCoins(check, played, AFTER_REPEATS);
}

/** @returns null when the level was new for nobody, or did not count for the first for whom it was */
async function playNew(check: CheckRecord): Promise<CountedUser | null> {
  for (const uid of check.order.uids) {
    const coinsBefore = await check.client.balance(uid);
    const sent = await check.client.post("the first postback", postbackFor(check, uid));
    const reading = recordReply(check, sent, uid, "first");
    if (reading?.kind === "duplicate") {
      check.usedUp.push(uid);
      continue;
    }
    recordStep(check, "the first postback", uid, "counted", sent, reading);
    if (reading === null || !isCounted(reading)) return null;
    const toldCoins = reading.kind === "awarded" ? reading.coins : null;
    return { uid, coinsBefore, toldCoins };
  }
  return null;
}

const REPEATS: Readonly<Record<string, PostbackForm>> = {
  "the same again": {},
  "with userId, gameId, level": { aliases: OTHER_ALIASES[0] ?? {} },
  "with user_id, game_id": { aliases: OTHER_ALIASES[1] ?? {} },
};

async function repeat(check: CheckRecord, { uid }: CountedUser): Promise<void> {
  const { client } = check;
  const forms: Readonly<Record<string, PostbackForm>> = {
    ...REPEATS,
    "with the secret in the other header": {
      auth: client.settings.auth === "bearer" ? "header" : "bearer",
    },
  };
  for (const [name, form] of Object.entries(forms)) {
    if (client.signal.aborted) return;
    const sent = await client.post(name, postbackFor(check, uid), form);
    const reading = recordReply(check, sent, uid, "repeat");
    recordStep(check, name, uid, "duplicate", sent, reading);
  }
}

/** The account itself, where it can be read: one award, whatever the replies said. */
async function settleCoins(
  check: CheckRecord,
  user: CountedUser | null,
  name: string,
): Promise<void> {
  if (user === null) return;
  const { client, order } = check;
  const { uid, coinsBefore, toldCoins } = user;
  if (coinsBefore === null) {
    check.coins.push({ uid, before: null, after: toldCoins });
    return;
  }
  const wanted = coinsBefore + coinsForLevel(order.level);
  let after: number | null = null;
  for (let poll = 1; poll <= BALANCE_POLLS; poll += 1) {
    if (poll > 1) await client.clock.sleep(BALANCE_GAP_MS, client.signal);
    after = await client.balance(uid);
    if (after === wanted || client.signal.aborted) break;
  }
  check.coins.push({ uid, before: coinsBefore, after });
  check.steps.push({
    name,
    uid,
    verdict: after === null ? "unclear" : after === wanted ? "pass" : "fail",
    expected: `${coinsBefore} → ${wanted}`,
    actual: after === null ? "unknown" : `${coinsBefore} → ${after}`,
  });
}
