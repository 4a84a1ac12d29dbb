/** Reward apps that answer, credit or count wrongly. */
import { emptyReply, jsonReply } from "../../../core/server.js";
import { COIN_BANDS, coinsForLevel } from "../../../protocols/postback/coins.js";
import { canonicalUid } from "../../../protocols/postback/uid.js";
import type { Bend } from "../../role.js";
import {
  bend,
  awardedDocument,
  duplicateDocument,
  refuse,
  type RewardPolicy,
  storedDocument,
} from "./policy.js";

const REPLY_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.answers-201", "success is answered 201", {
    finish: (reply) => (reply.status === 200 ? { ...reply, status: 201 } : reply),
  }),
  bend("postback.hides-milestones", "a milestone is not called one", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), milestone: undefined }),
  }),
  bend("postback.delta-as-text", "coinDelta is a string", {
    awarded: (award) =>
      jsonReply(200, {
        ...awardedDocument(award),
        coinDelta: String(award.delta),
      }),
  }),
  bend("postback.omits-user", "the milestone reply has no user", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), user: undefined }),
  }),
  bend("postback.echoes-wrong-game", "game_id is the app's own id", {
    awarded: (award) => jsonReply(200, { ...awardedDocument(award), game_id: "app" }),
  }),
  bend("postback.echoes-level-as-text", "level_number comes back as text", {
    awarded: (award) =>
      jsonReply(200, {
        ...awardedDocument(award),
        level_number: String(award.postback.level),
      }),
  }),
  bend("postback.awards-every-level", "every level earns coins", {
    coins: (level) => coinsForLevel(Math.ceil(level / 5) * 5),
  }),
  bend("postback.says-awarded-always", "a plain level says awarded: true", {
    stored: (award) => jsonReply(200, { ...storedDocument(award), awarded: true }),
  }),
  bend("postback.duplicates-are-409", "a repeat is answered 409", {
    duplicate: () => refuse(409, "already counted"),
  }),
  bend("postback.duplicates-unmarked", "a repeat is not called a duplicate", {
    duplicate: (award) => jsonReply(200, storedDocument(award)),
  }),
  bend("postback.duplicates-without-echo", "a repeat's reply is bare", {
    duplicate: () => jsonReply(200, { ok: true, awarded: false, duplicate: true }),
  }),
];

const COIN_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.flat-coins", "every milestone earns 25 coins", {
    coins: (level) => (level % 5 === 0 ? 25 : 0),
  }),
  bend("postback.bands-end-early", "the last level of a band earns the next band's coins", {
    coins: (level) => (level % 5 === 0 ? coinsForLevel(level + 5) : 0),
  }),
  bend("postback.bands-begin-late", "the first level of a band earns the band before's coins", {
    coins: (level) => {
      const isFirst = COIN_BANDS.some(({ from }) => level === from + 4);
      if (level % 5 !== 0) return 0;
      return coinsForLevel(isFirst && level > 5 ? level - 5 : level);
    },
  }),
  bend("postback.forgets-last-band", "levels from 131 on earn nothing", {
    coins: (level) => (level > 130 ? 0 : coinsForLevel(level)),
  }),
  bend("postback.credits-twice", "the account gains twice the coinDelta", {
    credited: (delta) => delta * 2,
  }),
  bend("postback.never-credits", "the account gains nothing", {
    credited: () => 0,
  }),
  bend("postback.credits-repeats", "a repeat is called a duplicate, yet credited again", {
    creditedOnRepeat: (delta) => delta,
  }),
];

const REPEAT_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.never-remembers", "every postback counts", {
    remembers: () => false,
  }),
  bend("postback.forgets-plain-levels", "only milestones are stored", {
    remembers: (level) => level % 5 === 0,
  }),
  bend("postback.recognises-bodies-only", "a repeat is recognised by its bytes", {
    identity: ({ body }) => Buffer.from(body).toString("latin1"),
  }),
  bend("postback.mixes-games", "a level counts once for all games", {
    identity: ({ postback: { uid, level } }) => JSON.stringify([canonicalUid(uid), level]),
  }),
  bend("postback.counts-parallel-twins", "between looking and storing lies a millisecond", {
    windowMs: 1,
  }),
  bend("postback.crashes-on-parallel-twins", "of parallel twins all but one end in a 500", {
    windowMs: 5,
    collision: () => emptyReply(500),
  }),
  bend("postback.credits-parallel-twins", "parallel twins are called duplicates, yet credited", {
    windowMs: 5,
    collision: (award) => {
      award.user.coins += award.delta;
      return jsonReply(200, duplicateDocument(award));
    },
  }),
];

export const COUNTING_FAULTS: readonly Bend<RewardPolicy>[] = [
  ...REPLY_FAULTS,
  ...COIN_FAULTS,
  ...REPEAT_FAULTS,
];
