/** Whether coins really move: between the replies of milestones, and by the balance where it can be read. */
import type { HttpReply } from "../../../core/http.js";
import { balanceRequest, readBalance } from "../../../protocols/postback/balance.js";
import { coinsForLevel } from "../../../protocols/postback/coins.js";
import {
  type ClaimedCoins,
  coinRiseProblem,
} from "../../../protocols/postback/postback-replies.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import {
  type Precondition,
  precondition,
  ScenarioBlocked,
  type Step,
} from "../../scenario-context.js";
import {
  COINS,
  counted,
  milestonePostback,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  readingOf,
  recognised,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, rewards: coinDelta coins are credited`;
const ONCE = `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`;

/** A balance may be booked a moment after the reply. */
const BALANCE_POLLS = 8;
const BALANCE_GAP_MS = 250;

export const coinScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.coins.between-milestones",
    requests: 4,
    exclusive: COINS,
    checks: [
      {
        id: "postback.coins.rise-by-delta",
        title: "user.coins rises by coinDelta from one milestone to the next",
        level: "SHOULD",
        clause: CLAUSE,
        why: "The game shows a sum that the player does not have.",
        fix: "Add coinDelta to the account, once, and reply with the account's sum.",
        kills: ["postback.credits-twice", "postback.never-credits"],
      },
      {
        id: "postback.duplicate.credits-nothing",
        title: "a repeat credits nothing",
        level: "MUST",
        clause: ONCE,
        why: "Each repeat costs the milestone's coins once more, although its reply says otherwise.",
        fix: "Store the level and credit its coins in one transaction, and credit nothing when the level was there.",
        kills: ["postback.credits-repeats"],
      },
    ],
    run: judgeRise,
  },
  {
    id: "postback.coins.balance",
    requests: 2 + 2 + BALANCE_POLLS,
    exclusive: COINS,
    notApplicable: ({ balance }) =>
      balance === null
        ? "the profile does not say where a user's coins can be read (postback.balance)"
        : null,
    checks: [
      {
        id: "postback.balance.rises-by-delta",
        title: "a milestone raises the user's balance by its coins",
        level: "SHOULD",
        clause: CLAUSE,
        why: "Players do not get what the game has shown them, or get more than was agreed.",
        fix: "Add the level's coins to the account, once.",
        kills: ["postback.credits-twice", "postback.never-credits", "postback.flat-coins"],
      },
      {
        id: "postback.balance.repeat-moves-nothing",
        title: "a repeat leaves the user's balance as it is",
        level: "MUST",
        clause: ONCE,
        why: "Each repeat costs the milestone's coins once more.",
        fix: "Credit nothing when the level was stored before.",
        kills: ["postback.credits-repeats"],
      },
    ],
    run: judgeBalance,
  },
];

async function judgeRise(context: PostbackContext): Promise<void> {
  const one = milestonePostback(context, "one", "coins");
  const two = milestonePostback(context, "two", "coins");
  const three = milestonePostback(context, "three", "coins");
  const first = await context.send("one milestone", postbackOf(context, one));
  const second = await context.send("the next", postbackOf(context, two));
  const repeat = await context.send("that one again", postbackOf(context, two));
  const third = await context.send("one more", postbackOf(context, three));
  const known = [claims(first, one), claims(second, two)];
  context.judge(
    "postback.coins.rise-by-delta",
    [first, second],
    (earlier, later) => riseFinding([earlier, one], [later, two]),
    known,
  );
  const rises = {
    ...precondition(
      second,
      (reply) => first.reply !== null && riseFinding([first.reply, one], [reply, two]) === null,
      "user.coins does not rise by coinDelta, so a second credit cannot be told by it",
    ),
    exchanges: [...first.exchanges, ...second.exchanges],
  };
  context.judge(
    "postback.duplicate.credits-nothing",
    [second, third],
    (earlier, later) => riseFinding([earlier, two], [later, three]),
    [...known, rises, recognised(repeat, two), claims(third, three)],
  );
}

async function judgeBalance(context: PostbackContext): Promise<void> {
  const sent = milestonePostback(context, "balance", "balance");
  const before = await askBalance(context, sent.uid, "the balance before");
  const first = await context.send("a milestone", postbackOf(context, sent));
  const wanted = before.coins + coinsForLevel(sent.level);
  let after = before;
  for (let poll = 1; poll <= BALANCE_POLLS; poll += 1) {
    if (poll > 1) await context.clock.sleep(BALANCE_GAP_MS);
    after = await askBalance(context, sent.uid, `the balance after (${poll})`);
    if (after.coins === wanted) break;
  }
  context.judge(
    "postback.balance.rises-by-delta",
    [before.step, first, after.step],
    () => balanceFinding(wanted, after.coins),
    [awarded(first, sent)],
  );
  const repeat = await context.send("the same again", postbackOf(context, sent));
  const settled = await askBalance(context, sent.uid, "the balance in the end");
  context.judge(
    "postback.balance.repeat-moves-nothing",
    [after.step, repeat, settled.step],
    () => balanceFinding(after.coins, settled.coins),
    [
      counted(first, sent),
      recognised(repeat, sent),
      {
        holds: after.coins === wanted,
        reason: "the balance does not follow the awards, so a second credit cannot be told by it",
        exchanges: after.step.exchanges,
      },
    ],
  );
}

function balanceFinding(wanted: number, found: number): Finding | null {
  if (wanted === found) return null;
  return { expected: `${wanted} coins`, actual: `${found} coins` };
}

async function askBalance(
  context: PostbackContext,
  uid: string,
  name: string,
): Promise<{ readonly step: Step; readonly coins: number }> {
  const { target } = context;
  const { url, path } = target.balance ?? { url: "", path: "" };
  const request = balanceRequest(url, uid, {
    url: target.url,
    auth: target.auth,
    secret: target.secrets[0].value,
  });
  const step = await context.send(name, request);
  const reply = context.need(step);
  const coins = readBalance(reply, path);
  if (coins !== null) return { step, coins };
  throw new ScenarioBlocked(
    `postback.balance: the reply (${reply.status}) has no whole number at ${path}`,
    step.exchanges,
  );
}

/** Null when the second sum is the first one and a delta. */
export function riseFinding(
  [earlier, one]: readonly [HttpReply, Postback],
  [later, two]: readonly [HttpReply, Postback],
): Finding | null {
  const before = claimedCoins(earlier, one);
  const after = claimedCoins(later, two);
  const problem = coinRiseProblem(before, after);
  if (problem === null) return null;
  return {
    expected: `user.coins goes from ${before.coins ?? "?"} to ${problem.expected}`,
    actual: `it goes to ${problem.found}`,
  };
}

export function claimedCoins(reply: HttpReply, sent: Postback): ClaimedCoins {
  const reading = readingOf(reply, sent);
  return reading.kind === "awarded"
    ? { coinDelta: reading.coinDelta, coins: reading.coins }
    : { coinDelta: null, coins: null };
}

export function awarded(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => readingOf(reply, sent).kind === "awarded",
    "the milestone was not awarded",
  );
}

/** The reply is an award with both figures. */
export function claims(step: Step, sent: Postback): Precondition {
  return precondition(
    step,
    (reply) => {
      const { coinDelta, coins } = claimedCoins(reply, sent);
      return coinDelta !== null && coins !== null;
    },
    "the milestone's reply tells no coinDelta and user.coins to judge by",
  );
}
