/**
 * Every command that sends, against a target that knows all secrets of its partner and answers
 * each call as it should, with the secrets in every member, header and encoding: none is said or kept.
 */
import { readdir, readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { encodeSecret, type SECRET_ENCODINGS } from "../../src/core/redaction.js";
import { systemClock } from "../../src/adapters/process/system.js";
import { soakPart } from "../soak.js";
import { profileOfEveryRole } from "./every-role.js";
import { createWorld, spoken } from "./world.js";

const SECRETS = {
  KEY: "MARKER+entry/key=4711",
  SECRET: 'MARKER"hook\\4712/é',
  USER: "MARKER-user+4714",
  SESSION: "MARKER-session/4715",
  SDK: "ak_server_x4713:MARKER-sdk/4713+",
  POLL: "MARKER&poll=4716",
  BACK: "MARKER<postback>4717",
  HEADER: "MARKER'header/4718",
  OLD: "MARKER-rotated/4719",
};
/** The half of an API key that is the secret; the other one is its name. */
const VALUES = [...Object.values(SECRETS), "MARKER-sdk/4713+"];

const AS: readonly (typeof SECRET_ENCODINGS)[number][] = [
  "raw",
  "url",
  "form",
  "url-lower",
  "json",
  "json-slash",
  "json-ascii",
  "json-html",
  "html",
  "html-hex",
  "base64",
  "base64url",
  "hex",
  "HEX",
  "url-twice",
  "json-twice",
];
const FORBIDDEN = ["MARKER", ...VALUES.flatMap((value) => AS.map((as) => encodeSecret(value, as)))];
const ECHOES = VALUES.flatMap((value) => AS.map((as) => encodeSecret(value, as)));
const ECHO = ECHOES.join(" ");
/** The address of a game is given out with the token in it: it opens nothing else. */
const LAUNCH_ECHO = encodeURIComponent([SECRETS.SDK, SECRETS.SECRET, SECRETS.BACK].join(" "));
const HEADER_ECHO = ECHOES.filter((each) => /^[\x20-\x7e]*$/.test(each))
  .slice(0, 120)
  .join(" ");

/** The echoes one after another, a few in each member. */
function createEcho(): () => string {
  let at = 0;
  return () => {
    at += 6;
    return Array.from({ length: 6 }, (_, nth) => ECHOES[(at + nth) % ECHOES.length]).join(" ");
  };
}

/** What a list or an object of PlayCamp's holds, all members of all kinds. */
function itemOf(echo: () => string) {
  return {
    id: echo(),
    webhookId: echo(),
    eventType: "sponsor.created",
    url: `https://game.example/?k=${encodeURIComponent(SECRETS.SDK)}`,
    isActive: true,
    valid: true,
    status: echo(),
    attempt: 1,
    responseStatus: 500,
    responseBody: echo(),
    payload: { a: echo() },
    success: false,
    error: echo(),
    name: { en: echo() },
    campaignId: echo(),
    campaignName: echo(),
    creatorKey: echo(),
    creatorName: echo(),
    code: echo(),
    couponCode: echo(),
    transactionId: echo(),
    productId: echo(),
    amount: 1,
    usedAt: echo(),
    reward: [{ itemId: echo(), itemQuantity: 3 }],
    [echo()]: echo(),
  };
}

const PAGES = { page: 1, limit: 100, total: 1, totalPages: 1 };
const AT = "2026-01-01T00:30:00Z";
const RECORD = {
  id: ECHO.slice(0, 200),
  user: SECRETS.POLL,
  price: 100,
  sku: encodeSecret(SECRETS.POLL, "base64"),
  at: AT,
};

function answerTo({ url = "", method = "" }: IncomingMessage, echo: () => string): unknown {
  if (url.startsWith("/sdk"))
    return method === "GET" && !/\/(?:[^/?]*one)(?:\?|$)/.test(url)
      ? { data: [itemOf(echo)], pagination: PAGES }
      : { data: itemOf(echo), results: [itemOf(echo)] };
  if (url.startsWith("/payments")) return { list: [RECORD, { ...RECORD, price: ECHO }] };
  if (url.startsWith("/provider"))
    return { data: { session_token: "fresh", launch_url: `https://g.example/?d=${LAUNCH_ECHO}` } };
  if (url.startsWith("/gp"))
    return {
      code: ECHO,
      message: ECHO,
      data: {
        userId: "1",
        balance: 1_000_000,
        currency: ECHO,
        userName: ECHO,
        transactionId: ECHO,
      },
    };
  return { ok: true, message: ECHO, error: echo(), coins: echo() };
}

async function echoing(status: number): Promise<string> {
  const echo = createEcho();
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(status, HEADER_ECHO.slice(0, SECRETS.KEY.length), {
        "Content-Type": "application/json",
        Location: `/?said=${encodeURIComponent(SECRETS.KEY)}`,
        "X-Echo": HEADER_ECHO,
      });
      response.end(JSON.stringify(answerTo(request, echo)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function profileAt(origin: string) {
  const base = profileOfEveryRole(origin);
  const { source, map } = base.payments;
  return {
    ...base,
    webhook: {
      ...base.webhook,
      secret: [{ env: "SECRET" }, { env: "OLD" }],
      headers: { "X-Tenant": { env: "HEADER" } },
    },
    payments: { source: { ...source, key: { env: "POLL" } }, map },
    postback: { ...base.postback, secret: { env: "BACK" } },
  };
}

const RANGE = "--from 2026-01-01T00:00:00Z --to 2026-01-01T01:00:00Z";
const FLAGS = ["", "--json", "--verbose"];
/** Each command in each way in the soak; in `npm test` one after the other. */
const IS_SOAK = soakPart(process.env["SOAK"]) > 0;
const STATUSES = IS_SOAK ? [200, 401, 500] : [200, 401];

/** Sends one or a few requests, and ends. */
const CALLS: readonly string[] = [
  "sign-entry --usn 1 --check",
  "fire-webhook sponsor.created",
  "fire-webhook sponsor.created --tamper wrong-secret",
  "fire-webhook sponsor.created --repeat 4 --concurrency 2",
  "webhooks list",
  "webhooks create sponsor.created --url http://127.0.0.1:1/h",
  "webhooks create sponsor.created --url http://127.0.0.1:1/h --print-secret",
  "webhooks update one --pause",
  "webhooks delete one",
  "webhooks logs 7",
  "webhooks test one",
  "coupons validate C --user u",
  "coupons redeem C --user u",
  "coupons list --user u",
  "coupons list --creator c",
  "sponsors get u",
  "sponsors set u c",
  "sponsors change u c",
  "sponsors end u",
  "sponsors history u",
  "campaigns list",
  "campaigns show one",
  "creators search luna",
  "creators show one",
  "payments get one",
  "payments list --user u",
  "payments create --user u --tx t --product p --amount 1 --currency USD --distribution PC_STORE",
  "payments refund one",
  "playtime send --user u --session s --seconds 3",
  "webview open --user u",
  "golive check",
  "launch-game aviadrone",
  "fire-callback auth",
  "fire-callback balance",
  "fire-callback withdraw --amount 1000 --tamper wrong-secret",
  "play-round",
  `poll-payments ${RANGE}`,
  `sync-payments ${RANGE} --restart --out out.ndjson`,
  `sync-payments ${RANGE} --dry-run --out out.ndjson`,
  "reconcile-payments --month 2026-01 --out diff.csv",
  "send-postback --level 3",
  "check-postback --level 3",
  "doctor",
];

const AFTER: readonly string[] = [
  "deliveries list",
  "deliveries list --ndjson",
  "deliveries show last",
  "deliveries show last --raw",
  "deliveries show last --json",
  ...["har", "http", "bundle", "curl"].map((format) => `deliveries export last --format ${format}`),
];

function leaksIn(text: string): readonly string[] {
  return FORBIDDEN.flatMap((secret) => {
    const at = text.indexOf(secret);
    return at === -1 ? [] : [text.slice(Math.max(0, at - 100), at + 60)];
  }).slice(0, 2);
}

async function leaksOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const found = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return leaksIn(`${path}\n${await readFile(path, "latin1")}`).map(
        (each) => `${name}: ${each}`,
      );
    }),
  );
  return found.flat();
}

/** Attempts that wait for a better hour are none of this test's. */
const impatient = () => ({ ...systemClock, sleep: () => Promise.resolve() });

describe.each(STATUSES)("a target that answers %i with every secret", (status) => {
  it.each(CALLS.map((line, nth) => [line, nth] as const))("%s", async (line, nth) => {
    const origin = await echoing(status);
    const world = await createWorld({ profile: profileAt(origin), env: SECRETS });
    const ways = IS_SOAK ? FLAGS : [FLAGS[(nth + status) % FLAGS.length] ?? ""];
    for (const flag of ways) {
      const words = `${line} ${flag}`.trim().split(" ");
      const run = await world.run([...words, "--timeout", "5s"], { clock: impatient() });
      expect([0, 1, 3], spoken(run)).toContain(run.code);
      expect(leaksIn(spoken(run)), words.join(" ")).toEqual([]);
    }
    for (const after of AFTER) {
      const run = await world.run(after.split(" "));
      expect(leaksIn(spoken(run)), `${line}, then ${after}`).toEqual([]);
    }
    expect(await leaksOf(world.folder), line).toEqual([]);
  });
});
