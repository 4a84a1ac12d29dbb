/** Wallets that go wrong in a corner: with one header, one milli further, after what came before. */
import { type Answer, idText } from "../serve.js";
import { exactly, orWhen } from "../trust.js";
import { type OperatorChanges, type Player, refusal, rightMove } from "./operator.js";
import { betOf, lax, legal, wrong } from "./table.js";

const idOf = ({ provider_tx_id: id }: { readonly provider_tx_id?: unknown }) => idText(id);

/** Sessions that have ended, for whatever reason. */
const endsSessions = (
  ends: (path: string, action: unknown, answered: "taken" | "poor" | "closed") => boolean,
): OperatorChanges => {
  const ended = new Set<string>();
  const rounds = new Map<string, string>();
  return {
    instead: ({ path, request }) => {
      const session = idText(request["session_token"]);
      if (path === "/auth") ended.delete(session);
      const action = request["action"];
      if (action === "CLOSE_ROUND" && ends(path, action, "closed"))
        ended.add(rounds.get(idText(request["action_id"])) ?? "");
      return session !== "" && ended.has(session) ? refusal(401, "session has ended") : undefined;
    },
    onTaken: ({ request }) => {
      rounds.set(idText(request["action_id"]), idText(request["session_token"]));
    },
    poor: ({ path, request }) => {
      if (ends(path, request["action"], "poor")) ended.add(idText(request["session_token"]));
      return refusal(402, "insufficient funds");
    },
  };
};

const locksOut = (): OperatorChanges => {
  let wrongs: number[] = [];
  return {
    onRefused: () => void wrongs.push(Date.now()),
    instead: () => {
      wrongs = wrongs.filter((at) => Date.now() - at < 250);
      return wrongs.length >= 3 ? refusal(401, "too many bad signatures") : undefined;
    },
  };
};

const restoresSnapshot = (): OperatorChanges => {
  const before = new Map<string, number>();
  return {
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      if (typeof moved !== "number") return moved;
      if (callback.path === "/withdraw") before.set(idOf(callback.request), player.balance);
      if (callback.request["action"] !== "ROLL_BACK") return moved;
      const bet = betOf(callback, ledger);
      return (before.get(bet?.id ?? "") ?? player.balance) - player.balance;
    },
  };
};

/** A win is reckoned from what the player had after its bet. */
const winsFromBet = (): OperatorChanges => {
  const after = new Map<string, number>();
  return {
    onTaken: ({ path, request }, player) => {
      if (path === "/withdraw") after.set(idOf(request), player.balance);
    },
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      const bet = after.get(betOf(callback, ledger)?.id ?? "");
      return typeof moved === "number" && callback.request["action"] === "WIN" && bet !== undefined
        ? bet + moved - player.balance
        : moved;
    },
  };
};

const everyThirdUnlocked = (): OperatorChanges => {
  let count = 0;
  return {
    readsEarly: "balance",
    lock: ({ request }) => {
      count += 1;
      return `${idText(request["user_id"])} ${count % 3 === 0 ? count : ""}`;
    },
  };
};

const givesUp = (): OperatorChanges => {
  const recent: number[] = [];
  return {
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      recent.push(performance.now());
      const isBusy = recent.filter((at) => performance.now() - at < 30).length > 6;
      return typeof moved === "number" && isBusy ? 0 : moved;
    },
  };
};

/** Compares as PHP does with two equal signs. */
const loosely = (id: string) =>
  /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(id) ? String(Number(id)) : id;

const collated = (id: string) =>
  id.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().trimEnd();

/** An id is looked for with LIKE. */
const asPattern = (): OperatorChanges => {
  const seen: string[] = [];
  return {
    key: (request) => {
      const id = idOf(request);
      const pattern = new RegExp(
        `^${id
          .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
          .replaceAll("%", ".*")
          .replaceAll("_", ".")}$`,
        "s",
      );
      const known = seen.includes(id) ? id : seen.find((each) => pattern.test(each));
      if (known === undefined) seen.push(id);
      return known ?? id;
    },
  };
};

const toExactPath = ({ path }: { readonly path: string }): Answer | undefined =>
  path.endsWith("/") ? { status: 308, headers: { Location: path.slice(0, -1) } } : undefined;

export const CORNERS = [
  wrong(
    "unknown-tenant-empty-secret",
    "has an empty secret for a public key that it does not know",
    "an unknown public key is answered 401",
    {
      trustsPublicKey: () => true,
      trusts: (credential) =>
        credential.asked.headers["x-public-key"] === "pk_operator_7"
          ? exactly(credential)
          : credential.given === credential.rightUnder(""),
    },
  ),
  lax(
    "public-key-in-list",
    "takes a list of public keys that has its own in it",
    "an unknown public key is answered 401",
    { trustsPublicKey: (given) => (given ?? "").split(/, ?/).includes("pk_operator_7") },
  ),
  lax(
    "public-key-any-case",
    "compares the public key without regard to case",
    "that is another key",
    {
      trustsPublicKey: (given) => given?.toLowerCase() === "pk_operator_7",
    },
  ),
  wrong(
    "start-signed",
    "compares signatures of the first 120 bytes",
    "the signature is over the whole body",
    () => {
      const known = new Map<string, string>();
      return {
        trusts: (credential) => {
          const { given = "", asked } = credential;
          const start = asked.body.toString("latin1", 0, 120);
          const isRight = exactly(credential);
          if (isRight) known.set(given, start);
          return isRight || known.get(given) === start;
        },
      };
    },
  ),
  wrong("authorization", "trusts whoever has an Authorization header", "X-Signature decides", {
    trusts: orWhen(({ asked }) => asked.headers.authorization !== undefined),
  }),
  wrong("original-url", "checks the path that X-Original-URL names", "X-Signature decides", {
    trusts: orWhen(({ asked }) => asked.headers["x-original-url"] !== undefined),
  }),
  wrong(
    "locks-out",
    "refuses everybody just after three bad signatures",
    "a refusal has no effect",
    locksOut,
  ),
  wrong(
    "auth-forgets",
    "forgets its transactions when the player signs in again",
    "a repetition moves nothing, whenever it comes",
    {
      instead: ({ path }, { entries }) => {
        if (path === "/auth") entries.clear();
        return undefined;
      },
    },
  ),
  wrong(
    "conflict-overwrites",
    "keeps the body of a conflict in place of the first one",
    "a refusal has no effect: the first one's repetition gets its reply",
    () => {
      const texts = new Map<string, string>();
      return {
        isSame: (entry, { asked }) => {
          const known = texts.get(entry.id) ?? entry.text;
          texts.set(entry.id, asked.body.toString());
          return known === asked.body.toString();
        },
      };
    },
  ),
  wrong(
    "poor-ends-session",
    "ends the session of a player whose funds do not suffice",
    "402 refuses that bet alone",
    () => endsSessions((_path, _action, answered) => answered === "poor"),
  ),
  wrong(
    "close-ends-session",
    "ends the session when a round closes",
    "a player plays many rounds",
    () => endsSessions((_path, _action, answered) => answered === "closed"),
  ),
  wrong(
    "refund-restores",
    "gives a bet back by the balance from before it",
    "what was played since is undone with it",
    restoresSnapshot,
  ),
  wrong(
    "win-from-bet",
    "adds a win to the balance from after its bet",
    "what was played since is undone with it",
    winsFromBet,
  ),
  wrong(
    "balance-writes-back",
    "writes whole cents back when it is asked for the balance",
    "millis are lost by a question",
    {
      balanceReply: (data, player) => {
        player.balance -= player.balance % 10;
        return { ...data, amount: player.balance };
      },
    },
  ),
  wrong(
    "every-third",
    "lets every third transaction pass its lock",
    "updates are lost",
    everyThirdUnlocked,
  ),
  wrong(
    "gives-up",
    "answers 200 without a movement where more than six come at once",
    "a bet that is answered 200 is debited",
    givesUp,
  ),
  wrong(
    "late-balance",
    "reads the balance for its reply after others may have played",
    "new_balance is the balance after the transaction",
    { repliesAfterMs: 12 },
  ),
  wrong("again-flagged", "flags a repetition in its data", "every field of the first reply", {
    again: ({ reply }) => ({
      status: 200,
      body: { ...reply, data: { ...(reply["data"] as object), duplicate: true } },
    }),
  }),
  wrong(
    "auth-balance-kept",
    "shows the balance of the first sign-in at /auth",
    "what is present is right",
    () => {
      const first = new Map<string, number>();
      return {
        auth: (data, { userId, balance }) => {
          first.set(userId, first.get(userId) ?? balance);
          return { ...data, balance: first.get(userId) };
        },
      };
    },
  ),
  wrong(
    "auth-balance-of-first",
    "shows the first player's balance at every /auth",
    "what is present is right",
    () => {
      const seen: Player[] = [];
      return {
        auth: (data, player) => {
          if (!seen.includes(player)) seen.push(player);
          const first = seen.reduce((one, two) => (one.userId < two.userId ? one : two));
          return { ...data, balance: first.balance };
        },
      };
    },
  ),
  wrong("whole-balance-402", "refuses a bet of the whole balance", "it suffices", {
    poor: () => refusal(402, "insufficient funds"),
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      return moved === -player.balance && moved !== 0 ? refusal(402, "insufficient funds") : moved;
    },
  }),
  wrong("one-milli-over", "takes a bet one milli above the balance", "funds do not suffice", {
    overdraws: true,
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      return typeof moved === "number" && player.balance + moved < -1
        ? refusal(402, "insufficient funds")
        : moved;
    },
  }),
  lax("ids-loosely", "compares ids as PHP does with two equal signs", "1e3 is not 1000", {
    key: (request) => loosely(idOf(request)),
  }),
  lax(
    "ids-collated",
    "compares ids as MySQL does by default",
    "accents and blanks at the end count",
    {
      key: (request) => collated(idOf(request)),
    },
  ),
  lax("ids-as-pattern", "looks for an id with LIKE", "_ and % are characters of ids", asPattern),
  legal("slash-redirected", "leads from a path with a slash to that without", "nothing moves", {
    before: toExactPath,
  }),
  legal(
    "refuses-empty-401",
    "answers 401 without a body",
    "the body of a refusal is free",
    {
      unsigned: { status: 401 },
    },
    { mayWarn: true },
  ),
  legal(
    "tx-ids-numbers",
    "has numbers above 32 bits for operator_tx_id, and limits beside it",
    "ids may be numbers",
    () => {
      let last = 9_000_000_000;
      return {
        reply: (data) => ({
          code: 200,
          message: "",
          data:
            "operator_tx_id" in data ? { ...data, operator_tx_id: (last += 1), bonus: null } : data,
        }),
      };
    },
  ),
  legal(
    "other-order",
    "writes members in another order, and a status beside",
    "JSON has no order",
    {
      reply: (data) => ({
        status: "SUCCESS",
        data: Object.fromEntries(Object.entries(data).reverse()),
        message: null,
        code: 200,
      }),
    },
  ),
];
