/** How the reward app behaves, as data: the right way, which faults and variants change. */
import {
  emptyReply,
  jsonReply,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { coinsForLevel, isMilestone } from "../../../protocols/postback/coins.js";
import type { Postback } from "../../../protocols/postback/request.js";
import { canonicalUid } from "../../../protocols/postback/uid.js";
import { deviationsOf } from "../../role.js";
import type { PostbackProblem } from "../../../protocols/postback/validate.js";

/** What this role must know of the profile. */
export interface RewardAgreement {
  readonly secrets: readonly string[];
  readonly pids: readonly string[];
  readonly gids: readonly string[];
  readonly uids: readonly string[];
}

/** The secrets that a request carries; null where the header is missing. */
export interface PresentedSecrets {
  /** After `Bearer `. */
  readonly bearer: string | null;
  readonly header: string | null;
}

export interface RewardUser {
  readonly id: string;
  readonly appId: string;
  readonly deviceId: string;
  coins: number;
}

/** What a reply is made from. */
export interface Award {
  readonly postback: Postback;
  readonly user: RewardUser;
  /** Coins for this level; 0 where it is no milestone. */
  readonly delta: number;
  readonly coinsBefore: number;
}

/** A postback on its way to being counted. */
interface Counting {
  readonly postback: Postback;
  readonly body: Uint8Array;
}

export interface RewardPolicy {
  /** What a legacy path answers; `in-place` handles the postback there. */
  readonly legacy: (path: string, isTrusted: boolean) => ServedReply | "in-place";
  /** A legacy path counts the postback before it redirects. */
  readonly countsBeforeRedirect: boolean;
  /** Trusts without looking at a secret. */
  readonly trusts: (request: ServedRequest) => boolean;
  readonly isTrusted: (presented: PresentedSecrets, secrets: readonly string[]) => boolean;
  /** A request that is turned away before anything of it is looked at; null goes on. */
  readonly declines: (request: ServedRequest) => ServedReply | null;
  readonly unauthorized: (secrets: readonly string[]) => ServedReply;
  /** A postback without the right secret is refused, yet counted. */
  readonly countsRefused: boolean;
  /** The document before its fields are read. */
  readonly rewrite: (
    document: Readonly<Record<string, unknown>>,
  ) => Readonly<Record<string, unknown>>;
  /** A body that is answered before anything of it is read. */
  readonly early: (document: Readonly<Record<string, unknown>>) => ServedReply | null;
  /** Reads what validation refused; null refuses. */
  readonly forgives: (
    problem: PostbackProblem,
    document: Readonly<Record<string, unknown>>,
  ) => Postback | null;
  readonly invalid: (problem: PostbackProblem, text: string) => ServedReply;
  /** A verdict on a postback that is well formed; null is all well. */
  readonly rejects: (
    postback: Postback,
    document: Readonly<Record<string, unknown>>,
  ) => ServedReply | null;
  readonly knowsPartner: (pid: string, agreement: RewardAgreement) => boolean;
  readonly knowsGame: (gid: string, agreement: RewardAgreement) => boolean;
  readonly unknownPartner: () => ServedReply;
  /** An unknown partner is refused, yet the level counts. */
  readonly countsUnknownPartners: boolean;
  readonly unknownGame: () => ServedReply;
  /** The key under which a user is looked up. */
  readonly userKey: (uid: string) => string;
  /** Makes a user that it does not know. */
  readonly createsUsers: boolean;
  readonly unknownUser: () => ServedReply;
  /** What counts once. */
  readonly identity: (counting: Counting) => string;
  /** What nobody else may send while one of it is being handled; null for its identity. */
  readonly lock: ((postback: Postback) => string) | null;
  /** Between looking whether a postback counted and writing that it did. */
  readonly windowMs: number;
  /** Whether a level is remembered once it counted. */
  readonly remembers: (level: number) => boolean;
  /** How many counted levels are remembered; the oldest are forgotten. */
  readonly memory: number;
  readonly coins: (level: number) => number;
  /** Who gains the coins of an award. */
  readonly beneficiary: (user: RewardUser, all: Iterable<RewardUser>) => RewardUser;
  /** What the user's account really gains on an award. */
  readonly credited: (delta: number) => number;
  /** Between reading an account and writing it, when coins are added. */
  readonly creditGapMs: number;
  /** What a repeat adds to the account, though the reply says nothing of it. */
  readonly creditedOnRepeat: (delta: number) => number;
  /** What a postback gets while one of the same identity is being handled; null goes on. */
  readonly collision: (award: Award) => ServedReply | null;
  readonly awarded: (award: Award) => ServedReply;
  readonly stored: (award: Award) => ServedReply;
  readonly duplicate: (award: Award) => ServedReply;
  /** The last touch on every reply. */
  readonly finish: (reply: ServedReply) => ServedReply;
  readonly delayMs: number;
}

/** Where the role is mounted in the sandbox. */
export const REWARD_PREFIX = "/reward";

export const refuse = (status: number, error: string): ServedReply =>
  jsonReply(status, { ok: false, error });

export function awardedDocument({ postback, user, delta }: Award): Record<string, unknown> {
  const { pid, gid, level } = postback;
  const { id, coins, appId, deviceId } = user;
  return {
    ok: true,
    awarded: true,
    milestone: true,
    pid,
    gid,
    game_id: gid,
    level_number: level,
    coinDelta: delta,
    user: { id, coins, appId, deviceId },
  };
}

export function storedDocument({ postback }: Award): Record<string, unknown> {
  const { pid, gid, level } = postback;
  return {
    ok: true,
    awarded: false,
    milestone: false,
    pid,
    gid,
    game_id: gid,
    level_number: level,
    coinDelta: 0,
  };
}

export function duplicateDocument({ postback }: Award): Record<string, unknown> {
  const { pid, gid, level } = postback;
  return {
    ok: true,
    awarded: false,
    duplicate: true,
    pid,
    gid,
    level_number: level,
    message: "This level was already counted",
  };
}

export function redirectTo(location: string, status = 308): ServedReply {
  return emptyReply(status, [["Location", location]]);
}

export const RIGHT: RewardPolicy = {
  legacy: () => redirectTo(`${REWARD_PREFIX}/api/postback`),
  countsBeforeRedirect: false,
  trusts: () => false,
  isTrusted: ({ bearer, header }, secrets) =>
    [bearer, header].some((presented) => presented !== null && secrets.includes(presented)),
  declines: () => null,
  unauthorized: () => refuse(401, "missing or invalid API secret"),
  countsRefused: false,
  rewrite: (document) => document,
  early: () => null,
  forgives: () => null,
  invalid: ({ message }) => refuse(400, message),
  rejects: () => null,
  knowsPartner: (pid, { pids }) => pids.includes(pid),
  knowsGame: (gid, { gids }) => gids.includes(gid),
  countsUnknownPartners: false,
  unknownPartner: () => refuse(400, "unknown pid"),
  unknownGame: () => refuse(400, "unknown gid"),
  userKey: canonicalUid,
  createsUsers: false,
  unknownUser: () => refuse(404, "no user has this uid"),
  identity: ({ postback: { uid, gid, level } }) => JSON.stringify([canonicalUid(uid), gid, level]),
  lock: null,
  windowMs: 0,
  remembers: () => true,
  memory: Number.POSITIVE_INFINITY,
  coins: (level) => (isMilestone(level) ? coinsForLevel(level) : 0),
  beneficiary: (user) => user,
  credited: (delta) => delta,
  creditGapMs: 0,
  creditedOnRepeat: () => 0,
  collision: () => null,
  awarded: (award) => jsonReply(200, awardedDocument(award)),
  stored: (award) => jsonReply(200, storedDocument(award)),
  duplicate: (award) => jsonReply(200, duplicateDocument(award)),
  finish: (reply) => reply,
  delayMs: 0,
};

/** A reading that validation refused, less the strictness. */
export function lenientPostback(document: Readonly<Record<string, unknown>>): Postback {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return {
    pid: text(document["pid"]),
    uid: text(document["uid"]),
    gid: text(document["gid"]),
    level: Number(document["level_number"] ?? 0),
  };
}

export const deviation = deviationsOf<RewardPolicy>();
