/** Reward apps that credit wrongly. */
import { isFields } from "../serve.js";
import { coinsOf } from "./app.js";
import { BALANCE, wrong } from "./table.js";

const steps = (changes: readonly (readonly [number, number])[]) => (level: number) => {
  const change = changes.find(([at]) => at === level);
  return change === undefined ? coinsOf(level) : change[1];
};

export const COINS = [
  wrong("every-level", "awards every level", "milestones are every fifth", {
    coins: (level) => coinsOf(Math.ceil(level / 5) * 5),
  }),
  wrong("every-tenth", "awards every tenth level", "milestones are every fifth", {
    coins: (level) => (level % 10 === 0 ? coinsOf(level) : 0),
  }),
  wrong("border-30", "gives 15 for level 30", "levels 1 to 30 give 25", {
    coins: steps([[30, 15]]),
  }),
  wrong("border-70", "gives 10 for level 70", "levels 31 to 70 give 15", {
    coins: steps([[70, 10]]),
  }),
  wrong("border-90", "gives 5 for level 90", "levels 71 to 90 give 10", {
    coins: steps([[90, 5]]),
  }),
  wrong("border-100", "gives 2 for level 100", "levels 91 to 100 give 5", {
    coins: steps([[100, 2]]),
  }),
  wrong("border-130", "gives 1 for level 130", "levels 101 to 130 give 2", {
    coins: steps([[130, 1]]),
  }),
  wrong("border-131", "gives 2 for level 135", "levels from 131 on give 1", {
    coins: steps([[135, 2]]),
  }),
  wrong("far-levels", "gives nothing above level 200", "levels from 131 on give 1", {
    coins: (level) => (level > 200 ? 0 : coinsOf(level)),
  }),
  wrong(
    "said-not-credited",
    "says that it awards, and credits nothing",
    "coins are credited on milestones",
    {
      ...BALANCE,
      credited: () => 0,
    },
  ),
  wrong("credited-twice", "credits twice what it says", "coinDelta is what is credited", {
    ...BALANCE,
    credited: (coins) => 2 * coins,
  }),
  wrong(
    "second-game-not-credited",
    "credits the levels of the first game only",
    "every game counts",
    {
      ...BALANCE,
      credited: (coins, { gid }) => (gid === "game-1" ? coins : 0),
    },
  ),
  wrong(
    "first-user-credited",
    "credits the first user, whoever played",
    "coins belong to the user that is named",
    {
      ...BALANCE,
      creditTo: (uid, all) => all[0] ?? uid,
    },
  ),
  wrong(
    "other-user-named",
    "names the first user in every reply",
    "a reply names the request's user",
    () => {
      const first: string[] = [];
      return {
        reply: (body, { uid }) => {
          first.push(uid);
          const user = body["user"];
          return isFields(user) ? { ...body, user: { ...user, id: first[0] } } : body;
        },
      };
    },
  ),
  wrong(
    "other-level-named",
    "names the milestone passed last in place of the level",
    "a reply names the request's level",
    {
      reply: (body, { level }) => ({ ...body, level_number: Math.max(5, level - (level % 5)) }),
    },
  ),
  wrong(
    "first-game-named",
    "names the first game in every reply",
    "a reply names the request's game",
    {
      reply: (body) => ({ ...body, gid: "game-1" }),
    },
  ),
];
