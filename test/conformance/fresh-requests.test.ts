/** Callbacks, postbacks and polls: a message is found where saying it again would send what was recorded, and nowhere else. */
import { describe, expect, it } from "vitest";
import type { FreshCallback, FreshPostback } from "../../src/conformance/fresh-message.js";
import { freshCallback } from "../../src/conformance/suites/wallet/fresh-callback.js";
import { callback, type WalletTarget } from "../../src/conformance/suites/wallet/wallet-target.js";
import { freshPoll } from "../../src/conformance/suites/payments/fresh-poll.js";
import {
  type PaymentsTarget,
  pollKey,
} from "../../src/conformance/suites/payments/payments-target.js";
import { freshPostback } from "../../src/conformance/suites/postback/fresh-postback.js";
import type { PostbackTarget } from "../../src/conformance/suites/postback/postback-target.js";
import type { Exchange } from "../../src/core/http-exchange.js";
import type { HttpRequest } from "../../src/core/http.js";
import { createRedactor } from "../../src/core/redaction.js";
import { firstPage } from "../../src/protocols/payments/paging.js";
import { buildPollRequest } from "../../src/protocols/payments/request.js";
import { buildPostback } from "../../src/protocols/postback/request.js";
import {
  buildAuth,
  buildBalance,
  buildRollback,
  buildWin,
  buildWithdraw,
  type CallbackMessage,
} from "../../src/protocols/wallet/messages.js";
import { toMillis } from "../../src/protocols/wallet/millis.js";
import type { OutgoingRequest } from "../../src/transport/send.js";
import { recordExchange } from "../../src/transport/record.js";
import { createFakeHttp, replied } from "../fake-http.js";

const SECRETS = [
  ["secret", "the-signing-secret"],
  ["token1", "user-token-of-one"],
  ["session1", "session-token-of-one"],
  ["token2", "user-token-of-two"],
  ["session2", "session-token-of-two"],
] as const;
const redactor = createRedactor(SECRETS.map(([label, value]) => ({ label, value })));
const [[, SECRET]] = SECRETS;
const connection = { headers: [["X-Env", "test"]] as const };
const NOW = Date.UTC(2026, 0, 1);

/** As the transport would have recorded it, with the profile's own header. */
async function recorded(request: OutgoingRequest): Promise<Exchange> {
  const sent: HttpRequest = {
    ...request,
    headers: [...request.headers, ...connection.headers],
    timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
  };
  const { http } = createFakeHttp(() => replied(200));
  return recordExchange("step", sent, await http(sent), redactor);
}

/** The same with its body changed, its signature kept. */
const withBody = (request: OutgoingRequest, from: string, to: string) => ({
  ...request,
  body: Buffer.from(
    Buffer.from(request.body ?? [])
      .toString()
      .replace(from, to),
  ),
});

describe("freshCallback", () => {
  const player = (name: "one" | "two") => ({
    userToken: `user-token-of-${name}`,
    sessionToken: `session-token-of-${name}`,
    currency: "USD",
    platform: "desktop" as const,
  });
  const target = {
    url: "https://wallet.example/gp",
    publicKey: "public",
    secrets: [{ label: "secret", value: SECRET }],
    dialect: {
      fields: { amount: "sum" },
      attributes: "list",
      envelope: "auto",
    },
    ...{ provider: "playcamp", operatorId: "acme", game: "chess" },
    players: [player("one"), player("two")],
    seats: new Map([
      ["u-1", 0],
      ["42", 1],
    ]),
    connection,
  } as unknown as WalletTarget;
  const { dialect } = target;
  const session = {
    ...player("one"),
    userId: "u-1",
    game: "chess",
    provider: "playcamp",
  };
  const money = { amount: toMillis(5440), txId: "tx-1", roundId: "r-1" };

  const bare = { action: null, amount: null, txId: null, roundId: null, betTxId: null };
  const spent = { ...bare, amount: "5440", txId: "tx-1", roundId: "r-1" };

  it.for<[CallbackMessage, Partial<FreshCallback>]>([
    [buildAuth(dialect, player("one")), { callback: "auth" }],
    [buildAuth(dialect, player("two")), { callback: "auth", player: 1 }],
    [buildBalance(dialect, session), { callback: "balance" }],
    [
      buildBalance(dialect, { ...session, ...player("two"), userId: 42 }),
      { callback: "balance", player: 1 },
    ],
    [
      buildBalance(dialect, { ...session, userId: "nobody" }),
      { callback: "balance", userId: "nobody" },
    ],
    [
      buildWithdraw(dialect, session, { ...money, action: "FREE_BET" }),
      { ...spent, callback: "withdraw", action: "FREE_BET" },
    ],
    [
      buildWin(dialect, session, { ...money, action: "WIN", betTxId: null }),
      { ...spent, callback: "deposit", action: "WIN" },
    ],
    [
      buildRollback(dialect, session, { ...money, betTxId: "tx-0" }),
      { ...spent, callback: "deposit", action: "ROLL_BACK", betTxId: "tx-0" },
    ],
  ])("finds %#: %j", async ([message, found]) => {
    const exchange = await recorded(callback(target, message));
    expect(freshCallback(target, exchange, redactor)).toEqual({
      kind: "callback",
      ...bare,
      userId: null,
      player: 0,
      ...found,
    });
  });

  const bet = callback(target, buildWithdraw(dialect, session, { ...money, action: "BET" }));
  it.for<[string, OutgoingRequest]>([
    ["an altered amount", withBody(bet, "5440", "5441")],
    ["a negative amount", withBody(bet, "5440", "-1")],
    ["another encoding of the JSON", withBody(bet, ":", ": ")],
    [
      "another secret",
      callback(
        { ...target, secrets: [{ ...target.secrets[0], value: "wrong-one" }] },
        buildAuth(dialect, player("one")),
      ),
    ],
    ["another path", { ...bet, url: `${bet.url}/more` }],
    ["a GET", { ...bet, method: "GET" }],
    ["no body", { ...bet, body: null }],
    ["no JSON", withBody(bet, "{", "[")],
    [
      "an unknown session",
      callback(target, buildBalance(dialect, { ...session, sessionToken: "of-nobody" })),
    ],
  ])("offers nothing for %s", async ([, request]) => {
    const exchange = await recorded(request);
    expect(freshCallback(target, exchange, redactor)).toBeNull();
  });
});

describe("freshPostback", () => {
  const target = {
    url: "https://app.example/api/postback",
    legacyUrls: [
      "https://app.example/api/reward/postback",
      "https://app.example/api/rewards/postback",
    ],
    auth: "bearer",
    secrets: [{ label: "secret", value: SECRET }],
    ...{ pid: "acme", gid: "chess" },
    connection,
  } as unknown as PostbackTarget;
  const uid = "c4ec6c8c-df22-4a25-8b6d-c625c97d08b0";
  const sent = { pid: "acme", gid: "chess", uid, level: 10 };
  const bearer = { url: target.url, auth: "bearer", secret: SECRET } as const;
  const right = buildPostback(bearer, sent);

  it.for<[OutgoingRequest, Partial<FreshPostback>]>([
    [right, {}],
    [
      buildPostback(
        bearer,
        { ...sent, gid: "go", pid: "other", reason: "again" },
        { uid: "userId" },
      ),
      { pid: "other", gid: "go", reason: "again", aliases: { uid: "userId" } },
    ],
    [buildPostback({ ...bearer, auth: "header" }, sent), { auth: "header" }],
    [buildPostback({ ...bearer, url: target.legacyUrls[1] ?? "" }, sent), { legacy: 1 }],
  ])("finds %#: %j", async ([request, found]) => {
    const exchange = await recorded(request);
    expect(freshPostback(target, exchange, redactor)).toEqual({
      ...{ kind: "postback", level: 10, uid },
      ...{ pid: null, gid: null, reason: null, aliases: {}, auth: null, legacy: null },
      ...found,
    });
  });

  it.for<[string, OutgoingRequest]>([
    ["a bad level", buildPostback(bearer, { ...sent, level: 0 })],
    ["a level as text", withBody(right, "10", '"10"')],
    ["a wrong secret", buildPostback({ ...bearer, secret: "wrong" }, sent)],
    ["no secret", buildPostback({ ...bearer, secret: null }, sent)],
    ["no JSON", withBody(right, "{", "")],
    ["a field too many", withBody(right, "{", '{"more":1,')],
    ["another URL", { ...right, url: "https://app.example/" }],
  ])("offers nothing for %s", async ([, request]) => {
    const exchange = await recorded(request);
    expect(freshPostback(target, exchange, redactor)).toBeNull();
  });
});

describe("freshPoll", () => {
  const source: PaymentsTarget["source"] = {
    url: "https://game.example/pay",
    range: { from: "from", to: "to", format: "iso", maxWindow: "6h" },
    auth: { kind: "fingerprint" },
  };
  const hour = { fromMs: NOW - 3_600_000, toMs: NOW };
  const day = { fromMs: NOW - 86_400_000, toMs: NOW };
  const pollOf = (window = hour, nowMs = NOW, key: string = SECRET) =>
    buildPollRequest(source, window, firstPage({ kind: "none" }), {
      key,
      nowMs,
      partner: "acme",
    });
  const target = {
    source,
    settings: {
      source,
      key: { label: "secret", value: SECRET },
      partner: "acme",
      connection,
    },
    asked: new Map([hour, day].map((each) => [pollKey(pollOf(each).url, null), each])),
  } as unknown as PaymentsTarget;

  it("finds a right poll of one window", async () => {
    const exchange = await recorded(pollOf());
    expect(freshPoll(target, exchange, redactor)).toEqual({ kind: "poll", ...hour });
  });

  it.for<[string, OutgoingRequest]>([
    ["a range that would be split", pollOf(day)],
    ["a stale poll", pollOf(hour, NOW - 600_000)],
    ["a wrong key", pollOf(hour, NOW, "wrong-key")],
    ["a later page", { ...pollOf(), url: `${pollOf().url}&page=2` }],
    [
      "a header too many",
      {
        ...pollOf(),
        headers: [...pollOf().headers, ["X-Forwarded-For", "127.0.0.1"]],
      },
    ],
    ["no credentials", { ...pollOf(), headers: [] }],
  ])("offers nothing for %s", async ([, request]) => {
    const exchange = await recorded(request);
    expect(freshPoll(target, exchange, redactor)).toBeNull();
  });
});
