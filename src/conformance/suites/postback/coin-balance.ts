/** Whether coins really move, by the balance, where it can be read. */
import { balanceRequest, readBalance } from "../../../protocols/postback/balance.js";
import { coinsForLevel } from "../../../protocols/postback/coins.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { ScenarioBlocked, type Step } from "../../scenario-context.js";
import { COINS_CLAUSE, LATE_COINS_MS, ONCE_CLAUSE } from "./coins.js";
import { milestonePostback, plainPostback } from "./fresh-level.js";
import {
  COINS,
  counted,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  recognised,
} from "./postback-target.js";

const BALANCE_GAP_MS = 250;
/** A balance may be booked a moment after the reply: until the latest coins must be there. */
const BALANCE_POLLS = 1 + Math.ceil(LATE_COINS_MS / BALANCE_GAP_MS);

export const coinBalanceScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.coins.balance",
    requests: 1 + 2 + 2 * (4 + 2 * (1 + BALANCE_POLLS)),
    exclusive: COINS,
    patient: true,
    notApplicable: ({ balance }) =>
      balance === null
        ? "the profile does not say where a user's coins can be read (postback.balance)"
        : null,
    checks: [
      {
        id: "postback.balance.rises-by-delta",
        title:
          "a milestone raises its user's balance by its coins, in every game, and nobody else's",
        level: "MUST",
        clause: COINS_CLAUSE,
        why: "Players do not get what the game has shown them, or get more than was agreed.",
        fix: "Add the level's coins to the account, once.",
        kills: [
          "postback.credits-twice",
          "postback.never-credits",
          "postback.credits-first-user",
          "postback.flat-coins",
          "postback.awards-every-level",
          "postback.forgets-last-band",
        ],
      },
      {
        id: "postback.balance.repeat-moves-nothing",
        title: "a repeat leaves the user's balance as it is",
        level: "MUST",
        clause: ONCE_CLAUSE,
        why: "Each repeat costs the milestone's coins once more.",
        fix: "Credit nothing when the level was stored before.",
        kills: ["postback.credits-repeats"],
      },
    ],
    run: judgeBalance,
  },
];

/** A user of its own for one milestone, one of another game, and somebody else's beside them. */
function balancePostbacks(
  context: PostbackContext,
  label: string,
): readonly (readonly [string, Postback])[] {
  const { otherGids, uids } = context.target;
  const sent = milestonePostback(context, label, "balance");
  const elsewhere = milestonePostback(context, `${label}, another game`, "balance");
  const other = milestonePostback(context, `${label}, another user`, "milestones");
  const [gid] = otherGids;
  return [
    ["a milestone", sent],
    ["a level without coins", { ...plainPostback(context, `${label}, plain`), uid: sent.uid }],
    ...(gid === undefined ? [] : [["one of another game", { ...elsewhere, gid }] as const]),
    ...(uids.length < 2 || other.uid === sent.uid ? [] : [["another user's", other] as const]),
  ];
}

/** Awards, then asks until all of it is booked, or as long as that may take. */
async function awardAll(context: PostbackContext, label: string) {
  const postbacks = balancePostbacks(context, label);
  const users = [...new Set(postbacks.map(([, { uid }]) => uid))];
  const before = await askBalances(context, users, "before");
  const steps: Step[] = [];
  for (const [name, sent] of postbacks)
    steps.push(await context.send(name, postbackOf(context, sent)));
  const wanted = new Map(before.coins);
  for (const [, { uid, level }] of postbacks)
    wanted.set(uid, (wanted.get(uid) ?? 0) + coinsForLevel(level));
  let after = before;
  let polls = 0;
  while (polls < BALANCE_POLLS && (polls === 0 || balanceFinding(wanted, after.coins) !== null)) {
    if (polls > 0) await context.clock.sleep(BALANCE_GAP_MS);
    polls += 1;
    after = await askBalances(context, users, `after (${polls})`);
  }
  const isRight = balanceFinding(wanted, after.coins) === null;
  return { postbacks, users, before, steps, wanted, after, polls, isRight };
}

async function judgeBalance(context: PostbackContext): Promise<void> {
  const quick = await awardAll(context, "balance");
  // What other scenarios won may have come in between: by now all of it is there.
  if (!quick.isRight) await context.clock.sleep(LATE_COINS_MS);
  const { postbacks, users, before, steps, wanted, after, polls, isRight } = quick.isRight
    ? quick
    : await awardAll(context, "balance, settled");
  context.judge(
    "postback.balance.rises-by-delta",
    [...before.steps, ...steps, ...after.steps],
    () => balanceFinding(wanted, after.coins),
    postbacks.flatMap(([, sent], at) => (steps[at] ? counted(steps[at], sent) : [])),
  );
  const [first] = steps;
  const sent = postbacks[0]?.[1];
  if (first === undefined || sent === undefined) return;
  const repeat = await context.send("the same again", postbackOf(context, sent));
  // What moves once more may come as late as an award.
  await context.clock.sleep(polls > 1 ? LATE_COINS_MS : 2 * BALANCE_GAP_MS);
  const settled = await askBalances(context, users, "in the end");
  context.judge(
    "postback.balance.repeat-moves-nothing",
    [...after.steps, repeat, ...settled.steps],
    () => balanceFinding(after.coins, settled.coins),
    [
      counted(first, sent),
      recognised(repeat, sent),
      {
        holds: isRight,
        reason: "the balance does not follow the awards, so a second credit cannot be told by it",
        exchanges: after.steps.flatMap(({ exchanges }) => exchanges),
      },
    ],
  );
}

type Coins = ReadonlyMap<string, number>;

function balanceFinding(wanted: Coins, found: Coins): Finding | null {
  for (const [uid, coins] of wanted) {
    const has = found.get(uid);
    if (has !== coins)
      return { expected: `user ${uid}: ${coins} coins`, actual: `${has ?? "no"} coins` };
  }
  return null;
}

async function askBalances(
  context: PostbackContext,
  users: readonly string[],
  when: string,
): Promise<{ readonly steps: readonly Step[]; readonly coins: Coins }> {
  const steps: Step[] = [];
  const coins = new Map<string, number>();
  for (const [at, uid] of users.entries()) {
    const asked = await askBalance(context, uid, `the balance of user ${at + 1} ${when}`);
    steps.push(asked.step);
    coins.set(uid, asked.coins);
  }
  return { steps, coins };
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
