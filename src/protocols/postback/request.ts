/**
 * Builds the game server's postback: the JSON document in any accepted alias
 * and the request around it. Validates nothing, so that checks can send what a
 * server must refuse; sending is left to the caller.
 */
import { withHeader, type HeaderPair } from "../../core/http.js";

/**
 * Every field of a postback with the other aliases that the server accepts,
 * in the order in which they stand in the document.
 *
 * @source partner postback guide, "Request body"
 */
export const POSTBACK_FIELDS = {
  pid: [],
  uid: ["userId", "user_id"],
  gid: ["game_id", "gameId"],
  level_number: ["level"],
  reason: [],
} as const;

export type PostbackField = keyof typeof POSTBACK_FIELDS;

export type PostbackAlias<F extends PostbackField> = F | (typeof POSTBACK_FIELDS)[F][number];

/** The alias chosen for a field; fields left out keep the canonical one. */
export type PostbackAliases = {
  readonly [F in PostbackField]?: PostbackAlias<F>;
};

/** One choice of aliases for every alias, all other fields canonical. */
export const SINGLE_ALIASES: readonly PostbackAliases[] = [
  ...POSTBACK_FIELDS.uid.map((uid) => ({ uid })),
  ...POSTBACK_FIELDS.gid.map((gid) => ({ gid })),
  ...POSTBACK_FIELDS.level_number.map((level_number) => ({ level_number })),
];

/** Whole documents in other words; between them they use every alias. */
export const OTHER_ALIASES: readonly PostbackAliases[] = [
  { uid: "userId", gid: "gameId", level_number: "level" },
  { uid: "user_id", gid: "game_id", level_number: "level" },
];

/**
 * How the n-th of several copies of one postback is written, so that all names
 * and both headers occur: a server must recognise what they say, not their bytes.
 */
export function mixedForm(copy: number): {
  readonly aliases: PostbackAliases;
  readonly auth: PostbackAuth;
} {
  const aliases = [{}, ...OTHER_ALIASES];
  return {
    aliases: aliases[copy % aliases.length] ?? {},
    auth: copy % 2 === 0 ? "bearer" : "header",
  };
}

/** A level completion: who, in which game, which level. */
export interface Postback {
  /** A partner that the reward app knows. */
  readonly pid: string;
  /** UUID of a reward user. */
  readonly uid: string;
  /** A game that the reward app knows. */
  readonly gid: string;
  /** Completed level, a positive integer. */
  readonly level: number;
  /** Free-text note. */
  readonly reason?: string;
}

/** Which header carries the secret: `Authorization: Bearer` or `X-Reward-Api-Secret`. */
export type PostbackAuth = "bearer" | "header";

export const POSTBACK_AUTHS: readonly PostbackAuth[] = ["bearer", "header"];

export const POSTBACK_SECRET_HEADER = "X-Reward-Api-Secret";

export interface PostbackTarget {
  /** The whole URL, `…/api/postback`. */
  readonly url: string;
  readonly auth: PostbackAuth;
  /** Null sends the request without any credential. */
  readonly secret: string | null;
  /** Added to the request; one of the same name replaces ours. */
  readonly headers?: readonly HeaderPair[];
}

export interface PostbackRequest {
  readonly method: "POST";
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array;
}

/** Every accepted alias of a field, the canonical one first. */
export function aliasesOf(field: PostbackField): readonly string[] {
  return [field, ...POSTBACK_FIELDS[field]];
}

/**
 * The postback as a JSON document, before encoding: the place to break it on purpose.
 *
 * @returns a fresh object; `reason` is left out where the postback has none
 */
export function postbackDocument(
  postback: Postback,
  aliases: PostbackAliases = {},
): Record<string, unknown> {
  return {
    [aliases.pid ?? "pid"]: postback.pid,
    [aliases.uid ?? "uid"]: postback.uid,
    [aliases.gid ?? "gid"]: postback.gid,
    [aliases.level_number ?? "level_number"]: postback.level,
    ...(postback.reason === undefined ? {} : { [aliases.reason ?? "reason"]: postback.reason }),
  };
}

/** The header that carries the secret in the given style. */
export function postbackSecretHeader(auth: PostbackAuth, secret: string): HeaderPair {
  return auth === "bearer"
    ? ["Authorization", `Bearer ${secret}`]
    : [POSTBACK_SECRET_HEADER, secret];
}

/** The request around body bytes that are sent as they are, right or wrong. */
export function postbackRequest(target: PostbackTarget, body: Uint8Array): PostbackRequest {
  const own: HeaderPair[] = [["Content-Type", "application/json"]];
  if (target.secret !== null) own.push(postbackSecretHeader(target.auth, target.secret));
  const headers = (target.headers ?? []).reduce<readonly HeaderPair[]>(
    (sofar, [name, value]) => withHeader(sofar, name, value),
    own,
  );
  return { method: "POST", url: target.url, headers, body };
}

/**
 * The whole request for one level completion.
 *
 * @source partner postback guide, "Authentication" and "Endpoint"
 */
export function buildPostback(
  target: PostbackTarget,
  postback: Postback,
  aliases: PostbackAliases = {},
): PostbackRequest {
  return postbackRequest(target, encodePostback(postbackDocument(postback, aliases)));
}

/** A document as UTF-8 JSON. */
export function encodePostback(document: Readonly<Record<string, unknown>>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(document));
}
