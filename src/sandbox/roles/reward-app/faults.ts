/** Ways in which reward apps go wrong. Ids are permanent; checks name those that they catch. */
import { emptyReply, jsonReply } from "../../../core/server.js";
import {
  COIN_BANDS,
  coinsForLevel,
} from "../../../protocols/postback/coins.js";
import { canonicalUid } from "../../../protocols/postback/uid.js";
import type { Bend } from "../../role.js";
import {
  awardedDocument,
  duplicateDocument,
  lenientPostback,
  redirectTo,
  refuse,
  REWARD_PREFIX,
  type RewardPolicy,
  RIGHT,
  storedDocument,
} from "./policy.js";

export function bend(
  id: string,
  title: string,
  change: Partial<RewardPolicy>,
): Bend<RewardPolicy> {
  return { id, title, bend: (policy) => ({ ...policy, ...change }) };
}

const SECRET_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.refuses-everything", "no secret is ever right", {
    isTrusted: () => false,
  }),
  bend("postback.refuses-secret-header", "X-Reward-Api-Secret is not read", {
    isTrusted: ({ bearer }, secrets) =>
      bearer !== null && secrets.includes(bearer),
  }),
  bend(
    "postback.accepts-missing-secret",
    "a postback without a secret is trusted",
    {
      isTrusted: (presented, secrets) =>
        (presented.bearer === null && presented.header === null) ||
        RIGHT.isTrusted(presented, secrets),
    },
  ),
  bend("postback.accepts-any-bearer", "any bearer token is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.bearer ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
  }),
  bend(
    "postback.accepts-any-secret-header",
    "any X-Reward-Api-Secret is trusted",
    {
      isTrusted: (presented, secrets) =>
        (presented.header ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
    },
  ),
  bend("postback.accepts-empty-secret", "an empty secret is trusted", {
    isTrusted: (presented, secrets) =>
      presented.bearer === "" ||
      presented.header === "" ||
      RIGHT.isTrusted(presented, secrets),
  }),
  bend(
    "postback.compares-secret-prefix",
    "a beginning of the secret is enough",
    {
      isTrusted: ({ bearer, header }, secrets) =>
        [bearer, header].some(
          (presented) =>
            presented !== null &&
            presented !== "" &&
            secrets.some((secret) => secret.startsWith(presented)),
        ),
    },
  ),
  bend("postback.refuses-with-403", "a wrong secret is answered 403", {
    unauthorized: () => refuse(403, "forbidden"),
  }),
  bend(
    "postback.counts-refused",
    "a postback with a wrong secret is refused, yet counted",
    { countsRefused: true },
  ),
];

const FIELD_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.knows-no-aliases", "only the canonical names are read", {
    rewrite: without("userId", "user_id", "game_id", "gameId", "level"),
  }),
  bend("postback.knows-no-snake-aliases", "user_id and game_id are not read", {
    rewrite: without("user_id", "game_id"),
  }),
  bend("postback.defaults-pid", "a missing pid is taken for the only partner", {
    forgives: ({ kind, field }, document) =>
      kind === "missing_field" && field === "pid"
        ? lenientPostback(document)
        : null,
    knowsPartner: (pid, agreement) =>
      pid === "" || RIGHT.knowsPartner(pid, agreement),
  }),
  bend("postback.missing-fields-are-422", "a missing field is answered 422", {
    invalid: ({ kind, message }) =>
      refuse(kind === "missing_field" ? 422 : 400, message),
  }),
  bend("postback.crashes-on-bad-json", "malformed JSON ends in a 500", {
    invalid: ({ kind, message }, text) =>
      kind === "invalid_json" && text !== ""
        ? emptyReply(500)
        : refuse(400, message),
  }),
  bend("postback.crashes-on-empty-body", "an empty body ends in a 500", {
    invalid: ({ message }, text) =>
      text === "" ? emptyReply(500) : refuse(400, message),
  }),
  bend("postback.crashes-on-null-body", "the body null ends in a 500", {
    invalid: ({ message }, text) =>
      text === "null" ? emptyReply(500) : refuse(400, message),
  }),
  bend("postback.refuses-reason", "a postback with a reason is refused", {
    rejects: (_, document) =>
      "reason" in document ? refuse(400, "unknown field reason") : null,
  }),
];

const LEVEL_FAULTS: readonly Bend<RewardPolicy>[] = [
  acceptingLevels(
    "postback.accepts-level-zero",
    "level 0 is stored",
    (level) => level === 0,
  ),
  acceptingLevels(
    "postback.accepts-negative-levels",
    "a negative level is stored",
    (level) => level < 0,
  ),
  acceptingLevels(
    "postback.rounds-fractional-levels",
    "a fractional level is rounded down and stored",
    (level) => level > 0 && !Number.isInteger(level),
  ),
  bend("postback.coerces-text-levels", "a level in quotes is a number", {
    forgives: ({ kind }, document) =>
      kind === "level_not_positive_integer" &&
      typeof document["level_number"] === "string" &&
      /^\d+$/.test(document["level_number"])
        ? lenientPostback(document)
        : null,
  }),
  bend("postback.crashes-on-word-levels", "a word as level ends in a 500", {
    invalid: ({ kind, message }, text) =>
      kind === "level_not_positive_integer" && /"[a-z]+"\}/.test(text)
        ? emptyReply(500)
        : refuse(400, message),
  }),
  bend(
    "postback.crashes-on-huge-levels",
    "a level beyond 32 bits ends in a 500",
    {
      rejects: ({ level }) => (level >= 2 ** 31 ? emptyReply(500) : null),
    },
  ),
];

const LOOKUP_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.accepts-any-partner", "pid is not looked up", {
    knowsPartner: () => true,
  }),
  bend("postback.accepts-any-game", "gid is not looked up", {
    knowsGame: () => true,
  }),
  bend("postback.unknown-game-is-404", "an unknown gid is answered 404", {
    unknownGame: () => refuse(404, "unknown gid"),
  }),
  bend("postback.unknown-user-is-400", "an unknown uid is answered 400", {
    unknownUser: () => refuse(400, "unknown uid"),
  }),
  bend("postback.creates-users", "an unknown uid becomes a new user", {
    createsUsers: true,
  }),
  bend(
    "postback.crashes-on-malformed-uid",
    "a uid that is no UUID ends in a 500",
    {
      invalid: ({ kind, message }) =>
        kind === "uid_malformed" ? emptyReply(500) : refuse(400, message),
    },
  ),
  bend("postback.compares-uid-as-text", "a uid in upper case is unknown", {
    userKey: (uid) => uid,
  }),
];

const REPLY_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.answers-201", "success is answered 201", {
    finish: (reply) =>
      reply.status === 200 ? { ...reply, status: 201 } : reply,
  }),
  bend("postback.hides-milestones", "a milestone is not called one", {
    awarded: (award) =>
      jsonReply(200, { ...awardedDocument(award), milestone: undefined }),
  }),
  bend("postback.delta-as-text", "coinDelta is a string", {
    awarded: (award) =>
      jsonReply(200, {
        ...awardedDocument(award),
        coinDelta: String(award.delta),
      }),
  }),
  bend("postback.omits-user", "the milestone reply has no user", {
    awarded: (award) =>
      jsonReply(200, { ...awardedDocument(award), user: undefined }),
  }),
  bend("postback.echoes-wrong-game", "game_id is the app's own id", {
    awarded: (award) =>
      jsonReply(200, { ...awardedDocument(award), game_id: "app" }),
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
    stored: (award) =>
      jsonReply(200, { ...storedDocument(award), awarded: true }),
  }),
  bend("postback.duplicates-are-409", "a repeat is answered 409", {
    duplicate: () => refuse(409, "already counted"),
  }),
  bend("postback.duplicates-unmarked", "a repeat is not called a duplicate", {
    duplicate: (award) => jsonReply(200, storedDocument(award)),
  }),
  bend("postback.duplicates-without-echo", "a repeat's reply is bare", {
    duplicate: () =>
      jsonReply(200, { ok: true, awarded: false, duplicate: true }),
  }),
];

const COIN_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.flat-coins", "every milestone earns 25 coins", {
    coins: (level) => (level % 5 === 0 ? 25 : 0),
  }),
  bend(
    "postback.bands-end-early",
    "the last level of a band earns the next band's coins",
    { coins: (level) => (level % 5 === 0 ? coinsForLevel(level + 5) : 0) },
  ),
  bend(
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
  bend("postback.forgets-last-band", "levels from 131 on earn nothing", {
    coins: (level) => (level > 130 ? 0 : coinsForLevel(level)),
  }),
  bend("postback.credits-twice", "the account gains twice the coinDelta", {
    credited: (delta) => delta * 2,
  }),
  bend("postback.never-credits", "the account gains nothing", {
    credited: () => 0,
  }),
  bend(
    "postback.credits-repeats",
    "a repeat is called a duplicate, yet credited again",
    { creditedOnRepeat: (delta) => delta },
  ),
];

const COUNTING_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.never-remembers", "every postback counts", {
    remembers: () => false,
  }),
  bend("postback.forgets-plain-levels", "only milestones are stored", {
    remembers: (level) => level % 5 === 0,
  }),
  bend(
    "postback.recognises-bodies-only",
    "a repeat is recognised by its bytes",
    { identity: ({ body }) => Buffer.from(body).toString("latin1") },
  ),
  bend("postback.mixes-games", "a level counts once for all games", {
    identity: ({ postback: { uid, level } }) =>
      JSON.stringify([canonicalUid(uid), level]),
  }),
  bend(
    "postback.counts-parallel-twins",
    "between looking and storing lies a millisecond",
    { windowMs: 1 },
  ),
  bend(
    "postback.crashes-on-parallel-twins",
    "of parallel twins all but one end in a 500",
    { windowMs: 5, collision: () => emptyReply(500) },
  ),
  bend(
    "postback.credits-parallel-twins",
    "parallel twins are called duplicates, yet credited",
    {
      windowMs: 5,
      collision: (award) => {
        award.user.coins += award.delta;
        return jsonReply(200, duplicateDocument(award));
      },
    },
  ),
];

const LEGACY_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.legacy-301", "the legacy paths answer 301", {
    legacy: () => redirectTo(`${REWARD_PREFIX}/api/postback`, 301),
  }),
  bend("postback.legacy-gone", "the legacy paths answer 404", {
    legacy: () => refuse(404, "nothing is here"),
  }),
  bend("postback.legacy-rewards-gone", "one legacy path answers 404", {
    legacy: (path, isTrusted) =>
      path === "/api/rewards/postback"
        ? refuse(404, "nothing is here")
        : RIGHT.legacy(path, isTrusted),
  }),
  bend("postback.legacy-wrong-location", "the 308 leads to a page", {
    legacy: () => redirectTo("https://rewards.example/login"),
  }),
  bend("postback.legacy-in-place", "the legacy paths handle the postback", {
    legacy: () => "in-place",
  }),
  bend(
    "postback.legacy-trusts-everyone",
    "a legacy path answers 200 without a secret",
    {
      legacy: (path, isTrusted) =>
        isTrusted
          ? RIGHT.legacy(path, isTrusted)
          : jsonReply(200, { ok: true, awarded: false }),
    },
  ),
  bend(
    "postback.legacy-counts-and-redirects",
    "a legacy path counts the postback and then redirects",
    { countsBeforeRedirect: true },
  ),
];

export const REWARD_FAULTS: readonly Bend<RewardPolicy>[] = [
  ...SECRET_FAULTS,
  ...FIELD_FAULTS,
  ...LEVEL_FAULTS,
  ...LOOKUP_FAULTS,
  ...REPLY_FAULTS,
  ...COIN_FAULTS,
  ...COUNTING_FAULTS,
  ...LEGACY_FAULTS,
];

function without(...names: readonly string[]): RewardPolicy["rewrite"] {
  return (document) =>
    Object.fromEntries(
      Object.entries(document).filter(([name]) => !names.includes(name)),
    );
}

function acceptingLevels(
  id: string,
  title: string,
  accepts: (level: number) => boolean,
): Bend<RewardPolicy> {
  return bend(id, title, {
    forgives: ({ kind }, document) => {
      const level = document["level_number"];
      if (kind !== "level_not_positive_integer" || typeof level !== "number")
        return null;
      if (!accepts(level)) return null;
      return { ...lenientPostback(document), level: Math.floor(level) };
    },
  });
}
