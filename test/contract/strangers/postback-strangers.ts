/** Reward apps, each with one defect or one oddity. */
import { type Asked, type Fields, header, isFields, jsonOf } from "./serve.js";
import {
  ALIASES,
  type AppChanges,
  coinsOf,
  levelOf,
  named,
  openApp,
  refused,
} from "./postback-app.js";
import { type Seen, type Stranger, table } from "./stranger.js";
import { exactly, orWhen, SHORTCUTS, type Trust } from "./trust.js";

const { right, wrong, lax, legal } = table<AppChanges>(openApp);

const BALANCE = { balance: true } as const;
const HEADER = { auth: "header" } as const;
const requestOf = ({ body }: Asked): Fields => {
  const value = jsonOf(body);
  return isFields(value) ? value : {};
};
const unless = (condition: (request: Fields) => boolean): Trust =>
  orWhen(({ asked }) => condition(requestOf(asked)));
const inPlace = (asked: Asked) => !asked.path.toLowerCase().startsWith("/api/postback");

const RIGHT = [right("right", {}), right("right-header", HEADER), right("right-balance", BALANCE)];

const SECRETS = [
  wrong("empty-secret", "takes an empty bearer token", "an empty secret is known to everybody", {
    trusts: SHORTCUTS.empty,
  }),
  wrong(
    "empty-header",
    "takes an empty X-Reward-Api-Secret",
    "an empty secret is known to everybody",
    {
      ...HEADER,
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("missing-secret", "checks the secret only where there is one", "a missing secret is 401", {
    trusts: SHORTCUTS.missing,
  }),
  wrong("first-half", "compares the first half of the secret", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half of the secret", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a secret counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("all-but-last", "leaves the last character out", "all of a secret counts", {
    trusts: SHORTCUTS.allButLast,
  }),
  wrong("any-prefix", "takes every beginning of the secret", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong("contained", "takes whatever holds the secret", "that is another text", {
    trusts: SHORTCUTS.contained,
  }),
  wrong("any-case", "compares without regard to case", "that throws half of the secret away", {
    trusts: SHORTCUTS.anyCase,
  }),
  wrong(
    "literal-undefined",
    "takes the words undefined and null",
    "they are what a broken client sends",
    {
      trusts: SHORTCUTS.literalNull,
    },
  ),
  wrong("same-length", "compares the length", "another secret is wrong", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "other-header-unchecked",
    "checks the bearer token, and takes any X-Reward-Api-Secret",
    "either header holds the secret itself",
    {
      trusts: orWhen(({ asked }) => header(asked, "x-reward-api-secret") !== undefined),
    },
  ),
  wrong(
    "basic",
    "checks bearer tokens, and lets other schemes in",
    "the secret is due, whatever the scheme",
    {
      trusts: orWhen(({ asked }) => /^Basic/i.test(header(asked, "authorization") ?? "")),
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request shows the secret",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "other-content-type",
    "checks what says to be JSON, and reads all",
    "a Content-Type makes nothing true",
    {
      trusts: SHORTCUTS.otherContentType,
    },
  ),
  wrong("large-bodies", "does not check bodies above 64 KB", "the check holds for every size", {
    trusts: SHORTCUTS.largeBodies,
  }),
  wrong(
    "put",
    "checks POST alone, and serves PUT",
    "the check holds for every method that is served",
    {
      trusts: SHORTCUTS.otherMethods,
    },
  ),
  wrong(
    "slash-at-end",
    "checks the exact path, and serves it with a slash",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong("forwarded", "trusts X-Forwarded-For 127.0.0.1", "anybody can write that header", {
    trusts: SHORTCUTS.forwardedLocal,
  }),
  wrong(
    "legacy-unchecked",
    "handles the older paths in place, and unchecked there",
    "the check holds on every path that is served",
    {
      trusts: orWhen(({ asked }) => inPlace(asked)),
      legacy: (asked) => (asked.body.length > 0 ? refusedOrStored(asked) : undefined),
    },
  ),
  wrong(
    "known-level-unchecked",
    "looks for a known level before it looks at the secret",
    "it tells a stranger what a user has done",
    () => {
      const seen = new Set<string>();
      return {
        trusts: (credential) => {
          const request = requestOf(credential.asked);
          const key = `${named(request, "uid")} ${named(request, "gid")} ${named(request, "level_number")}`;
          if (seen.has(key)) return true;
          if (!exactly(credential)) return false;
          seen.add(key);
          return true;
        },
      };
    },
  ),
  wrong(
    "plain-levels-unchecked",
    "checks milestones only",
    "every level is stored, and each needs the secret",
    {
      trusts: unless((request) => Number(named(request, "level_number")) % 5 !== 0),
    },
  ),
  wrong(
    "alias-unchecked",
    "checks requests with uid, not those with user_id",
    "an alias is the same request",
    {
      trusts: unless(
        (request) => request["user_id"] !== undefined || request["userId"] !== undefined,
      ),
    },
  ),
  wrong(
    "refused-stored",
    "stores the level of a request whose secret is wrong",
    "the right request after it would count for nothing",
    {
      ...BALANCE,
      storesRefused: true,
    },
  ),
  wrong(
    "header-only",
    "reads X-Reward-Api-Secret alone",
    "the secret may come as a bearer token or in that header, as the game likes",
    { ...HEADER, givenSecret: (asked) => header(asked, "x-reward-api-secret") },
  ),
  wrong("refuses-403", "answers 403 to a wrong secret", "the text says 401", {
    unsigned: refused(403, "forbidden"),
  }),
  wrong("refuses-in-200", "answers 200 with ok false to a wrong secret", "the text says 401", {
    unsigned: refused(200, "secret"),
  }),
];

function refusedOrStored(asked: Asked) {
  const request = requestOf(asked);
  const level = Number(named(request, "level_number"));
  return {
    status: 200,
    body: { ok: true, awarded: level % 5 === 0, pid: request["pid"], level_number: level },
  };
}

const COUNTING = [
  wrong("by-user", "counts one level for each user", "a user completes many levels", {
    identity: ({ uid }) => uid,
  }),
  wrong(
    "by-user-and-game",
    "counts the first level of a game only",
    "user, game and level are the key",
    {
      identity: ({ uid, gid }) => `${uid} ${gid}`,
    },
  ),
  wrong(
    "by-user-and-level",
    "holds the same level of two games for one",
    "user, game and level are the key",
    {
      identity: ({ uid, level }) => `${uid} ${level}`,
    },
  ),
  wrong(
    "by-game-and-level",
    "holds the same level of two users for one",
    "each user has his own levels",
    {
      identity: ({ gid, level }) => `${gid} ${level}`,
    },
  ),
  wrong(
    "by-highest",
    "counts only levels above the last one",
    "every valid level is stored, in any order",
    () => {
      const highest = new Map<string, number>();
      return {
        identity: ({ uid, gid, level }) => {
          const key = `${uid} ${gid}`;
          const top = Math.max(highest.get(key) ?? 0, level);
          highest.set(key, top);
          return `${key} ${top}`;
        },
      };
    },
  ),
  wrong("by-spelling", "holds an alias for another request", "an alias is the same field", {
    identity: ({ request }) => JSON.stringify(request),
  }),
  wrong(
    "by-reason",
    "counts a level again under another reason",
    "user, game and level are the key",
    {
      identity: ({ uid, gid, level, request }) =>
        JSON.stringify([uid, gid, level, request["reason"]]),
    },
  ),
  wrong("never-dedupes", "counts each repetition", "a level counts once", () => {
    let nth = 0;
    return { identity: () => String((nth += 1)) };
  }),
  wrong("short-memory", "remembers the last three levels", "a repetition may come late", {
    memory: 3,
  }),
  wrong(
    "second-time-only",
    "knows the first repetition, and counts the second",
    "a level counts once, ever",
    () => {
      const times = new Map<string, number>();
      return {
        identity: ({ uid, gid, level }) => {
          const key = `${uid} ${gid} ${level}`;
          times.set(key, (times.get(key) ?? 0) + 1);
          return `${key} ${(times.get(key) ?? 0) > 2 ? times.get(key) : ""}`;
        },
      };
    },
  ),
  wrong(
    "lock-too-late",
    "looks for the level, waits, then stores it",
    "the same level twice at once counts once",
    {
      pauseMs: 15,
    },
  ),
  wrong(
    "plain-levels-again",
    "does not remember levels that are no milestones",
    "every valid level is stored, and known again",
    () => {
      let nth = 0;
      return {
        identity: ({ uid, gid, level }) =>
          level % 5 === 0 ? `${uid} ${gid} ${level}` : String((nth += 1)),
      };
    },
  ),
  wrong("duplicate-409", "answers 409 to a known level", "a duplicate is 200", () => {
    const seen = new Set<string>();
    return {
      instead: (request) => {
        const key = JSON.stringify([
          named(request, "uid").toLowerCase(),
          named(request, "gid"),
          named(request, "level_number"),
        ]);
        if (request["pid"] !== "acme" || levelOf(request["level_number"]) === null)
          return undefined;
        if (seen.has(key)) return refused(409, "duplicate");
        seen.add(key);
        return undefined;
      },
    };
  }),
  wrong(
    "duplicate-says-awarded",
    "says awarded to a known milestone again",
    "a duplicate is not awarded",
    {
      reply: (body) => (body["duplicate"] === true ? { ...body, awarded: true } : body),
    },
  ),
];

const steps = (changes: readonly (readonly [number, number])[]) => (level: number) => {
  const change = changes.find(([at]) => at === level);
  return change === undefined ? coinsOf(level) : change[1];
};
const COINS = [
  wrong("every-level", "awards every level", "milestones are every fifth", {
    coins: (level) => coinsOf(Math.ceil(level / 5) * 5),
  }),
  wrong("every-tenth", "awards every tenth level", "milestones are every fifth", {
    coins: (level) => (level % 10 === 0 ? coinsOf(level) : 0),
  }),
  wrong("border-30", "gives 15 for level 30", "levels 1 to 30 give 25", {
    coins: steps([[30, 15]]),
  }),
  wrong("border-70", "gives 10 for level 70", "levels 31 to 70 give 15", {
    coins: steps([[70, 10]]),
  }),
  wrong("border-90", "gives 5 for level 90", "levels 71 to 90 give 10", {
    coins: steps([[90, 5]]),
  }),
  wrong("border-100", "gives 2 for level 100", "levels 91 to 100 give 5", {
    coins: steps([[100, 2]]),
  }),
  wrong("border-130", "gives 1 for level 130", "levels 101 to 130 give 2", {
    coins: steps([[130, 1]]),
  }),
  wrong("border-131", "gives 2 for level 135", "levels from 131 on give 1", {
    coins: steps([[135, 2]]),
  }),
  wrong("far-levels", "gives nothing above level 200", "levels from 131 on give 1", {
    coins: (level) => (level > 200 ? 0 : coinsOf(level)),
  }),
  wrong(
    "said-not-credited",
    "says that it awards, and credits nothing",
    "coins are credited on milestones",
    {
      ...BALANCE,
      credited: () => 0,
    },
  ),
  wrong("credited-twice", "credits twice what it says", "coinDelta is what is credited", {
    ...BALANCE,
    credited: (coins) => 2 * coins,
  }),
  wrong(
    "second-game-not-credited",
    "credits the levels of the first game only",
    "every game counts",
    {
      ...BALANCE,
      credited: (coins, { gid }) => (gid === "game-1" ? coins : 0),
    },
  ),
  wrong(
    "first-user-credited",
    "credits the first user, whoever played",
    "coins belong to the user that is named",
    {
      ...BALANCE,
      creditTo: (uid, all) => all[0] ?? uid,
    },
  ),
  wrong(
    "other-user-named",
    "names the first user in every reply",
    "a reply names the request's user",
    () => {
      const first: string[] = [];
      return {
        reply: (body, { uid }) => {
          first.push(uid);
          const user = body["user"];
          return isFields(user) ? { ...body, user: { ...user, id: first[0] } } : body;
        },
      };
    },
  ),
  wrong(
    "other-level-named",
    "names the milestone passed last in place of the level",
    "a reply names the request's level",
    {
      reply: (body, { level }) => ({ ...body, level_number: Math.max(5, level - (level % 5)) }),
    },
  ),
  wrong(
    "first-game-named",
    "names the first game in every reply",
    "a reply names the request's game",
    {
      reply: (body) => ({ ...body, gid: "game-1" }),
    },
  ),
];

const INPUT = [
  wrong("level-zero", "takes level 0", "levels are positive", {
    levelOf: (value) => (Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : null),
  }),
  wrong("level-negative", "takes negative levels", "levels are positive", {
    levelOf: (value) => (Number.isSafeInteger(value) && value !== 0 ? Number(value) : null),
  }),
  wrong("level-fraction", "takes 5.5 for 5", "levels are whole", {
    levelOf: (value) => (typeof value === "number" && value >= 1 ? Math.floor(value) : null),
  }),
  wrong("level-word", "takes a word for level 1", "levels are numbers", {
    levelOf: (value) =>
      levelOf(value) ?? (typeof value === "string" && Number.isNaN(Number(value)) ? 1 : null),
  }),
  lax("level-missing-500", "breaks where the level is null", "a bad field is 400", {
    levelOf: (value) => {
      if (value === null) throw new Error("null");
      return levelOf(value);
    },
  }),
  wrong("no-aliases", "knows uid, gid and level_number alone", "each has aliases", {
    aliases: { uid: ["uid"], gid: ["gid"], level_number: ["level_number"] },
  }),
  wrong("one-alias-missing", "does not know gameId", "gid has two aliases", {
    aliases: { ...ALIASES, gid: ["gid", "game_id"] },
  }),
  wrong("any-pid", "takes any partner", "an unknown pid is 400", {
    instead: (request) =>
      request["pid"] === "acme" || typeof request["pid"] !== "string" || request["pid"] === ""
        ? undefined
        : { status: 200, body: { ok: true, awarded: false } },
  }),
  wrong("unknown-gid-404", "answers 404 to an unknown game", "the text says 400", {
    unknownGame: refused(404, "game"),
  }),
  wrong("unknown-uid-400", "answers 400 to an unknown user", "the text says 404", {
    unknownUser: refused(400, "user"),
  }),
  wrong("malformed-500", "answers 500 to malformed JSON", "invalid JSON is 400", {
    before: ({ body }) => (jsonOf(body) === undefined ? { status: 500 } : undefined),
  }),
  wrong("list-500", "breaks at JSON that is a list", "JSON that is no object is 400", {
    before: ({ body }) => (Array.isArray(jsonOf(body)) ? { status: 500 } : undefined),
  }),
  lax("uid-any-case", "does not know a user in capitals", "a UUID is the same in either case", {
    userOf: (uid) => uid,
  }),
  wrong("legacy-301", "redirects the older paths with 301", "301 loses method and body", {
    legacy: () => ({ status: 301, headers: { Location: "/api/postback" } }),
  }),
  wrong("legacy-307", "redirects the older paths with 307", "the text says 308", {
    legacy: () => ({ status: 307, headers: { Location: "/api/postback" } }),
  }),
  wrong(
    "legacy-elsewhere",
    "leads from the older paths to another host",
    "the secret would go there",
    {
      legacy: () => ({
        status: 308,
        headers: { Location: "https://rewards.example.com/api/postback" },
      }),
    },
  ),
  wrong("legacy-one", "knows one of the two older paths", "both lead on", {
    legacy: ({ path }) =>
      path.startsWith("/api/rewards/") ? refused(404, "no such page") : undefined,
  }),
];

const LEGAL = [
  legal("late", "credits a second after its answer", "coins may come up to two seconds late", {
    ...BALANCE,
    lateMs: 1_000,
  }),
  legal("coins-before", "shows the coins before the award", "the sum before or after", {
    ...BALANCE,
    reply: (body) => {
      const { user, coinDelta } = body;
      return isFields(user)
        ? { ...body, user: { ...user, coins: Number(user["coins"]) - Number(coinDelta) } }
        : body;
    },
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "a=1" } },
  }),
  legal(
    "chunked",
    "answers in chunks, indented, header names in capitals",
    "HTTP and JSON leave that free",
    {
      manner: { chunked: true, shouts: true, indent: 2 },
    },
  ),
  legal("extra-fields", "has more in every reply", "a body may hold more", {
    reply: (body) => ({ ...body, requestId: "r-1", at: Date.now(), level: body["level_number"] }),
  }),
  legal("malformed-uid-404", "answers 404 to what is no UUID", "400 or 404", {
    malformedUser: refused(404, "user"),
  }),
  legal(
    "level-text",
    "takes the level as digits in a string",
    "recommended against, not forbidden",
    {
      levelOf: (value) =>
        levelOf(typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value),
    },
    { mayWarn: true },
  ),
  legal("level-bound", "answers 400 to levels above 500", "an app may bound its levels", {
    levelOf: (value) => {
      const level = levelOf(value);
      return level !== null && level > 500 ? null : level;
    },
  }),
  legal("level-bound-low", "answers 400 to levels above 150", "an app may bound its levels", {
    levelOf: (value) => {
      const level = levelOf(value);
      return level !== null && level > 150 ? null : level;
    },
  }),
  legal("no-delta", "leaves coinDelta out where it is nothing", "0 or absent", {
    reply: (body) => {
      const { coinDelta, ...rest } = body;
      return coinDelta === 0 ? rest : body;
    },
  }),
  legal("duplicate-korean", "has a message in Korean for a known level", "the message is free", {
    reply: (body) => ("message" in body ? { ...body, message: "이미 처리된 레벨입니다" } : body),
  }),
  legal(
    "legacy-absolute",
    "leads from the older paths to an absolute address",
    "absolute or relative",
    {
      legacy: ({ headers }) => ({
        status: 308,
        headers: { Location: `http://${headers.host}/api/postback` },
      }),
    },
  ),
  legal(
    "legacy-secret",
    "asks for the secret on the older paths too",
    "with or without a secret",
    {
      legacy: (asked) =>
        header(asked, "authorization") === undefined ? refused(401, "secret") : undefined,
    },
    { mayWarn: true },
  ),
  legal("by-partner", "counts a level again under another partner", "not judged", {
    identity: ({ uid, gid, level, request }) => JSON.stringify([request["pid"], uid, gid, level]),
  }),
];

export const POSTBACK_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SECRETS,
  ...COUNTING,
  ...COINS,
  ...INPUT,
  ...LEGAL,
];

/** What the suite still gets wrong. */
export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {
  "last-half": "missed",
  "four-characters-ignored": "missed",
  "all-but-last": "missed",
  "any-case": "missed",
  "literal-undefined": "missed",
  "same-length": "missed",
  basic: "missed",
  "later-on-connection": "missed",
  "other-content-type": "missed",
  "large-bodies": "missed",
  put: "missed",
  "slash-at-end": "missed",
  forwarded: "missed",
  "known-level-unchecked": "missed",
  "alias-unchecked": "missed",
  "by-game-and-level": "missed",
  "short-memory": "missed",
  "said-not-credited": "missed",
  "credited-twice": "missed",
  "second-game-not-credited": "missed",
  "first-user-credited": "missed",
  "other-user-named": "missed",
  "other-level-named": "missed",
  "first-game-named": "missed",
  "level-missing-500": "missed",
  late: "blocked",
  "level-bound": "accused",
  "level-bound-low": "accused",
};
