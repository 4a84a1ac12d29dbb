/** The reward app itself: trusts, reads, looks up, counts once, answers. All by its policy. */
import { headerValue } from "../../../core/http.js";
import {
  emptyReply,
  jsonReply,
  pathOf,
  type RequestHandler,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { isJsonObject } from "../../../core/json/value.js";
import { readJson } from "../../../core/json/read.js";
import { LEGACY_POSTBACK_PATHS, POSTBACK_PATH } from "../../../protocols/postback/paths.js";
import {
  encodePostback,
  type Postback,
  POSTBACK_SECRET_HEADER,
} from "../../../protocols/postback/request.js";
import { readPostback } from "../../../protocols/postback/validate.js";
import { usualPath } from "../../../protocols/signing/forgeries/surfaces.js";
import type { SandboxWorld } from "../../role.js";
import type {
  PresentedSecrets,
  RewardAgreement,
  RewardPolicy,
  RewardUser,
} from "./reward-policy.js";

const BALANCE_PATH = /^\/api\/users\/([^/]+)\/coins$/;

interface RewardApp {
  readonly agreement: RewardAgreement;
  readonly policy: RewardPolicy;
  readonly world: SandboxWorld;
  readonly users: Map<string, RewardUser>;
  readonly counted: Set<string>;
  /** Identity → how many of it are being handled. */
  readonly underWay: Map<string, number>;
}

export function createRewardApp(
  agreement: RewardAgreement,
  policy: RewardPolicy,
  world: SandboxWorld,
): RequestHandler {
  const app: RewardApp = {
    agreement,
    policy,
    world,
    users: new Map(agreement.uids.map((uid) => [policy.userKey(uid), createUser(uid)])),
    counted: new Set(),
    underWay: new Map(),
  };
  return async (request) => {
    if (policy.delayMs > 0) await world.clock.sleep(policy.delayMs);
    return policy.finish(policy.declines(request) ?? (await answer(app, request)));
  };
}

function createUser(uid: string): RewardUser {
  const mark = uid.slice(0, 8);
  return {
    id: uid,
    appId: "sandbox-rewards",
    deviceId: `device-${mark}`,
    coins: 0,
  };
}

async function answer(app: RewardApp, request: ServedRequest): Promise<ServedReply> {
  const { policy, agreement } = app;
  const trusts = policy.trusts(request);
  const exact = pathOf(request.target);
  const path = trusts ? usualPath(exact) : exact;
  const isTrusted = trusts || policy.isTrusted(presentedSecrets(request), agreement.secrets);
  const uid = BALANCE_PATH.exec(path)?.[1];
  if (uid !== undefined) return answerBalance(app, request, uid, isTrusted);
  const isLegacy = LEGACY_POSTBACK_PATHS.some((legacy) => legacy === path);
  if (!isLegacy && path !== POSTBACK_PATH)
    return jsonReply(404, { ok: false, error: "nothing is here" });
  if (request.method !== "POST" && !trusts) return emptyReply(405, [["Allow", "POST"]]);
  if (isLegacy) {
    const reply = policy.legacy(path, isTrusted);
    if (reply !== "in-place") {
      if (policy.countsBeforeRedirect) await answerPostback(app, request);
      return reply;
    }
  }
  if (isTrusted) return answerPostback(app, request);
  if (policy.countsRefused) await answerPostback(app, request);
  return policy.unauthorized(agreement.secrets);
}

function presentedSecrets({ headers }: ServedRequest): PresentedSecrets {
  const authorization = headerValue(headers, "authorization");
  const [, bearer] = /^Bearer(?:\s+(\S.*)?)?$/i.exec(authorization ?? "") ?? [];
  const isBearer = /^Bearer\b/i.test(authorization ?? "");
  return {
    bearer: isBearer ? (bearer ?? "") : null,
    header: headerValue(headers, POSTBACK_SECRET_HEADER),
  };
}

function answerBalance(
  { policy, agreement, users }: RewardApp,
  { method }: ServedRequest,
  uid: string,
  isTrusted: boolean,
): ServedReply {
  if (method !== "GET") return emptyReply(405, [["Allow", "GET"]]);
  if (!isTrusted) return policy.unauthorized(agreement.secrets);
  const user = users.get(policy.userKey(uid));
  return user === undefined
    ? policy.unknownUser()
    : jsonReply(200, { ok: true, user: { id: user.id, coins: user.coins } });
}

async function answerPostback(app: RewardApp, { body }: ServedRequest): Promise<ServedReply> {
  const { policy, agreement, users } = app;
  const { postback, document, refusal } = readBody(body, policy);
  if (postback === null) return refusal;
  const rejected = policy.rejects(postback, document);
  if (rejected !== null) return rejected;
  if (!policy.knowsPartner(postback.pid, agreement)) {
    if (!policy.countsUnknownPartners) return policy.unknownPartner();
    const user = users.get(policy.userKey(postback.uid));
    if (user !== undefined) await count(app, user, postback, body);
    return policy.unknownPartner();
  }
  if (!policy.knowsGame(postback.gid, agreement)) return policy.unknownGame();
  const key = policy.userKey(postback.uid);
  const user = users.get(key) ?? (policy.createsUsers ? createUser(postback.uid) : null);
  if (user === null) return policy.unknownUser();
  users.set(key, user);
  return count(app, user, postback, body);
}

type BodyReading =
  | {
      readonly postback: Postback;
      readonly document: Readonly<Record<string, unknown>>;
      readonly refusal: null;
    }
  | {
      readonly postback: null;
      readonly document: null;
      readonly refusal: ServedReply;
    };

function readBody(body: Uint8Array, policy: RewardPolicy): BodyReading {
  const json = readJson(body, "double");
  const document = json.ok && isJsonObject(json.value) ? policy.rewrite(json.value) : null;
  const early = document === null ? null : policy.early(document);
  if (early !== null) return { postback: null, document: null, refusal: early };
  const reading = readPostback(document === null ? body : encodePostback(document));
  if (reading.ok) return { postback: reading, document: document ?? {}, refusal: null };
  const forgiven = document === null ? null : policy.forgives(reading.problem, document);
  if (forgiven !== null) return { postback: forgiven, document: document ?? {}, refusal: null };
  const text = Buffer.from(body).toString("utf8");
  const refusal = policy.invalid(reading.problem, text);
  return { postback: null, document: null, refusal };
}

/** Looking and writing are one step as long as the policy leaves no window between them. */
async function count(
  app: RewardApp,
  user: RewardUser,
  postback: Postback,
  body: Uint8Array,
): Promise<ServedReply> {
  const { policy, counted, underWay, world } = app;
  const identity = policy.identity({ postback, body });
  const lock = policy.lock?.(postback) ?? identity;
  const duplicates = underWay.get(lock) ?? 0;
  underWay.set(lock, duplicates + 1);
  try {
    const delta = policy.coins(postback.level);
    const before = { postback, user, delta, coinsBefore: user.coins };
    const collision = duplicates > 0 ? policy.collision(before) : null;
    if (collision !== null) return collision;
    const isRepeat = counted.has(identity);
    if (policy.windowMs > 0) await world.clock.sleep(policy.windowMs);
    const award = { ...before, coinsBefore: user.coins };
    if (isRepeat) {
      user.coins += policy.creditedOnRepeat(delta);
      return policy.duplicate(award);
    }
    if (policy.remembers(postback.level)) counted.add(identity);
    const [oldest] = counted.size > policy.memory ? counted : [];
    if (oldest !== undefined) counted.delete(oldest);
    const account = policy.beneficiary(user, app.users.values());
    const sum = account.coins + policy.credited(delta);
    if (policy.creditGapMs > 0) await world.clock.sleep(policy.creditGapMs);
    account.coins = sum;
    return delta > 0 ? policy.awarded(award) : policy.stored(award);
  } finally {
    underWay.set(lock, (underWay.get(lock) ?? 1) - 1);
  }
}
