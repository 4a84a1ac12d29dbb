import { describe, expect, it } from "vitest";
import type { HttpFailureKind } from "../../../src/core/http.js";
import { DEFAULT_DIALECT } from "../../../src/protocols/wallet/dialect.js";
import { type JsonValue } from "../../../src/core/json/value.js";
import { renderJson } from "../../../src/core/json/value.js";
import { isRetriedFailure, meaningOfStatus } from "../../../src/protocols/wallet/http-meaning.js";
import { readRefusal } from "../../../src/protocols/wallet/refusals.js";
import type { Echo } from "../../../src/protocols/wallet/callback-replies.js";
import { echoOf, readReply, replyKindOf } from "../../../src/protocols/wallet/callback-replies.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: JsonValue) => bytes(renderJson(value));
const auto = DEFAULT_DIALECT;

const TRANSACTION = {
  user_id: "u-1",
  operator_tx_id: "op-1",
  provider: "acme",
  provider_tx_id: "tx-1",
  new_balance: 94560,
  currency: "USD",
};
const ECHO: Echo = {
  user_id: "u-1",
  provider: "acme",
  provider_tx_id: "tx-1",
  currency: "USD",
};

function transactionProblems(changes: Readonly<Record<string, JsonValue>>) {
  const body = json({ ...TRANSACTION, ...changes });
  return readReply("transaction", body, auto, ECHO).problems;
}

describe("readReply", () => {
  it.each([
    ["auth", { user_id: 7, balance: 100, currency: "USD" }],
    ["balance", { currency: "USD", amount: 0 }],
    ["transaction", TRANSACTION],
  ] as const)("reads %s, wrapped and bare", (kind, data) => {
    const bare = readReply(kind, json(data), auto);
    const wrapped = readReply(kind, json({ code: 200, message: "ok", data, more: 1 }), auto);
    expect(bare).toMatchObject({ shape: "bare", problems: [] });
    expect(wrapped).toMatchObject({ shape: "data", problems: [] });
    expect(wrapped.reply).toStrictEqual(bare.reply);
    expect(bare.reply).not.toBeNull();
  });

  it("gives types", () => {
    const auth = { user_id: 7, balance: 100, currency: "USD", country: "KR" };
    expect(readReply("auth", json(auth), auto).reply).toStrictEqual({
      userId: 7,
      balance: 100,
      currency: "USD",
    });
    expect(readReply("transaction", json(TRANSACTION), auto).reply).toStrictEqual({
      newBalance: 94560,
      operatorTxId: "op-1",
    });
  });

  it("keeps every digit of a user's number", () => {
    const body = bytes('{"user_id":12345678901234567890,"balance":1,"currency":"USD"}');
    expect(readReply("auth", body, auto).reply?.userId).toBe(12345678901234567890n);
  });

  it.each([
    ["94560", 94560],
    ["94560.0", 94560],
  ])("takes %s for an integer", (text, newBalance) => {
    const body = bytes(`{"new_balance":${text}}`);
    expect(readReply("transaction", body, auto).reply?.newBalance).toBe(newBalance);
  });

  it.each<[JsonValue, string]>([
    [94.56, "94.56"],
    ["94560", '"94560"'],
    [null, "null"],
    [true, "true"],
  ])("refuses a balance of %s", (new_balance, found) => {
    const body = json({ ...TRANSACTION, new_balance });
    expect(readReply("transaction", body, auto, ECHO)).toStrictEqual({
      reply: null,
      shape: "bare",
      problems: [
        {
          field: "new_balance",
          expected: "an integer number of millis",
          found,
          level: "MUST",
        },
      ],
    });
  });

  it("says of a balance that nobody counts exactly that it is huge", () => {
    const body = bytes('{"new_balance":12345678901234567890}');
    const { reply, problems } = readReply("transaction", body, auto);
    expect(reply).toBeNull();
    expect(problems).toContainEqual({
      field: "new_balance",
      expected: "an integer up to 9007199254740991, which programs count exactly",
      found: "12345678901234567890",
      level: "MUST",
      isHuge: true,
    });
  });

  it.each([
    ["user_id", "u-2"],
    ["provider", "other"],
    ["provider_tx_id", "tx-2"],
    ["currency", "usd"],
  ] as const)("compares %s with the request", (field, value) => {
    expect(transactionProblems({ [field]: value })).toStrictEqual([
      {
        field,
        expected: renderJson(ECHO[field]!),
        found: renderJson(value),
        level: "MUST",
      },
    ]);
  });

  it("lets numbers come back as strings, and strings as numbers", () => {
    const body = json({ ...TRANSACTION, user_id: "7", provider_tx_id: 12 });
    const echo = { ...ECHO, user_id: 7, provider_tx_id: "12" };
    expect(readReply("transaction", body, auto, echo).problems).toStrictEqual([]);
  });

  it("minds the absence of lesser fields less", () => {
    const { problems, reply } = readReply("transaction", json({ new_balance: 5 }), auto, ECHO);
    expect(reply?.newBalance).toBe(5);
    expect(problems.map(({ field, level }) => [field, level])).toStrictEqual([
      ["user_id", "SHOULD"],
      ["operator_tx_id", "SHOULD"],
      ["provider", "SHOULD"],
      ["provider_tx_id", "SHOULD"],
      ["currency", "SHOULD"],
    ]);
  });

  it("does not mind absent limits, and minds odd ones a little", () => {
    const auth = { user_id: 7, balance: 100, currency: "USD" };
    const problemsWith = (minbet: JsonValue) =>
      readReply("auth", json({ ...auth, minbet }), auto).problems;
    expect(problemsWith(null)).toStrictEqual([]);
    expect(problemsWith("0.10")).toMatchObject([{ field: "minbet", level: "SHOULD" }]);
  });

  it("speaks of renamed fields by the partner's names", () => {
    const dialect = { ...auto, fields: { new_balance: "balance" } };
    const good = json({ ...TRANSACTION, balance: 5 });
    const bad = json({ balance: "5" });
    expect(readReply("transaction", good, dialect).reply?.newBalance).toBe(5);
    expect(readReply("transaction", bad, dialect).problems[0]?.field).toBe("balance");
  });

  it.each([
    ["", "an empty body"],
    ["<html>", "not JSON"],
    ["[1]", "[1]"],
    ["null", "null"],
  ])("says that %j is no object", (text, found) => {
    expect(readReply("balance", bytes(text), auto)).toStrictEqual({
      reply: null,
      shape: null,
      problems: [{ field: "body", expected: "a JSON object", found, level: "MUST" }],
    });
  });

  it("accepts anything for a closed round", () => {
    expect(readReply("acknowledgement", bytes("ok"), auto)).toStrictEqual({
      reply: {},
      shape: null,
      problems: [],
    });
  });
});

describe("the envelope", () => {
  const data = { currency: "USD", amount: 5 };

  it.each([
    ["auto", { ...data, data: { amount: 9 }, code: 1 }, "bare", []],
    ["auto", { data }, "data", [["code", "SHOULD"]]],
    ["auto", { code: "200", data }, "data", [["code", "SHOULD"]]],
    ["auto", { code: 0, data }, "data", [["code", "MUST"]]],
    [
      "auto",
      { code: 402, message: "no", data: null },
      "data",
      [
        ["code", "MUST"],
        ["data", "MUST"],
      ],
    ],
    ["bare", { code: 200, ...data }, "bare", []],
    [
      "bare",
      { code: 200, data },
      "bare",
      [
        ["currency", "MUST"],
        ["amount", "MUST"],
      ],
    ],
    ["data", { code: 200, data }, "data", []],
    [
      "data",
      data,
      "data",
      [
        ["code", "SHOULD"],
        ["data", "MUST"],
      ],
    ],
  ] as const)("%s: %j", (envelope, body, shape, problems) => {
    const reading = readReply("balance", json(body), { ...auto, envelope });
    expect(reading.shape).toBe(shape);
    expect(reading.problems.map(({ field, level }) => [field, level])).toStrictEqual(problems);
  });

  it("shortens what it found", () => {
    const long = json({ currency: "USD", amount: "x".repeat(500) });
    const found = readReply("balance", long, auto).problems[0]?.found ?? "";
    expect(found.length).toBeLessThan(100);
    expect(found).toMatch(/…$/);
  });
});

describe("echoOf", () => {
  it("reads the request by the partner's names", () => {
    const body = { uid: 7, currency: "USD", amount: 5 };
    expect(echoOf(body, { user_id: "uid" })).toStrictEqual({
      user_id: 7,
      currency: "USD",
    });
  });
});

describe("replyKindOf", () => {
  it.each([
    ["auth", null, "auth"],
    ["withdraw", "FREE_BET", "transaction"],
    ["deposit", "ROLL_BACK", "transaction"],
    ["deposit", "CLOSE_ROUND", "acknowledgement"],
    ["balance", null, "balance"],
  ] as const)("%s %s is answered by %s", (kind, action, reply) => {
    expect(replyKindOf(kind, action)).toBe(reply);
  });
});

describe("readRefusal", () => {
  it.each([
    [402, { code: 402, message: "no money", data: null }, 402, null],
    [400, { code: 10014, message: "?" }, 10014, "NO_WITHDRAW_FOUND"],
    [409, { code: 54321 }, 54321, null],
  ])("%i %j", (status, body, code, codeName) => {
    expect(readRefusal(status, json(body))).toMatchObject({
      code,
      codeName,
      problems: [],
    });
  });

  it.each([
    [402, '{"code":400}', "code"],
    [402, '{"code":"402"}', "code"],
    [402, "{}", "code"],
    [401, "Unauthorized", "body"],
    [500, "", "body"],
  ])("%i %s", (status, text, field) => {
    expect(readRefusal(status, bytes(text)).problems).toMatchObject([{ field, level: "SHOULD" }]);
  });
});

describe("what an answer means", () => {
  it.each([
    [200, "success", false],
    [400, "refused", false],
    [401, "refused", false],
    [402, "refused", false],
    [404, "refused", false],
    [409, "duplicate", false],
    [500, "transient", true],
    [503, "transient", true],
    [599, "transient", true],
    [201, "unexpected", false],
    [302, "unexpected", false],
    [429, "unexpected", false],
    [600, "unexpected", false],
  ])("%i is %s", (status, kind, retried) => {
    expect(meaningOfStatus(status)).toMatchObject({ kind, retried });
  });

  it.each<[HttpFailureKind, boolean]>([
    ["response-timeout", true],
    ["total-timeout", true],
    ["reset", true],
    ["aborted", false],
    ["malformed", false],
    ["dns", false],
  ])("a %s is retried: %s", (kind, retried) => {
    expect(isRetriedFailure(kind)).toBe(retried);
  });
});
