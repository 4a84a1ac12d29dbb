/** Reward apps that go wrong in a corner: after what came before, at once, by one more name. */
import { type Answer, idText, isFields, jsonOf } from "../serve.js";
import { orWhen, SHORTCUTS } from "../trust.js";
import { type AppChanges, coinsOf, named, refused } from "./app.js";
import { BALANCE, lax, legal, wrong } from "./table.js";

const countsStored = (award: (stored: number, level: number) => number): AppChanges => {
  const counts = new Map<string, number>();
  let current = "";
  return {
    instead: (request) => {
      current = `${named(request, "uid").toLowerCase()} ${named(request, "gid")}`;
      return undefined;
    },
    coins: (level) => {
      const stored = (counts.get(current) ?? 0) + 1;
      counts.set(current, stored);
      return award(stored, level);
    },
  };
};

const tierByMilestones = (): AppChanges => {
  const milestones = new Map<string, number>();
  let user = "";
  return {
    instead: (request) => {
      user = named(request, "uid").toLowerCase();
      return undefined;
    },
    coins: (level) => {
      if (level % 5 !== 0) return 0;
      const nth = (milestones.get(user) ?? 0) + 1;
      milestones.set(user, nth);
      return coinsOf(nth * 5);
    },
  };
};

const catchesUp = (): AppChanges => {
  const paid = new Set<string>();
  return {
    ...BALANCE,
    credited: (coins, { uid, gid, level }) => {
      const missed = `${uid} ${gid} ${level - 5}`;
      const isMissed = level > 5 && !paid.has(missed);
      paid.add(missed).add(`${uid} ${gid} ${level}`);
      return coins + (isMissed ? coinsOf(level - 5) : 0);
    },
  };
};

const forgetsAfter = (ms: number): AppChanges => {
  const born = new Map<string, number>();
  let serial = 0;
  return {
    identity: ({ uid, gid, level }) => {
      const id = JSON.stringify([uid, gid, level]);
      const at = born.get(id) ?? 0;
      if (Date.now() - at > ms) {
        serial += 1;
        born.set(id, Date.now());
        born.set(`${id} serial`, serial);
      }
      return `${id} ${born.get(`${id} serial`) ?? 0}`;
    },
  };
};

/** Levels that came with an unknown partner count as known afterwards. */
const storesUnknownPartner = (): AppChanges => {
  const bad = new Set<string>();
  const keyOf = (request: Readonly<Record<string, unknown>>) =>
    [
      named(request, "uid").toLowerCase(),
      named(request, "gid"),
      named(request, "level_number"),
    ].join(" ");
  return {
    instead: (request) => {
      if (request["pid"] !== "acme") bad.add(keyOf(request));
      if (request["pid"] !== "acme" || !bad.has(keyOf(request))) return undefined;
      return {
        status: 200,
        body: {
          ok: true,
          awarded: false,
          duplicate: true,
          pid: "acme",
          gid: named(request, "gid"),
          level_number: Number(named(request, "level_number")),
          message: "known level",
        },
      };
    },
  };
};

const toExactPath = ({ path }: { readonly path: string }): Answer | undefined =>
  path.endsWith("/") ? { status: 308, headers: { Location: path.slice(0, -1) } } : undefined;

export const CORNERS = [
  wrong(
    "forwarded-standard",
    "trusts Forwarded: for=127.0.0.1",
    "no header stands in for the secret",
    {
      trusts: orWhen(({ asked }) => (asked.headers.forwarded ?? "").includes("127.0.0.1")),
    },
  ),
  wrong("chunked-unchecked", "does not check bodies that come in chunks", "the secret is needed", {
    trusts: SHORTCUTS.chunkedBodies,
  }),
  wrong(
    "double-slash",
    "checks the exact path, and serves it with a second slash",
    "the secret is needed",
    {
      before: ({ path }) =>
        path.includes("//") ? { status: 200, body: { ok: true, awarded: false } } : undefined,
    },
  ),
  wrong(
    "fifth-stored",
    "awards every fifth level that it stores",
    "levels 5, 10, 15 are milestones",
    () =>
      countsStored((stored, level) =>
        stored % 5 === 0 ? Math.max(coinsOf(Math.ceil(level / 5) * 5), 1) : 0,
      ),
  ),
  wrong(
    "first-milestone-only",
    "awards the first five milestones of a game",
    "each milestone has its coins",
    () => {
      let milestones = 0;
      return {
        coins: (level) => {
          if (level % 5 !== 0) return 0;
          milestones += 1;
          return milestones > 5 ? 0 : coinsOf(level);
        },
      };
    },
  ),
  wrong(
    "tier-by-count",
    "takes the tier from how many milestones a user has had",
    "the level has its coins",
    tierByMilestones,
  ),
  wrong(
    "catches-up",
    "credits the milestone before a level as well, where it was left out",
    "coinDelta is what is credited",
    catchesUp,
  ),
  wrong("any-user", "stores levels of users that it does not have", "404: no user for uid", {
    unknownUser: { status: 200, body: { ok: true, awarded: false, milestone: false } },
  }),
  wrong(
    "lost-update",
    "reads the coins, waits, and writes them",
    "of two milestones at once one is lost",
    {
      ...BALANCE,
      creditMs: 15,
    },
  ),
  wrong(
    "unknown-partner-stored",
    "stores levels that an unknown partner sent",
    "a refusal has no effect",
    storesUnknownPartner,
  ),
  wrong("says-201", "answers 201 to a level", "200 is agreed", { taken: 201 }),
  wrong("booleans-as-text", "writes true and false in quotes", "awarded is a boolean", {
    reply: (body) => ({ ...body, awarded: String(body["awarded"]) }),
  }),
  wrong("delta-as-text", "writes coinDelta in quotes", "coinDelta is a number", {
    reply: (body) =>
      "coinDelta" in body ? { ...body, coinDelta: String(body["coinDelta"]) } : body,
  }),
  wrong(
    "duplicate-unflagged",
    "does not say of a known level that it is known",
    "duplicate: true",
    {
      reply: ({ duplicate: _, ...body }) => body,
    },
  ),
  wrong("memory-of-200-ms", "forgets a level after 200 ms", "a level counts once", () =>
    forgetsAfter(200),
  ),
  wrong("memory-of-900-ms", "forgets a level after 900 ms", "a level counts once", () =>
    forgetsAfter(900),
  ),
  lax("game-by-prefix", "finds a game by the beginning of its id", "400: unknown gid", {
    gameOf: (gid) => (gid !== "" && "game-1".startsWith(gid) ? "game-1" : gid),
  }),
  lax("game-by-number", "finds a game by the number at its end", "400: unknown gid", {
    gameOf: (gid) => (/1$/.test(gid) ? "game-1" : gid),
  }),
  lax("nul-500", "breaks at a NUL in a reason", "reason is a string", {
    before: ({ body }) => {
      const request = jsonOf(body);
      return isFields(request) && idText(request["reason"]).includes("\0")
        ? { status: 500 }
        : undefined;
    },
  }),
  legal(
    "slash-redirected",
    "leads from the path with a slash to that without",
    "nothing is stored",
    {
      before: toExactPath,
    },
  ),
  legal(
    "charset-refused",
    "does not read bodies whose Content-Type has a charset",
    "JSON has none",
    {
      before: ({ headers }) =>
        (headers["content-type"] ?? "").includes("charset")
          ? refused(400, "invalid JSON")
          : undefined,
    },
    { mayWarn: true },
  ),
  legal("late-1600", "credits 1.6 s after its answer", "up to 2 s", { ...BALANCE, lateMs: 1_600 }),
  legal("challenge", "has WWW-Authenticate on its refusals", "headers are free", {
    unsigned: { status: 401, headers: { "WWW-Authenticate": "Bearer" }, body: "" },
  }),
  legal("user-numbers", "has more and other members for the user", "extra members are free", {
    reply: (body) =>
      isFields(body["user"])
        ? { ...body, user: { ...body["user"], rank: 5, deviceId: null } }
        : body,
  }),
];
