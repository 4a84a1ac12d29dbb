/** Reward apps that count by more or less than user, game and level, and some that are only strict. */
import { isFields, jsonOf } from "../serve.js";
import { limited } from "../limited.js";
import { type AppChanges, coinsOf, refused } from "./app.js";
import { BALANCE, legal, wrong } from "./table.js";

/** A level below the highest is no milestone any more. */
function highest(): AppChanges {
  const tops = new Map<string, number>();
  return {
    ...BALANCE,
    coins: (level, { uid, gid }) => {
      const key = JSON.stringify([uid, gid]);
      const top = tops.get(key) ?? 0;
      tops.set(key, Math.max(top, level));
      return level < top ? 0 : coinsOf(level);
    },
  };
}

export const SECOND_LOOK = [
  wrong("high-water-mark", "a level below the highest earns nothing", "each 5th level is one", () =>
    highest(),
  ),
  wrong("counts-by-reason", "another reason counts again", "user, game and level count once", {
    ...BALANCE,
    identity: ({ uid, gid, level, request }) =>
      JSON.stringify([uid, gid, level, request["reason"]]),
  }),
  legal(
    "limits-rate",
    "answers 429 to more than 20 in a second",
    "rate limits are not agreed",
    () => ({ ...BALANCE, before: limited(20, 1000) }),
  ),
  legal("parses-first", "400 to a body that is no JSON, whoever sends it", "both faults are true", {
    ...BALANCE,
    before: ({ method, path, body }) =>
      method === "POST" && path === "/api/postback" && !isFields(jsonOf(body))
        ? refused(400, "invalid JSON")
        : undefined,
  }),
  legal("until-closed", "ends its answers with the connection", "HTTP allows it", {
    ...BALANCE,
    manner: { untilClosed: true, hints: true },
  }),
];
