/** Reward apps that answer, credit or count wrongly. */
import { emptyReply, jsonReply } from "../../../core/server.js";
import { COIN_BANDS, coinsForLevel } from "../../../protocols/postback/coins.js";
import { canonicalUid } from "../../../protocols/postback/uid.js";
import type { Deviation } from "../../role.js";
import {
  deviation,
  awardedDocument,
  duplicateDocument,
  refuse,
  type RewardPolicy,
  storedDocument,
} from "./reward-policy.js";

const NOBODY = "00000000-0000-4000-8000-000000000000";

const REPLY_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.answers-201", "success is answered 201", {
    finish: (reply) => (reply.status === 200 ? { ...reply, status: 201 } : reply),
  }),
  deviation("postback.hides-milestones", "a milestone is not called one", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), milestone: undefined }),
  }),
  deviation("postback.delta-as-text", "coinDelta is a string", {
    awarded: (award) =>
      jsonReply(200, {
        ...awardedDocument(award),
        coinDelta: String(award.delta),
      }),
  }),
  deviation("postback.omits-user", "the milestone reply has no user", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), user: undefined }),
  }),
  deviation("postback.echoes-wrong-game", "game_id is the app's own id", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), game_id: "app" }),
  }),
  deviation("postback.echoes-level-as-text", "level_number comes back as text", {
    awarded: (award) =>
      jsonReply(200, {
        ...awardedDocument(award),
        level_number: String(award.postback.level),
      }),
  }),
  deviation("postback.names-first-user", "every reply names the same user", {
    awarded: (award) =>
      jsonReply(200, { ...awardedDocument(award), user: { ...award.user, id: NOBODY } }),
  }),
  deviation(
    "postback.names-last-milestone",
    "a plain level's reply names the milestone before it",
    {
      stored: (award) => {
        const { level } = award.postback;
        return jsonReply(200, { ...storedDocument(award), level_number: level - (level % 5) });
      },
    },
  ),
  deviation("postback.awards-every-level", "every level earns coins", {
    coins: (level) => coinsForLevel(Math.ceil(level / 5) * 5),
  }),
  deviation("postback.says-awarded-always", "a plain level says awarded: true", {
    stored: (award) => jsonReply(200, { ...storedDocument(award), awarded: true }),
  }),
  deviation("postback.duplicates-are-409", "a repeat is answered 409", {
    duplicate: () => refuse(409, "already counted"),
  }),
  deviation("postback.duplicates-unmarked", "a repeat is not called a duplicate", {
    duplicate: (award) => jsonReply(200, storedDocument(award)),
  }),
  deviation("postback.duplicates-without-echo", "a repeat's reply is bare", {
    duplicate: () => jsonReply(200, { ok: true, awarded: false, duplicate: true }),
  }),
];

const COIN_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.flat-coins", "every milestone earns 25 coins", {
    coins: (level) => (level % 5 === 0 ? 25 : 0),
  }),
  deviation("postback.bands-end-early", "the last level of a band earns the next band's coins", {
    coins: (level) => (level % 5 === 0 ? coinsForLevel(level + 5) : 0),
  }),
  deviation(
    "postback.bands-begin-late",
    "the first level of a band earns the band before's coins",
    {
      coins: (level) => {
        const isFirst = COIN_BANDS.some(({ from }) => level === from + 4);
        if (level % 5 !== 0) return 0;
        return coinsForLevel(isFirst && level > 5 ? level - 5 : level);
      },
    },
  ),
  deviation("postback.forgets-last-band", "levels from 131 on earn nothing", {
    coins: (level) => (level > 130 ? 0 : coinsForLevel(level)),
  }),
  deviation("postback.credits-twice", "the account gains twice the coinDelta", {
    credited: (delta) => delta * 2,
  }),
  deviation("postback.credits-first-user", "the first user gains the coins of everybody", {
    beneficiary: (user, [first = user]) => first,
  }),
  deviation("postback.never-credits", "the account gains nothing", {
    credited: () => 0,
  }),
  deviation("postback.credits-repeats", "a repeat is called a duplicate, yet credited again", {
    creditedOnRepeat: (delta) => delta,
  }),
];

const REPEAT_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.never-remembers", "every postback counts", {
    remembers: () => false,
  }),
  deviation("postback.forgets-plain-levels", "only milestones are stored", {
    remembers: (level) => level % 5 === 0,
  }),
  deviation("postback.recognises-bodies-only", "a repeat is recognised by its bytes", {
    identity: ({ body }) => Buffer.from(body).toString("latin1"),
  }),
  deviation("postback.mixes-games", "a level counts once for all games", {
    identity: ({ postback: { uid, level } }) => JSON.stringify([canonicalUid(uid), level]),
  }),
  deviation("postback.mixes-users", "a level counts once for all users of a game", {
    identity: ({ postback: { gid, level } }) => JSON.stringify([gid, level]),
  }),
  deviation("postback.forgets-after-three", "only the last three levels are known again", {
    memory: 3,
  }),
  deviation("postback.loses-parallel-credits", "coins are read, and written 5 ms later", {
    creditGapMs: 5,
  }),
  deviation(
    "postback.locks-levels-for-everybody",
    "a level that one player is being credited for is a duplicate for all others",
    {
      lock: ({ gid, level }) => JSON.stringify([gid, level]),
      windowMs: 5,
      collision: (award) => jsonReply(200, duplicateDocument(award)),
    },
  ),
  deviation("postback.counts-parallel-twins", "between looking and storing lies a millisecond", {
    windowMs: 1,
  }),
  deviation(
    "postback.crashes-on-parallel-twins",
    "of parallel duplicates all but one end in a 500",
    {
      windowMs: 5,
      collision: () => emptyReply(500),
    },
  ),
  deviation(
    "postback.credits-parallel-twins",
    "parallel duplicates are called duplicates, yet credited",
    {
      windowMs: 5,
      collision: (award) => {
        award.user.coins += award.delta;
        return jsonReply(200, duplicateDocument(award));
      },
    },
  ),
];

export const COUNTING_FAULTS: readonly Deviation<RewardPolicy>[] = [
  ...REPLY_FAULTS,
  ...COIN_FAULTS,
  ...REPEAT_FAULTS,
];
