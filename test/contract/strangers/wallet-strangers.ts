/** Operators' wallets, each with one defect or one oddity. */
import { createHash, createHmac } from "node:crypto";
import { type Fields, header, idText, isFields, jsonOf } from "./serve.js";
import { type Seen, type Stranger, table } from "./stranger.js";
import { exactly, orWhen, remembersGiven, SHORTCUTS, type Trust } from "./trust.js";
import {
  type Callback,
  findPlayer,
  isWholeAmount,
  type Ledger,
  openOperator,
  type OperatorChanges,
  type Player,
  refusal,
  rightMove,
} from "./wallet-operator.js";

const { right, wrong, lax, legal } = table<OperatorChanges>(openOperator);

/** Unchecked where a condition on the request holds. */
const unless = (condition: (request: Fields, path: string) => boolean): Trust =>
  orWhen(({ asked }) => {
    const request = jsonOf(asked.body);
    return condition(isFields(request) ? request : {}, asked.path.toLowerCase());
  });

const betOf = ({ request }: Callback, { bets }: Ledger) =>
  bets.get(idText(request["withdraw_provider_tx_id"]));

const RIGHT = [
  right("right", {}),
  right("right-one-player", { section: { players: [] } }),
  right("right-classic", { section: { serverDriven: false } }),
];

const SIGNATURES = [
  wrong(
    "empty-signature",
    "takes an empty X-Signature",
    "an empty signature proves nothing; anybody could credit himself",
    {
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong(
    "missing-signature",
    "checks X-Signature only where it comes",
    "a missing header is answered 401",
    {
      trusts: SHORTCUTS.missing,
    },
  ),
  wrong("first-half", "compares the first half", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("any-prefix", "accepts every beginning of the right signature", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "accepts what begins with the right signature",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a signature counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong(
    "any-case",
    "compares without regard to case",
    "Base64 is case-sensitive: that throws bits away",
    {
      trusts: SHORTCUTS.anyCase,
    },
  ),
  wrong("empty-key", "accepts an HMAC under the empty key", "an empty key is known to everybody", {
    trusts: SHORTCUTS.emptyKey,
  }),
  wrong(
    "secret-itself",
    "accepts the secret in place of a signature",
    "a signature is made of the body",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong(
    "public-key-as-secret",
    "accepts an HMAC under the public key",
    "the public key travels with every request",
    {
      trusts: orWhen(
        ({ given, asked }) =>
          given ===
          createHmac("sha256", header(asked, "x-public-key") ?? "")
            .update(asked.body)
            .digest("base64"),
      ),
    },
  ),
  wrong("plain-digest", "accepts a digest of the body without a key", "anybody can make it", {
    trusts: orWhen(
      ({ given, asked }) => given === createHash("sha256").update(asked.body).digest("base64"),
    ),
  }),
  wrong(
    "remembered-signature",
    "believes a signature that was right once under any body",
    "a signature belongs to its bytes",
    () => ({
      trusts: remembersGiven(),
    }),
  ),
  wrong("deposit-unchecked", "checks all but /deposit", "all four endpoints are signed", {
    trusts: unless((_, path) => path.endsWith("/deposit")),
  }),
  wrong("balance-unchecked", "does not check /balance", "all four endpoints are signed", {
    trusts: unless((_, path) => path.endsWith("/balance")),
  }),
  wrong("auth-empty", "takes an empty signature at /auth", "all four endpoints are signed", {
    trusts: (credential) =>
      exactly(credential) || (credential.given === "" && credential.asked.path.endsWith("/auth")),
  }),
  wrong("rollback-unchecked", "checks bets and wins, not ROLL_BACK", "a rollback credits money", {
    trusts: unless(({ action }) => action === "ROLL_BACK"),
  }),
  wrong("free-bet-win-unchecked", "does not check FREE_BET_WIN", "it credits money", {
    trusts: unless(({ action }) => action === "FREE_BET_WIN"),
  }),
  wrong(
    "close-unchecked",
    "does not check CLOSE_ROUND",
    "what a wallet does after a round is for the provider to start",
    {
      trusts: unless(({ action }) => action === "CLOSE_ROUND"),
    },
  ),
  wrong(
    "repetition-unchecked",
    "looks for a known id before it looks at the signature",
    "an old reply tells a stranger the balance",
    () => {
      const ids = new Set<unknown>();
      return {
        trusts: (credential) => {
          const request = jsonOf(credential.asked.body);
          const id = isFields(request) ? request["provider_tx_id"] : undefined;
          if (id !== undefined && ids.has(id)) return true;
          if (!exactly(credential)) return false;
          if (id !== undefined) ids.add(id);
          return true;
        },
      };
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request is verified",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong("other-content-type", "checks what says to be JSON", "a Content-Type makes nothing true", {
    trusts: SHORTCUTS.otherContentType,
  }),
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
    "checks the exact paths, and serves them with a slash at their end",
    "the check holds on every spelling of a path",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong("forwarded", "trusts X-Forwarded-For 127.0.0.1", "anybody can write that header", {
    trusts: SHORTCUTS.forwardedLocal,
  }),
  wrong(
    "any-public-key",
    "does not look at X-Public-Key",
    "an unknown public key is answered 401",
    {
      trustsPublicKey: () => true,
    },
  ),
  wrong(
    "missing-public-key",
    "checks X-Public-Key only where it comes",
    "both headers name and prove the tenant",
    {
      trustsPublicKey: (given) => given === undefined || given === "pk_operator_7",
    },
  ),
  wrong(
    "public-key-prefix",
    "accepts a beginning of the public key",
    "another key names another tenant",
    {
      trustsPublicKey: (given) => given !== undefined && "pk_operator_7".startsWith(given),
    },
  ),
  wrong("re-serialised", "verifies the JSON as it writes it itself", "the raw bytes are signed", {
    signedText: ({ body }) => `${JSON.stringify(jsonOf(body))}`,
  }),
  wrong("refuses-403", "answers 403 to a bad signature", "the text says 401", {
    unsigned: refusal(403, "forbidden"),
  }),
  wrong(
    "refuses-in-200",
    "answers 200 with code 401 inside",
    "the HTTP status is what the provider reads",
    {
      unsigned: { status: 200, body: { code: 401, message: "signature", data: null } },
    },
  ),
];

const IDS = [
  wrong("by-round", "knows a transaction by its round", "a round has many bets and wins", {
    key: ({ action_id: round, action }) => `${idText(round)} ${idText(action)}`,
    isSame: () => true,
  }),
  wrong(
    "by-amount-too",
    "knows a transaction by id and amount",
    "the same id with another amount is 409, and moves nothing",
    {
      key: ({ provider_tx_id: id, amount }) => `${idText(id)} ${idText(amount)}`,
    },
  ),
  wrong(
    "by-session-too",
    "knows a transaction by id and round",
    "the key is provider_tx_id alone",
    {
      key: ({ provider_tx_id: id, action_id: round }) => `${idText(id)} ${idText(round)}`,
    },
  ),
  wrong(
    "by-endpoint-too",
    "keeps ids of bets and wins apart",
    "withdraw and deposit ids are one space",
    {
      key: ({ provider_tx_id: id, withdraw_provider_tx_id: bet }) =>
        `${bet === undefined ? "out" : "in"} ${idText(id)}`,
    },
  ),
  wrong(
    "by-player-and-second",
    "holds two like bets of a player within a second for one",
    "each id is a bet of its own",
    () => {
      const last = new Map<string, number>();
      return {
        instead: ({ request, path }, { entries, players }) => {
          if (path !== "/withdraw" || entries.has(idText(request["provider_tx_id"])))
            return undefined;
          const key = `${idText(request["user_id"])} ${idText(request["amount"])}`;
          const before = last.get(key) ?? 0;
          last.set(key, Date.now());
          if (Date.now() - before > 1_000) return undefined;
          const player = players.find(({ userId }) => userId === request["user_id"]);
          const earlier = [...entries.values()].findLast((each) => each.player === player);
          return earlier === undefined ? undefined : { status: 200, body: earlier.reply };
        },
      };
    },
  ),
  lax("ids-any-case", "holds ids for one that differ in case", "ids are compared byte for byte", {
    key: ({ provider_tx_id: id }) => idText(id).toLowerCase(),
  }),
  lax("ids-as-numbers", "reads numeric ids as numbers", "leading zeros and 64 bits count", {
    key: ({ provider_tx_id: id }) => (/^\d+$/.test(idText(id)) ? String(Number(id)) : idText(id)),
  }),
  lax("ids-cut", "keeps 40 characters of an id", "ids have up to 128 characters", {
    key: ({ provider_tx_id: id }) => idText(id).slice(0, 40),
  }),
  lax("ids-composed", "normalises ids", "composed and decomposed letters are other bytes", {
    key: ({ provider_tx_id: id }) => idText(id).normalize("NFC"),
  }),
  lax("ids-ascii", "drops what is not ASCII from ids", "ids with emoji are ids", {
    key: ({ provider_tx_id: id }) => idText(id).replaceAll(/[^\x20-\x7e]/g, ""),
  }),
  lax("ids-quotes-crash", "answers 500 to an id with a quote", "an odd id is no reason to break", {
    instead: ({ request }) =>
      /['"]/.test(idText(request["provider_tx_id"])) ? { status: 500 } : undefined,
  }),
  wrong("short-memory", "remembers the last four transactions", "a repetition may come late", {
    memory: 4,
  }),
  wrong(
    "again-current-balance",
    "shows today's balance in the reply to a repetition",
    "the original reply is due",
    {
      again: ({ reply }, player) => ({
        status: 200,
        body: { ...reply, data: { ...(reply["data"] as Fields), new_balance: player?.balance } },
      }),
    },
  ),
  wrong(
    "again-409-in-200",
    "answers a repetition 200 with code 409 inside",
    "an identical repetition gets the original reply, code and all",
    {
      again: ({ reply }) => ({ status: 200, body: { ...reply, code: 409 } }),
    },
  ),
  wrong(
    "again-409",
    "answers 409 to an identical repetition",
    "409 is for another body; the provider would give up",
    {
      again: () => refusal(409, "duplicate"),
    },
  ),
  wrong(
    "again-exists",
    "answers 400 BET_ALREADY_EXISTS to an identical repetition",
    "the original reply is due",
    {
      again: () => refusal(400, "BET_ALREADY_EXISTS", 10_000),
    },
  ),
  wrong(
    "again-new-tx-id",
    "gives each repetition a new operator_tx_id",
    "the original reply is due, every field",
    () => {
      let nth = 0;
      return {
        again: ({ reply }) => ({
          status: 200,
          body: {
            ...reply,
            data: { ...(reply["data"] as Fields), operator_tx_id: `again-${(nth += 1)}` },
          },
        }),
      };
    },
  ),
  wrong(
    "again-deposit-credits",
    "knows repeated bets, not repeated wins",
    "the key holds on deposits too",
    () => {
      let nth = 0;
      return {
        key: ({ provider_tx_id: id, action }) =>
          action === "WIN" ? `${idText(id)} ${(nth += 1)}` : idText(id),
      };
    },
  ),
  wrong(
    "other-amount-200",
    "gives the original reply to the same id with another amount",
    "that is 409",
    {
      isSame: () => true,
    },
  ),
  wrong(
    "other-action-credits",
    "takes a bet's id for a win, and credits it",
    "one id is one transaction",
    {
      key: ({ provider_tx_id: id, action }) => `${idText(action)} ${idText(id)}`,
    },
  ),
  wrong(
    "refused-takes-id",
    "notes the id of a request with a bad signature",
    "what was refused takes no id: the right request after it counts",
    {
      onRefused: ({ request, asked }, { entries }) => {
        const id = idText(request["provider_tx_id"]);
        if (id === "" || entries.has(id)) return;
        const body = { text: asked.body.toString(), request, player: null, refunded: false };
        entries.set(id, { id, ...body, reply: { code: 401, message: "signature", data: null } });
      },
    },
  ),
  wrong(
    "no-id-debits",
    "takes a bet without provider_tx_id",
    "without an id no repetition can be known",
    {
      instead: ({ request, path }, ledger) => {
        if (path !== "/withdraw" || idText(request["provider_tx_id"]) !== "") return undefined;
        const player = findPlayer(request, ledger);
        if ("status" in player) return player;
        player.balance -= Number(request["amount"]);
        return {
          status: 200,
          body: { code: 200, message: "OK", data: { new_balance: player.balance } },
        };
      },
    },
  ),
];

const LOCKS = [
  wrong(
    "lost-update",
    "reads the balance, waits for the database, writes it",
    "parallel bets would cost less than they are",
    {
      readsEarly: "balance",
    },
  ),
  wrong(
    "duplicate-debits-twice",
    "looks for the id, waits, then debits",
    "the same bet twice at once is one bet",
    {
      readsEarly: "id",
    },
  ),
  wrong(
    "second-in-flight-409",
    "answers 409 while the same id is under way",
    "the provider does not repeat a 409: the debit is lost",
    () => {
      const under = new Set<string>();
      return {
        instead: ({ request }, { entries }) => {
          const id = idText(request["provider_tx_id"]);
          if (id === "" || entries.has(id)) return undefined;
          if (under.has(id)) return refusal(409, "under way");
          under.add(id);
          setTimeout(() => under.delete(id), 40).unref();
          return undefined;
        },
        readsEarly: "id",
      };
    },
  ),
  wrong("overdraws", "lets the balance go below zero", "what is not there is answered 402", {
    overdraws: true,
  }),
];

const negative = (amount: unknown) => Number.isSafeInteger(amount);
const MONEY = [
  wrong("negative", "takes negative amounts", "a negative bet credits", {
    isAmount: (amount) => negative(amount),
  }),
  wrong("fraction", "takes 10.5", "amounts are whole millis", {
    isAmount: (amount) => typeof amount === "number" && amount > 0,
  }),
  wrong("fraction-cut", "takes 10.5 as 10", "amounts are whole millis: 400", {
    isAmount: (amount) => typeof amount === "number" && amount > 0,
    amountOf: ({ amount }) => Math.trunc(Number(amount)),
  }),
  wrong("text-amount", "takes an amount in a string", "amounts are numbers", {
    isAmount: (amount) => isWholeAmount(Number(amount)),
    amountOf: ({ amount }) => Number(amount),
  }),
  wrong("missing-amount", "takes a bet without amount as nothing", "a missing field is 400", {
    isAmount: (amount) => amount === undefined || isWholeAmount(amount),
    amountOf: ({ amount }) => Number(amount ?? 0),
  }),
  wrong("32-bits", "keeps 32 bits of an amount", "2^32 + 100 is more than the balance: 402", {
    amountOf: ({ amount }) => Number(amount) % 2 ** 32,
  }),
  wrong(
    "poor-debited",
    "debits what is left where funds do not suffice, and answers 402",
    "a refusal moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        if (typeof moved === "number" && player.balance + moved < 0) player.balance = 0;
        return moved;
      },
    },
  ),
  wrong("poor-400", "answers 400 where funds do not suffice", "insufficient funds are 402", {
    moves: (callback, player, ledger) => {
      const moved = rightMove(callback, player, ledger);
      return typeof moved === "number" && player.balance + moved < 0
        ? refusal(400, "insufficient")
        : moved;
    },
  }),
  wrong("free-bet-debits", "debits a FREE_BET", "a free bet costs no real money", {
    moves: (callback, player, ledger) =>
      callback.request["action"] === "FREE_BET"
        ? -Number(callback.request["amount"])
        : rightMove(callback, player, ledger),
  }),
  wrong("free-bet-win-lost", "does not credit FREE_BET_WIN", "it credits", {
    moves: (callback, player, ledger) =>
      callback.request["action"] === "FREE_BET_WIN" ? 0 : rightMove(callback, player, ledger),
  }),
  lax(
    "free-rollback-credits",
    "credits the rollback of a FREE_BET, which cost nothing",
    "there is nothing to give back",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        const moved = rightMove(callback, player, ledger);
        const isFree =
          callback.request["action"] === "ROLL_BACK" && bet?.request["action"] === "FREE_BET";
        return typeof moved === "number" && isFree ? Number(callback.request["amount"]) : moved;
      },
    },
  ),
  wrong(
    "second-win-lost",
    "credits the first win of a round only",
    "a round may have several wins",
    () => {
      const rounds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          const round = idText(callback.request["action_id"]);
          if (callback.request["action"] !== "WIN" || !rounds.has(round)) {
            if (callback.request["action"] === "WIN") rounds.add(round);
            return rightMove(callback, player, ledger);
          }
          return 0;
        },
      };
    },
  ),
  wrong(
    "second-bet-free",
    "debits the first bet of a round only",
    "a round may have several bets",
    () => {
      const rounds = new Set<string>();
      return {
        moves: (callback, player, ledger) => {
          if (callback.request["action"] !== "BET") return rightMove(callback, player, ledger);
          const round = idText(callback.request["action_id"]);
          const seen = rounds.has(round);
          rounds.add(round);
          return seen ? 0 : rightMove(callback, player, ledger);
        },
      };
    },
  ),
  wrong("rollback-twice", "gives a bet back once for every rollback id", "a bet is refunded once", {
    moves: (callback, player, ledger) => {
      const bet = betOf(callback, ledger);
      if (callback.request["action"] === "ROLL_BACK" && bet !== undefined) bet.refunded = false;
      return rightMove(callback, player, ledger);
    },
  }),
  wrong(
    "rollback-by-anyone",
    "credits a rollback to whoever sends it",
    "another player's bet is not his money",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        if (callback.request["action"] !== "ROLL_BACK" || bet === undefined || bet.refunded)
          return rightMove(callback, player, ledger);
        bet.refunded = true;
        return bet.request["action"] === "BET" ? Number(bet.request["amount"]) : 0;
      },
    },
  ),
  lax(
    "rollback-any-amount",
    "gives back the amount that a rollback names",
    "the bet's amount is what was taken",
    {
      moves: (callback, player, ledger) => {
        const bet = betOf(callback, ledger);
        if (callback.request["action"] !== "ROLL_BACK" || bet === undefined || bet.refunded)
          return rightMove(callback, player, ledger);
        if (bet.player !== player || bet.request["action"] !== "BET")
          return rightMove(callback, player, ledger);
        bet.refunded = true;
        return Number(callback.request["amount"]);
      },
    },
  ),
  wrong(
    "rollback-of-nothing",
    "credits the rollback of a bet that it never saw",
    "there is nothing to give back",
    {
      moves: (callback, player, ledger) =>
        callback.request["action"] === "ROLL_BACK" && betOf(callback, ledger) === undefined
          ? Number(callback.request["amount"])
          : rightMove(callback, player, ledger),
    },
  ),
  wrong(
    "rollback-of-win",
    "rolls a win back as if it were a bet, and credits it once more",
    "only bets are rolled back",
    {
      moves: (callback, player, ledger) => {
        const id = idText(callback.request["withdraw_provider_tx_id"]);
        const win = ledger.entries.get(id);
        return callback.request["action"] === "ROLL_BACK" && win?.request["action"] === "WIN"
          ? Number(win.request["amount"])
          : rightMove(callback, player, ledger);
      },
    },
  ),
  wrong(
    "unknown-action-debits",
    "debits whatever is no free bet",
    "an unknown action moves nothing",
    {
      moves: (callback, player, ledger) =>
        callback.path === "/withdraw" &&
        !["BET", "FREE_BET"].includes(idText(callback.request["action"]))
          ? -Number(callback.request["amount"])
          : rightMove(callback, player, ledger),
    },
  ),
  lax(
    "bet-after-rollback",
    "debits a bet that comes after its rollback",
    "the provider has called it off",
    {
      moves: (callback, player, ledger) => {
        ledger.voided.clear();
        return rightMove(callback, player, ledger);
      },
    },
  ),
  wrong(
    "unknown-action-credits",
    "credits whatever is no rollback",
    "an unknown action moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        const known = ["WIN", "FREE_BET_WIN", "ROLL_BACK"].includes(
          idText(callback.request["action"]),
        );
        return callback.path === "/deposit" && !known ? Number(callback.request["amount"]) : moved;
      },
    },
  ),
  wrong(
    "close-pays",
    "pays the coefficients of CLOSE_ROUND out",
    "a close notification moves no money",
    {
      instead: ({ request }, { players }) => {
        if (request["action"] === "CLOSE_ROUND") for (const player of players) player.balance += 10;
        return undefined;
      },
    },
  ),
  wrong(
    "close-needs-session",
    "answers 401 to CLOSE_ROUND, which has no session",
    "session and user are left out there",
    {
      instead: ({ request }) =>
        request["action"] === "CLOSE_ROUND" ? refusal(401, "session invalid") : undefined,
    },
  ),
  wrong(
    "close-again-500",
    "breaks at a repeated CLOSE_ROUND",
    "a repetition gets the original reply",
    {
      instead: ({ request }, { entries }) =>
        request["action"] === "CLOSE_ROUND" && entries.has(idText(request["provider_tx_id"]))
          ? { status: 500 }
          : undefined,
    },
  ),
  wrong(
    "one-purse",
    "keeps one balance for all players",
    "what belongs to one player is not another's",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        if (typeof moved === "number" && player.balance + moved >= 0)
          for (const other of ledger.players) if (other !== player) other.balance += moved;
        return moved;
      },
    },
  ),
  wrong(
    "first-players-balance",
    "shows the first player's balance at /balance",
    "each player has his own",
    {
      balanceReply: (data, _, { players }) => ({ ...data, amount: players[0]?.balance }),
    },
  ),
  wrong(
    "session-unchecked",
    "believes user_id, whosever session it is",
    "one player's id in another's session is refused",
    {
      finds: (request, { players }) => {
        const known = players.some(({ sessionToken }) => sessionToken === request["session_token"]);
        const named = players.find(({ userId }) => userId === idText(request["user_id"]));
        if (!known) return refusal(401, "session invalid");
        return named ?? refusal(404, "no such user");
      },
    },
  ),
  wrong("any-session", "does not look at session_token", "an unknown session is refused", {
    finds: ({ user_id: id }, { players }) =>
      players.find(({ userId }) => userId === idText(id)) ?? refusal(404, "no such user"),
  }),
];

const asMajor = (data: Fields): Fields => ({ ...data, amount: Number(data["amount"]) / 1000 });
const REPLIES = [
  wrong(
    "balance-major",
    "speaks whole units at /balance and millis elsewhere",
    "all amounts are millis",
    {
      balanceReply: asMajor,
    },
  ),
  wrong(
    "auth-major",
    "speaks whole units at /auth and millis elsewhere",
    "all amounts are millis",
    {
      auth: (data) => ({ ...data, balance: Number(data["balance"]) / 1000 }),
    },
  ),
  wrong("balance-text", "writes the balance as a string", "amounts are JSON integers", {
    balanceReply: (data) => ({ ...data, amount: String(data["amount"]) }),
  }),
  wrong(
    "balance-lags",
    "shows at /balance what was there one bet earlier",
    "the balance is that after the last reply",
    () => {
      const shown = new Map<Player, number>();
      return {
        balanceReply: (data, player) => {
          const before = shown.get(player) ?? player.balance;
          shown.set(player, player.balance);
          return { ...data, amount: before };
        },
      };
    },
  ),
  wrong(
    "old-balance",
    "shows the balance before the bet as new_balance",
    "new_balance is after it",
    () => ({
      reply: (data, { request, path }) => ({
        code: 200,
        message: "OK",
        data:
          path === "/withdraw" && request["action"] === "BET"
            ? { ...data, new_balance: Number(data["new_balance"]) + Number(request["amount"]) }
            : data,
      }),
    }),
  ),
  wrong(
    "other-currency",
    "names another currency in its replies",
    "what is present must be right",
    {
      reply: (data) => ({ code: 200, message: "OK", data: { ...data, currency: "EUR" } }),
    },
  ),
  wrong(
    "other-tx-id",
    "names the bet's id in place of the win's",
    "a reply names the transaction that it answers",
    {
      reply: (data, { request }) => ({
        code: 200,
        message: "OK",
        data: {
          ...data,
          ...(request["withdraw_provider_tx_id"] === undefined
            ? {}
            : { provider_tx_id: request["withdraw_provider_tx_id"] }),
        },
      }),
    },
  ),
  wrong(
    "envelope-code",
    "says code 0 in successes",
    "the code is the HTTP status or one of the provider's",
    {
      reply: (data) => ({ code: 0, message: "OK", data }),
    },
  ),
  wrong("malformed-500", "answers 500 to malformed JSON", "malformed is 400", {
    before: ({ body }) => (jsonOf(body) === undefined ? { status: 500 } : undefined),
  }),
];

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const onceOnly = (): OperatorChanges => {
  const used = new Set<Player>();
  return {
    auth: (data, player) => {
      if (used.has(player)) return refusal(401, "token was used");
      used.add(player);
      return data;
    },
  };
};
const LEGAL = [
  legal("bare", "replies without an envelope", "a bare object is accepted too", {
    reply: (data) => data,
  }),
  legal(
    "bare-trace",
    "replies bare, with a trace id and a time of its own in each",
    "members that name the request are free",
    () => {
      let nth = 0;
      return {
        reply: (data) => data,
        again: ({ reply }) => ({
          status: 200,
          body: { ...reply, trace_id: `t-${(nth += 1)}`, time: Date.now() },
        }),
      };
    },
  ),
  legal("envelope-trace", "has a request id beside data", "members outside data are free", () => {
    let nth = 0;
    return {
      again: ({ reply }) => ({ status: 200, body: { ...reply, request_id: (nth += 1) } }),
    };
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection, with cookies", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "sid=1" } },
  }),
  legal(
    "chunked",
    "answers in chunks, indented, header names in capitals",
    "HTTP and JSON leave that free",
    {
      manner: { chunked: true, shouts: true, indent: 2 },
    },
  ),
  legal("numeric-user-id", "writes user_id as a number", "ids may be strings or numbers", {
    reply: (data) => ({
      code: 200,
      message: "OK",
      data: { ...data, ...("user_id" in data ? { user_id: Number(data["user_id"]) } : {}) },
    }),
  }),
  legal("extra-fields", "has further fields everywhere", "a body may hold more", {
    reply: (data) => ({ code: 200, message: "OK", data: { ...data, vip: true, tags: [] }, v: 2 }),
  }),
  legal("single-use-token", "takes a user_token once", "it is a token for one sign-in", onceOnly),
  legal(
    "single-use-token-with-id",
    "takes a user_token once; the profile names the user",
    "it is a token for one sign-in",
    () => ({
      ...onceOnly(),
      player: { userId: "7001" },
    }),
  ),
  legal(
    "least-stated",
    "takes bets from 1000 USD up, and says so at /auth",
    "a least bet may be any amount",
    {
      balance: 500_000_000,
      least: 1_000_000,
      auth: (data) => ({ ...data, minbet: 1_000_000, maxbet: 100_000_000 }),
    },
  ),
  legal(
    "least-unstated",
    "takes bets from 1 USD up, and says nothing",
    "the refusal of the first bet tells",
    {
      balance: 500_000_000,
      least: 1_000,
    },
  ),
  legal(
    "least-in-profile",
    "takes bets from 100 USD up; the profile states the stake",
    "stakes follow wallet.stake",
    {
      balance: 100_000_000,
      least: 100_000,
      section: { stake: 100_000 },
    },
  ),
  legal("rich", "has a player with 5000 USD", "a balance may be any amount", {
    balance: 5_000_000,
  }),
  legal(
    "very-rich",
    "has a player with ten million USD",
    "a balance may be any amount; what needs a small one may be left out",
    {
      balance: 10_000_000_000,
    },
    { mayBlock: /./ },
  ),
  legal(
    "poor-remembered",
    "answers a bet 402 again once it was 402",
    "it may be evaluated again, or not",
    () => {
      const refused = new Set<string>();
      return {
        poor: ({ request }) => {
          refused.add(idText(request["provider_tx_id"]));
          return refusal(402, "insufficient funds");
        },
        instead: ({ request }) =>
          refused.has(idText(request["provider_tx_id"]))
            ? refusal(402, "insufficient funds")
            : undefined,
      };
    },
  ),
  legal(
    "busy-503",
    "answers 503 to an id that is under way",
    "the provider repeats a 5xx; recommended against",
    () => {
      const under = new Set<string>();
      return {
        instead: ({ request }, { entries }) => {
          const id = idText(request["provider_tx_id"]);
          if (id === "" || entries.has(id)) return undefined;
          if (under.has(id)) return refusal(503, "busy");
          under.add(id);
          setTimeout(() => under.delete(id), 40).unref();
          return undefined;
        },
        readsEarly: "id",
      };
    },
    { mayWarn: true },
  ),
  legal("tx-numbers", "numbers its own transactions", "ids may be strings or numbers", () => {
    let nth = 90_000;
    return {
      reply: (data) => ({
        code: 200,
        message: "OK",
        data: "operator_tx_id" in data ? { ...data, operator_tx_id: (nth += 1) } : data,
      }),
    };
  }),
  legal("poor", "has a player with 150 USD", "100 units are enough", { balance: 150_000 }),
  legal(
    "uuid-ids",
    "wants ids that are UUIDs, as the profile says",
    "the provider's ids are such",
    {
      section: { ids: "uuid" },
      instead: ({ request, path }) =>
        path !== "/auth" &&
        path !== "/balance" &&
        request["action"] !== "CLOSE_ROUND" &&
        !uuid.test(idText(request["provider_tx_id"]))
          ? refusal(400, "provider_tx_id must be a UUID")
          : undefined,
    },
  ),
  legal("win-of-unknown-bet", "credits a win without a known bet", "either is legal", {
    moves: (callback, player, ledger) =>
      callback.request["action"] === "WIN" && betOf(callback, ledger) === undefined
        ? Number(callback.request["amount"])
        : rightMove(callback, player, ledger),
  }),
  legal(
    "second-rollback-200",
    "answers 200 to a further rollback of a bet, and moves nothing",
    "any answer below 500 that moves nothing",
    {
      moves: (callback, player, ledger) =>
        callback.request["action"] === "ROLL_BACK" && betOf(callback, ledger)?.refunded === true
          ? 0
          : rightMove(callback, player, ledger),
    },
  ),
  legal(
    "rollback-of-unknown-200",
    "answers 200 to the rollback of an unknown bet, and moves nothing",
    "any answer below 500 that moves nothing",
    {
      moves: (callback, player, ledger) => {
        const moved = rightMove(callback, player, ledger);
        return callback.request["action"] === "ROLL_BACK" && typeof moved !== "number" ? 0 : moved;
      },
    },
  ),
  legal(
    "late-bet-200",
    "answers 200 to a bet that was rolled back before, and debits nothing",
    "the answer is free",
    {
      moves: (callback, player, ledger) =>
        callback.path === "/withdraw" &&
        ledger.voided.has(idText(callback.request["provider_tx_id"]))
          ? 0
          : rightMove(callback, player, ledger),
    },
  ),
  legal(
    "same-by-meaning",
    "compares repeated bodies by meaning",
    "different may be judged by bytes or meaning",
    {
      isSame: (entry, { request }) => JSON.stringify(entry.request) === JSON.stringify(request),
    },
  ),
  legal(
    "session-400",
    "answers 400 with code 10013 to an unknown session",
    "400, 401 and 404 are open",
    {
      finds: (request, ledger) => {
        const player = findPlayer(request, ledger);
        return "status" in player && player.status === 401
          ? refusal(400, "GAME_SESSION_NOT_FOUND", 10_013)
          : player;
      },
    },
  ),
  legal("zero-accepted", "takes a bet of 0", "0 is not judged", {
    isAmount: (amount) => amount === 0 || isWholeAmount(amount),
  }),
  legal(
    "strict-schema",
    "refuses bodies with members that the provider does not send",
    "strict schemas are legal",
    {
      instead: ({ request }) =>
        Object.keys(request).every((name) =>
          /^(user_token|session_token|platform|currency|user_id|amount|game|action|action_id|provider|provider_tx_id|withdraw_provider_tx_id|attributes)$/.test(
            name,
          ),
        )
          ? undefined
          : refusal(400, "unknown member"),
    },
  ),
  legal(
    "ids-per-player",
    "keeps ids of two players apart",
    "one space or two is not judged",
    {
      key: ({ provider_tx_id: id, user_id: user }) => `${idText(user)} ${idText(id)}`,
    },
    { mayWarn: true },
  ),
  legal("url-safe", "accepts URL-safe and unpadded Base64 as well", "not judged", {
    trusts: ({ given, key, rightUnder }) => {
      const plain = (value: string) =>
        value.replaceAll("-", "+").replaceAll("_", "/").replace(/=+$/, "");
      return given !== undefined && plain(given) === plain(rightUnder(key));
    },
  }),
];

export const WALLET_STRANGERS: readonly Stranger[] = [
  ...RIGHT,
  ...SIGNATURES,
  ...IDS,
  ...LOCKS,
  ...MONEY,
  ...REPLIES,
  ...LEGAL,
];

/** What the suite still gets wrong. */
export const KNOWN_MISSES: Readonly<Record<string, Seen>> = {};
