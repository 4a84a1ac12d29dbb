import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  DEFAULT_DIALECT,
  WALLET_FIELDS,
  checkFieldNames,
} from "../../../src/protocols/wallet/dialect.js";
import { renderJson } from "../../../src/core/json/value.js";
import type { CallbackMessage, WalletSession } from "../../../src/protocols/wallet/messages.js";
import {
  buildAuth,
  buildBalance,
  buildCloseRound,
  buildRollback,
  buildWin,
  buildWithdraw,
  parseCallbackAction,
  serialiseBody,
} from "../../../src/protocols/wallet/messages.js";
import { toMillis } from "../../../src/protocols/wallet/millis.js";
import { buildOperation } from "../../../src/protocols/wallet/operations.js";
import { signCallback } from "../../../src/protocols/wallet/signature.js";

interface Golden {
  readonly session: WalletSession;
  readonly messages: readonly {
    readonly id: string;
    readonly path: string;
    readonly body: string;
    readonly secret: string;
    readonly signature: string;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL("../../../fixtures/wallet/messages.json", import.meta.url), "utf8"),
) as Golden;
const { session } = golden;
const dialect = DEFAULT_DIALECT;
const roundId = "round-1";
const closing = {
  roundId,
  operatorId: "op-7",
  bets: [
    { stake: toMillis(5440), coefficient: 2.35 },
    { stake: toMillis(1000), coefficient: 0 },
    { stake: toMillis(250), coefficient: 1 },
  ],
};
const stake = toMillis(5440);

const BUILT: Readonly<Record<string, CallbackMessage>> = {
  auth: buildAuth(dialect, { ...session, userToken: "tok-1" }),
  bet: buildWithdraw(dialect, session, {
    action: "BET",
    txId: "tx-1",
    roundId,
    amount: stake,
  }),
  "free-bet": buildWithdraw(dialect, session, {
    action: "FREE_BET",
    txId: "tx-2",
    roundId,
    amount: toMillis(1000),
  }),
  win: buildWin(dialect, session, {
    action: "WIN",
    txId: "tx-3",
    roundId,
    amount: toMillis(12784),
    betTxId: "tx-1",
  }),
  "free-bet-win": buildWin(dialect, session, {
    action: "FREE_BET_WIN",
    txId: "tx-4",
    roundId,
    amount: toMillis(2000),
    betTxId: null,
  }),
  rollback: buildRollback(dialect, session, {
    txId: "tx-5",
    roundId,
    amount: stake,
    betTxId: "tx-1",
  }),
  "close-round": buildCloseRound(dialect, session, closing),
  "close-round-object": buildCloseRound({ ...dialect, attributes: "object" }, session, closing),
  balance: buildBalance(dialect, session),
};

describe("golden messages", () => {
  it("covers every builder", () => {
    expect(golden.messages.map(({ id }) => id)).toStrictEqual(Object.keys(BUILT));
  });

  it.each(golden.messages)("$id", ({ id, path, body, secret, signature }) => {
    const message = BUILT[id]!;
    const bytes = serialiseBody(message.body);
    expect(new TextDecoder().decode(bytes)).toBe(body);
    expect(message.path).toBe(path);
    expect(signCallback(bytes, secret)).toBe(signature);
  });
});

describe("CLOSE_ROUND", () => {
  it("names no player, no session and no bet", () => {
    const names = Object.keys(BUILT["close-round"]!.body);
    for (const omitted of ["user_id", "session_token", "withdraw_provider_tx_id"])
      expect(names).not.toContain(omitted);
  });
});

describe("renamed fields", () => {
  const fields = { user_id: "player", amount: "sum", aviadroneBets: "bets" };

  it("stand in the body under the partner's names, in the same order", () => {
    const { body } = buildWithdraw({ ...dialect, fields }, session, {
      action: "BET",
      txId: "tx-1",
      roundId,
      amount: stake,
    });
    expect(Object.keys(body).slice(0, 4)).toStrictEqual([
      "player",
      "session_token",
      "currency",
      "sum",
    ]);
    expect(body["sum"]).toBe(5440);
  });

  it("reach into the attributes", () => {
    const { body } = buildCloseRound({ ...dialect, fields }, session, closing);
    expect(renderJson(body)).toContain('{"name":"bets","value":"[5440,1000,250]"}');
  });

  it.each([
    [{ userid: "x" }, /wallet\.fields\.userid/],
    [{ amount: "currency" }, /currency and amount would both be called/],
    [{ user_id: "same", session_token: "same" }, /user_id and session_token/],
    [{ amount: "" }, /empty/],
    [{ constructor: "x" }, /no field of this name/],
  ])("refuses %j", (fields, message) => {
    expect(() => checkFieldNames(fields)).toThrow(message);
  });

  it("accepts swaps, and equal names in different objects", () => {
    expect(() =>
      checkFieldNames({ user_id: "session_token", session_token: "user_id" }),
    ).not.toThrow();
    expect(() => checkFieldNames({ amount: "balance" })).not.toThrow();
  });

  it("covers every field that is built", () => {
    const built = new Set(Object.values(BUILT).flatMap(({ body }) => Object.keys(body)));
    expect(WALLET_FIELDS).toEqual(expect.arrayContaining([...built]));
  });
});

describe("ids", () => {
  it("are sent back with all their digits", () => {
    const { body } = buildBalance(dialect, {
      ...session,
      userId: 12345678901234567890n,
    });
    expect(renderJson(body)).toContain('"user_id":12345678901234567890,');
  });
});

describe("buildOperation", () => {
  const operator = { ...session, operatorId: "op-7" };

  it.each([
    ["bet", { type: "bet", txId: "tx-1", roundId, amount: stake, free: false }],
    [
      "free-bet",
      {
        type: "bet",
        txId: "tx-2",
        roundId,
        amount: toMillis(1000),
        free: true,
      },
    ],
    [
      "win",
      {
        type: "win",
        txId: "tx-3",
        roundId,
        amount: toMillis(12784),
        free: false,
        betTxId: "tx-1",
      },
    ],
    [
      "free-bet-win",
      {
        type: "win",
        txId: "tx-4",
        roundId,
        amount: toMillis(2000),
        free: true,
        betTxId: null,
      },
    ],
    [
      "rollback",
      {
        type: "rollback",
        txId: "tx-5",
        roundId,
        amount: stake,
        betTxId: "tx-1",
      },
    ],
    ["close-round", { type: "close", txId: "any", ...closing }],
  ] as const)("asks for a %s", (id, operation) => {
    expect(buildOperation(dialect, operator, operation)).toStrictEqual(BUILT[id]);
  });
});

describe("parseCallbackAction", () => {
  it.each([
    ["withdraw", undefined, "BET"],
    ["deposit", undefined, "WIN"],
    ["auth", undefined, null],
    ["deposit", "CLOSE_ROUND", "CLOSE_ROUND"],
  ] as const)("%s %s is %s", (kind, text, action) => {
    expect(parseCallbackAction(kind, text)).toBe(action);
  });

  it.each([
    ["withdraw", "WIN", /withdraw has no such action/, /BET/],
    ["deposit", "ROLLBACK", /no such action/, /Did you mean "ROLL_BACK"/],
    ["balance", "BET", /balance has no actions/, /Leave --action out/],
  ] as const)("refuses %s %s", (kind, text, message, hint) => {
    expect(() => parseCallbackAction(kind, text)).toThrow(
      expect.objectContaining({
        code: "action_invalid",
        message: expect.stringMatching(message) as string,
        hint: expect.stringMatching(hint) as string,
      }),
    );
  });
});
