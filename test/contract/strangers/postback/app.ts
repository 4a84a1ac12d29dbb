/** A reward app: stores levels, and credits coins on every fifth. */
import { setTimeout as wait } from "node:timers/promises";
import {
  type Answer,
  type Asked,
  type Fields,
  header,
  idText,
  isFields,
  jsonOf,
  type Manner,
  serve,
} from "../serve.js";
import type { Target } from "../stranger.js";
import { exactly, type Trust } from "../trust.js";

const SECRET = "Reward-Secret-Stranger-9x";
const PID = "acme";
const GAMES = ["game-1", "game-2"];
const TIERS: readonly (readonly [number, number])[] = [
  [30, 25],
  [70, 15],
  [90, 10],
  [100, 5],
  [130, 2],
  [Infinity, 1],
];

/** One postback that names a partner, a user, a game and a level that are known. */
export interface Level {
  readonly uid: string;
  readonly gid: string;
  readonly level: number;
  readonly request: Fields;
}

export interface AppChanges {
  readonly auth?: "bearer" | "header";
  readonly balance?: true;
  readonly section?: object;
  readonly manner?: Manner;
  readonly trusts?: Trust;
  /** The secret as a request gives it. */
  readonly givenSecret?: (asked: Asked) => string | undefined;
  readonly unsigned?: Answer;
  /** Counts the level of a request that is refused for its secret. */
  readonly storesRefused?: true;
  readonly before?: (asked: Asked) => Answer | undefined;
  /** Answers a right secret's request before it is looked at. */
  readonly instead?: (request: Fields) => Answer | undefined;
  readonly aliases?: Readonly<Record<"uid" | "gid" | "level_number", readonly string[]>>;
  readonly levelOf?: (value: unknown) => number | null;
  readonly userOf?: (uid: string) => string;
  readonly gameOf?: (gid: string) => string;
  /** Credited for a level that is no milestone, without a word. */
  readonly plainCoins?: number;
  /** Credited once more, so much later. */
  readonly againMs?: number;
  readonly coins?: (level: number, of: Level) => number;
  readonly identity?: (level: Level) => string;
  readonly memory?: number;
  /** Between the look for the level and its entry. */
  readonly pauseMs?: number;
  /** Between reading a user's coins and writing them. */
  readonly creditMs?: number;
  /** Between the answer and the credit. */
  readonly lateMs?: number;
  /** So long after a credit, the balance that can be asked for is still the old one. */
  readonly replicaMs?: number;
  /** What is credited, where it differs from what is said. */
  readonly credited?: (coins: number, level: Level) => number;
  /** Who is credited. */
  readonly creditTo?: (uid: string, all: readonly string[]) => string;
  /** The status of a level that was taken. */
  readonly taken?: number;
  readonly reply?: (body: Fields, level: Level) => unknown;
  readonly legacy?: (asked: Asked) => Answer | undefined;
  readonly unknownUser?: Answer;
  readonly malformedUser?: Answer;
  readonly unknownGame?: Answer;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const ALIASES = {
  uid: ["uid", "userId", "user_id"],
  gid: ["gid", "game_id", "gameId"],
  level_number: ["level_number", "level"],
};

/** Coins of a milestone; 0 for other levels. */
export function coinsOf(level: number): number {
  if (level % 5 !== 0) return 0;
  return TIERS.find(([last]) => level <= last)?.[1] ?? 0;
}

/** A positive integer, as a number or its digits. */
export function levelOf(value: unknown): number | null {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : null;
}

export const refused = (status: number, error: string): Answer => ({
  status,
  body: { ok: false, error },
});

export async function openApp(changes: AppChanges = {}): Promise<Target> {
  const users = Array.from(
    { length: 4 },
    (_, at) => `8f14e45f-ceea-467f-a9d6-0000000000${at}${Math.floor(Math.random() * 9)}`,
  );
  const coins = new Map(users.map((uid) => [uid, 0]));
  const replica = new Map(coins);
  const stored: string[] = [];
  const { trusts = exactly, aliases = ALIASES } = changes;
  const identity =
    changes.identity ?? (({ uid, gid, level }: Level) => JSON.stringify([uid, gid, level]));

  const isTrusted = (asked: Asked): boolean =>
    trusts({
      given: (changes.givenSecret ?? givenSecret)(asked),
      key: SECRET,
      asked,
      rightUnder: (key) => key,
    });

  const read = (request: Fields): Level | Answer => {
    const field = (names: readonly string[]) =>
      names.map((name) => request[name]).find((value) => value !== undefined);
    const [uid, sent, level] = [
      field(aliases.uid),
      field(aliases.gid),
      field(aliases.level_number),
    ];
    const gid = typeof sent === "string" ? (changes.gameOf?.(sent) ?? sent) : sent;
    if (request["pid"] !== PID) return refused(400, "unknown pid");
    if (typeof gid !== "string" || !GAMES.includes(gid))
      return changes.unknownGame ?? refused(400, "unknown gid");
    const number = (changes.levelOf ?? levelOf)(level);
    if (number === null) return refused(400, "level_number");
    if (typeof uid !== "string" || uid === "") return refused(400, "uid");
    if (!UUID.test(uid)) return changes.malformedUser ?? refused(400, "uid");
    const user = (changes.userOf ?? ((each) => each.toLowerCase()))(uid);
    if (!coins.has(user)) return changes.unknownUser ?? refused(404, "no such user");
    return { uid: user, gid, level: number, request };
  };

  const store = (id: string) => {
    stored.push(id);
    if (stored.length > (changes.memory ?? Infinity)) stored.shift();
  };

  const credit = (level: Level, amount: number) => {
    const uid = changes.creditTo?.(level.uid, users) ?? level.uid;
    const credited = changes.credited?.(amount, level) ?? amount;
    coins.set(uid, (coins.get(uid) ?? 0) + credited);
    if (changes.replicaMs !== undefined)
      void wait(changes.replicaMs, undefined, { ref: false }).then(() =>
        replica.set(uid, (replica.get(uid) ?? 0) + credited),
      );
  };

  const count = async (level: Level): Promise<Answer> => {
    const { uid, gid } = level;
    const reply = (body: Fields): Answer => ({
      status: changes.taken ?? 200,
      body: changes.reply?.(body, level) ?? body,
    });
    const named = { pid: PID, gid, level_number: level.level };
    const isKnown = stored.includes(identity(level));
    if (changes.pauseMs !== undefined) await wait(changes.pauseMs);
    if (isKnown) {
      return reply({ ok: true, awarded: false, duplicate: true, ...named, message: "known level" });
    }
    store(identity(level));
    const coinDelta = (changes.coins ?? coinsOf)(level.level, level);
    if (coinDelta === 0 && changes.plainCoins !== undefined) credit(level, changes.plainCoins);
    if (coinDelta === 0)
      return reply({ ok: true, awarded: false, milestone: false, ...named, coinDelta: 0 });
    if (changes.creditMs !== undefined) {
      const before = coins.get(uid) ?? 0;
      await wait(changes.creditMs);
      coins.set(uid, before);
    }
    if (changes.lateMs === undefined) credit(level, coinDelta);
    else void wait(changes.lateMs, undefined, { ref: false }).then(() => credit(level, coinDelta));
    if (changes.againMs !== undefined)
      void wait(changes.againMs, undefined, { ref: false }).then(() => credit(level, coinDelta));
    const user = { id: uid, coins: coins.get(uid), appId: "app-1", deviceId: "device-1" };
    return reply({
      ok: true,
      awarded: true,
      milestone: true,
      ...named,
      game_id: gid,
      coinDelta,
      user,
    });
  };

  const receive = (asked: Asked): Answer | Promise<Answer> => {
    const request = jsonOf(asked.body);
    if (!isTrusted(asked)) {
      const level = isFields(request) ? read(request) : refused(400, "invalid JSON");
      if (changes.storesRefused && "level" in level) store(identity(level));
      return changes.unsigned ?? refused(401, "secret");
    }
    if (!isFields(request)) return refused(400, "invalid JSON");
    const other = changes.instead?.(request);
    if (other !== undefined) return other;
    const level = read(request);
    return "status" in level ? level : count(level);
  };

  const served = await serve((asked) => {
    if (asked.path.startsWith("/coins/")) {
      const uid = asked.path.slice("/coins/".length);
      const shown = changes.replicaMs === undefined ? coins : replica;
      return { status: 200, body: { data: { coins: shown.get(uid) ?? 0 } } };
    }
    const early = changes.before?.(asked);
    if (early !== undefined) return early;
    const path = asked.path.toLowerCase().replace(/\/$/, "");
    if (path === "/api/reward/postback" || path === "/api/rewards/postback")
      return changes.legacy?.(asked) ?? { status: 308, headers: { Location: "/api/postback" } };
    if (path !== "/api/postback") return refused(404, "no such page");
    if (asked.method === "GET") return { status: 405, headers: { Allow: "POST" } };
    return receive(asked);
  }, changes.manner);
  return {
    close: served.close,
    env: { REWARD_SECRET: SECRET },
    profile: {
      postback: {
        url: `${served.url}/api/postback`,
        secret: { env: "REWARD_SECRET" },
        auth: changes.auth ?? "bearer",
        pid: PID,
        gid: GAMES[0],
        gids: GAMES.slice(1),
        uids: users,
        ...(changes.balance
          ? { balance: { url: `${served.url}/coins/{uid}`, path: "data.coins" } }
          : {}),
        ...changes.section,
      },
    },
  };
}

/** The bearer token, or the header of its own. */
function givenSecret(asked: Asked): string | undefined {
  const bearer = /^Bearer ?(.*)$/i.exec(header(asked, "authorization") ?? "")?.[1];
  return bearer ?? header(asked, "x-reward-api-secret");
}

/** A user, a game or a level of a request, whatever its name there. */
export function named(request: Fields, field: keyof typeof ALIASES): string {
  return idText(ALIASES[field].map((name) => request[name]).find((value) => value !== undefined));
}
