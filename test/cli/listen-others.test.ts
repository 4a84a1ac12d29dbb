/** `listen`: what is no webhook is not called a broken one, and the command that judges it is named. */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { signCallback } from "../../src/protocols/wallet/signature.js";
import { signWebhook } from "../../src/protocols/webhook/signature.js";
import { hostile, OK } from "../hostile-server.js";
import { createWorld } from "./world.js";

const PROFILE = {
  partner: "acme",
  webhook: { url: "http://127.0.0.1:1/", secret: { env: "HOOK" } },
  wallet: {
    url: "http://127.0.0.1:1/w",
    publicKey: "pk-5",
    secret: { env: "PURSE" },
    player: { userToken: "u", sessionToken: "s", currency: "KRW" },
  },
  payments: {
    source: {
      url: "http://127.0.0.1:1/sold",
      range: { from: "since", to: "until" },
      records: "list",
      auth: { kind: "fingerprint" },
      key: { env: "POLLS" },
    },
    map: {
      ...{ transactionId: "t", userId: "u", productId: "p", currency: { const: "KRW" } },
      ...{ amount: { path: "a" }, purchasedAt: "at", platform: { const: "iOS" } },
      distributionType: { const: "MOBILE_STORE" },
    },
    push: { url: "http://127.0.0.1:1", apiKey: { env: "HOOK" } },
  },
};
const ENV = { HOOK: "hook-secret-of-june", PURSE: "purse-secret-of-june", POLLS: "polls-of-june" };
const CALL = '{"user_id":"u-9","amount":250}';
const NOW = "1781000000";
const PRINT = createHash("sha256").update(`${NOW}|a|b|${ENV.POLLS}`).digest("hex");

type Sent = readonly [path: string, init: RequestInit];
const CALLBACK: Sent = [
  "/w/withdraw",
  {
    method: "POST",
    body: CALL,
    headers: {
      "X-Public-Key": "pk-5",
      "X-Signature": signCallback(Buffer.from(CALL), ENV.PURSE),
    },
  },
];
const POLL: Sent = [
  "/sold?since=a&until=b",
  { headers: { "X-Timestamp": NOW, "X-Fingerprint": PRINT } },
];
const ENTRY: Sent = ["/in?usn=9&custom_data=9%7C1%7Cab", {}];

/** What `listen` prints of one request. */
async function heard(line: string, [path, init]: Sent, profile: object = PROFILE) {
  const world = await createWorld({ profile, env: ENV });
  let answered: Promise<Response> | null = null;
  const run = await new Promise<Awaited<ReturnType<typeof world.run>>>((resolve, reject) => {
    world
      .run(["listen", "--count", "1", ...line.split(" ").filter(Boolean)], {
        listen: async (given, handler) => {
          const server = await listenOnNode(given, handler);
          answered = fetch(server.url + path, init);
          answered.catch(reject);
          return server;
        },
      })
      .then(resolve, reject);
  });
  expect(run.err).not.toContain("error:");
  const { status } = await answered!;
  return { world, status, out: run.out };
}

it.each([
  ["a wallet callback", CALLBACK, 401, "--as wallet", ["--at", "2026-06-09T10:13:20Z"]],
  ["a payment poll", POLL, 405, "--as payments", ["--at", "2026-06-09T10:13:25Z"]],
] as const)("%s leads to the command that judges it", async (name, sent, status, as, more) => {
  const { world, out, status: answered } = await heard("", sent);
  expect(answered).toBe(status);
  expect(out).not.toContain("SIGNATURE INVALID");
  expect(out).not.toContain("There is no signature");
  expect(out).toContain(`This looks like ${name}; listen judges webhooks alone.`);
  const [, command = ""] = /playcamp-gw (verify-webhook .*) judges it/.exec(out) ?? [];
  expect(command).toContain(as);
  const judged = await world.run([...command.split(" "), ...more]);
  expect([judged.code, judged.out]).toEqual([0, "valid\n"]);
});

it("a player's entry leads to verify-entry", async () => {
  const { out } = await heard("", ENTRY);
  expect(out).toContain("This looks like a player's entry; listen judges webhooks alone.");
  expect(out).toContain("playcamp-gw verify-entry judges its URL");
});

it("a program is told too", async () => {
  const { out } = await heard("--json", CALLBACK);
  const [, line = ""] = out.trim().split("\n");
  expect(JSON.parse(line)).toMatchObject({ valid: null, cause: { id: "wallet-callback" } });
});

it("is passed on all the same", async () => {
  const target = await hostile((socket) => socket.end(OK));
  const { out, status } = await heard(`--forward ${target.url}`, CALLBACK);
  expect(status).toBe(200);
  expect(target.received.join("")).toContain(CALL);
  expect(out).toMatch(/passed on, not verified/);
  expect(out).toContain("This looks like a wallet callback");
});

it.each<[string, Sent, RegExp]>([
  [
    "a delivery without its signature",
    ["/sold", { method: "POST", body: '{"events":[{"event":"x"}]}' }],
    /SIGNATURE INVALID(?:.|\n)*There is no signature/,
  ],
  [
    "a delivery to a wallet's path",
    [
      "/w/withdraw",
      {
        method: "POST",
        body: CALL,
        headers: { "X-Webhook-Signature": signWebhook(Buffer.from(CALL), ENV.HOOK) },
      },
    ],
    /signature valid/,
  ],
  [
    "anything where nothing tells what it is",
    ["/hook", { method: "POST", body: "{}" }],
    /SIGNATURE INVALID(?:.|\n)*There is no signature/,
  ],
])("%s is judged as a webhook", async (_, sent, said) => {
  expect((await heard("", sent)).out).toMatch(said);
});
