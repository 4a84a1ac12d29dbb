/** Reward apps that misread fields, levels, partners, games and users. */
import { emptyReply } from "../../../core/server.js";
import type { Deviation } from "../../role.js";
import { deviation, lenientPostback, refuse, type RewardPolicy, RIGHT } from "./reward-policy.js";

const FIELD_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.knows-no-aliases", "only the canonical names are read", {
    rewrite: without("userId", "user_id", "game_id", "gameId", "level"),
  }),
  deviation("postback.knows-no-snake-aliases", "user_id and game_id are not read", {
    rewrite: without("user_id", "game_id"),
  }),
  deviation("postback.defaults-pid", "a missing pid is taken for the only partner", {
    forgives: ({ kind, field }, document) =>
      kind === "missing_field" && field === "pid" ? lenientPostback(document) : null,
    knowsPartner: (pid, agreement) => pid === "" || RIGHT.knowsPartner(pid, agreement),
  }),
  deviation("postback.missing-fields-are-422", "a missing field is answered 422", {
    invalid: ({ kind, message }) => refuse(kind === "missing_field" ? 422 : 400, message),
  }),
  deviation("postback.crashes-on-bad-json", "malformed JSON ends in a 500", {
    invalid: ({ kind, message }, text) =>
      kind === "invalid_json" && text !== "" ? emptyReply(500) : refuse(400, message),
  }),
  deviation("postback.crashes-on-empty-body", "an empty body ends in a 500", {
    invalid: ({ message }, text) => (text === "" ? emptyReply(500) : refuse(400, message)),
  }),
  deviation("postback.crashes-on-null-body", "the body null ends in a 500", {
    invalid: ({ message }, text) => (text === "null" ? emptyReply(500) : refuse(400, message)),
  }),
  deviation(
    "postback.crashes-on-other-kinds",
    "a field that is a list or an object ends in a 500",
    {
      early: (document) =>
        Object.values(document).some((value) => typeof value === "object" && value !== null)
          ? emptyReply(500)
          : null,
    },
  ),
  deviation("postback.takes-first-of-a-list", "of a field that is a list the first is taken", {
    rewrite: (document) =>
      Object.fromEntries(
        Object.entries(document).map(([name, value]) => [
          name,
          Array.isArray(value) ? (value[0] as unknown) : value,
        ]),
      ),
  }),
  deviation("postback.reads-members-in-order", "level_number has to come last", {
    early: (document) => {
      const names = Object.keys(document);
      const place = names.indexOf("level_number");
      return place >= 0 && place < names.indexOf("pid") ? refuse(400, "order") : null;
    },
  }),
  deviation("postback.refuses-emoji", "a reason with 4-byte characters is refused", {
    rejects: ({ reason = "" }) =>
      /[\u{10000}-\u{10ffff}]/u.test(reason) ? refuse(400, "reason") : null,
  }),
  deviation("postback.refuses-reason", "a postback with a reason is refused", {
    rejects: (_, document) => ("reason" in document ? refuse(400, "unknown field reason") : null),
  }),
];

const LEVEL_FAULTS: readonly Deviation<RewardPolicy>[] = [
  acceptingLevels("postback.accepts-level-zero", "level 0 is stored", (level) => level === 0),
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
  deviation("postback.coerces-text-levels", "a level in quotes is a number", {
    forgives: ({ kind }, document) =>
      kind === "level_not_positive_integer" &&
      typeof document["level_number"] === "string" &&
      /^\d+$/.test(document["level_number"])
        ? lenientPostback(document)
        : null,
  }),
  deviation("postback.crashes-on-word-levels", "a word as level ends in a 500", {
    invalid: ({ kind, message }, text) =>
      kind === "level_not_positive_integer" && /"[a-z]+"\}/.test(text)
        ? emptyReply(500)
        : refuse(400, message),
  }),
  deviation("postback.crashes-on-huge-levels", "a level beyond 32 bits ends in a 500", {
    rejects: ({ level }) => (level >= 2 ** 31 ? emptyReply(500) : null),
  }),
];

const LOOKUP_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.accepts-any-partner", "pid is not looked up", {
    knowsPartner: () => true,
  }),
  deviation("postback.compares-ids-loosely", "pid and gid are the same in any case", {
    knowsPartner: (pid, { pids }) => pids.some((known) => isSameLoosely(known, pid)),
    knowsGame: (gid, { gids }) => gids.some((known) => isSameLoosely(known, gid)),
  }),
  deviation("postback.counts-unknown-partners", "an unknown pid is refused, yet the level counts", {
    countsUnknownPartners: true,
  }),
  deviation("postback.accepts-any-game", "gid is not looked up", {
    knowsGame: () => true,
  }),
  deviation("postback.unknown-game-is-404", "an unknown gid is answered 404", {
    unknownGame: () => refuse(404, "unknown gid"),
  }),
  deviation("postback.unknown-user-is-400", "an unknown uid is answered 400", {
    unknownUser: () => refuse(400, "unknown uid"),
  }),
  deviation("postback.creates-users", "an unknown uid becomes a new user", {
    createsUsers: true,
  }),
  deviation("postback.crashes-on-malformed-uid", "a uid that is no UUID ends in a 500", {
    invalid: ({ kind, message }) =>
      kind === "uid_malformed" ? emptyReply(500) : refuse(400, message),
  }),
  deviation("postback.compares-uid-as-text", "a uid in upper case is unknown", {
    userKey: (uid) => uid,
  }),
];

export const READING_FAULTS: readonly Deviation<RewardPolicy>[] = [
  ...FIELD_FAULTS,
  ...LEVEL_FAULTS,
  ...LOOKUP_FAULTS,
];

function without(...names: readonly string[]): RewardPolicy["rewrite"] {
  return (document) =>
    Object.fromEntries(Object.entries(document).filter(([name]) => !names.includes(name)));
}

function isSameLoosely(known: string, given: string): boolean {
  return known.toLowerCase() === given.toLowerCase().trim();
}

function acceptingLevels(
  id: string,
  title: string,
  accepts: (level: number) => boolean,
): Deviation<RewardPolicy> {
  return deviation(id, title, {
    forgives: ({ kind }, document) => {
      const level = document["level_number"];
      if (kind !== "level_not_positive_integer" || typeof level !== "number") return null;
      if (!accepts(level)) return null;
      return { ...lenientPostback(document), level: Math.floor(level) };
    },
  });
}
