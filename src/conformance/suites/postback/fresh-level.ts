/** Levels that no other run has used: derived from the run id, or allotted one by one where the app bounds them. */
import { BAND_EDGE_MILESTONES, MILESTONE_INTERVAL } from "../../../protocols/postback/coins.js";
import type { Postback } from "../../../protocols/postback/request.js";
import { ScenarioBlocked } from "../../scenario-context.js";
import type { PostbackContext } from "./postback-target.js";

/** Above the last coin band's beginning, below what a 32-bit column holds. */
const FRESH_LEVELS = { first: 5_000, count: 399_000_000 } as const;

type Kind = "milestone" | "plain";

/** What a user is for. Each purpose has a user of its own where the profile names enough. */
const PURPOSES = ["plain", "milestones", "coins", "balance", "race", "mixed race"] as const;

/** So many that runs hardly ever meet; of fewer, each user's are given out from the lowest. */
const MANY_LEVELS = 20_000;

/** A postback that is right in everything and was never sent before. */
export function plainPostback(context: PostbackContext, label: string): Postback {
  const [uid, ...others] = usersFrom(context, "plain");
  // A level without coins may be anybody's.
  return freshPostback(context, label, "plain", [
    [uid],
    ...others.map((other): [string] => [other]),
  ]);
}

/** The same for a level that earns coins; only scenarios that exclude each other may send it. */
export function milestonePostback(
  context: PostbackContext,
  label: string,
  purpose: (typeof PURPOSES)[number] = "milestones",
): Postback {
  const [uid] = usersFrom(context, purpose);
  return freshPostback(context, label, "milestone", [[uid]]);
}

/** One that is new for all users in all games, so that these can be changed in it. */
export function postbackForAll(context: PostbackContext, label: string, kind: Kind): Postback {
  return freshPostback(context, label, kind, [context.target.uids]);
}

/** The purpose's user first. */
function usersFrom(
  { target: { uids } }: PostbackContext,
  purpose: (typeof PURPOSES)[number],
): readonly [string, ...string[]] {
  const at = PURPOSES.indexOf(purpose) % uids.length;
  const [first = uids[0], ...others] = [...uids.slice(at), ...uids.slice(0, at)];
  return [first, ...others];
}

/** @param holders groups of users: the level is new for each of the first group that has room */
function freshPostback(
  context: PostbackContext,
  label: string,
  kind: Kind,
  holders: readonly (readonly [string, ...string[]])[],
): Postback {
  const { pid, gid, maxLevel } = context.target;
  const id = context.values.id(label);
  const number = Number.parseInt(id.slice(0, 12), 16);
  const uid = holders[0]?.[0] ?? context.target.uids[0];
  if (maxLevel !== null) return allot(context, `${kind} ${id}`, number, holders);
  const block = FRESH_LEVELS.first / MILESTONE_INTERVAL + (number % FRESH_LEVELS.count);
  return { pid, gid, uid, level: block * MILESTONE_INTERVAL + (kind === "milestone" ? 0 : 1) };
}

/** @throws {ScenarioBlocked} where every level is taken */
function allot(
  { target }: PostbackContext,
  label: string,
  number: number,
  holders: readonly (readonly [string, ...string[]])[],
): Postback {
  const before = target.allotted.get(label);
  if (before !== undefined) return before;
  const kind: Kind = label.startsWith("milestone") ? "milestone" : "plain";
  const count = countOf(kind, target.maxLevel ?? 0);
  const taken = new Set([...target.allotted.values()].map(({ uid, level }) => `${level} ${uid}`));
  const first = number % holders.length;
  for (const users of [...holders.slice(first), ...holders.slice(0, first)]) {
    const start = count < MANY_LEVELS ? 0 : number;
    for (let nth = 0; nth < count; nth += 1) {
      const level = levelAt(kind, (start + nth) % count);
      if (level === null || users.some((uid) => taken.has(`${level} ${uid}`))) continue;
      const [uid] = users;
      const postback = { pid: target.pid, gid: target.gid, uid, level };
      for (const other of users)
        target.allotted.set(other === uid ? label : `${label} ${other}`, {
          ...postback,
          uid: other,
        });
      return postback;
    }
  }
  throw new ScenarioBlocked(
    `up to postback.maxLevel (${target.maxLevel ?? 0}) there are too few levels for this: add users to postback.uids`,
    [],
  );
}

/** Levels of a kind up to a bound; a list of a million would be made for each postback. */
function countOf(kind: Kind, maxLevel: number): number {
  const milestones = Math.floor(maxLevel / MILESTONE_INTERVAL);
  return kind === "milestone" ? milestones : maxLevel - milestones;
}

/** @returns null for those that the coin table is tried at */
function levelAt(kind: Kind, nth: number): number | null {
  if (kind === "plain") return nth + Math.floor(nth / (MILESTONE_INTERVAL - 1)) + 1;
  const level = (nth + 1) * MILESTONE_INTERVAL;
  return BAND_EDGE_MILESTONES.includes(level) ? null : level;
}
