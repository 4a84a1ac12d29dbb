/** `verify-webhook`: the same verdict from every kind of capture, and honest words where a capture cannot tell. */
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { signCallback } from "../../src/protocols/wallet/signature.js";
import { signTimestampedWebhook, signWebhook } from "../../src/protocols/webhook/signature.js";
import { hostile, OK } from "../hostile-server.js";
import { createWorld, errorOf, spoken } from "./world.js";

const SECRET = "correct horse battery staple";
const BODY = '{"events":[{"event":"x","data":{"name":"한글"}}]}';
const SIGNATURE = signWebhook(Buffer.from(BODY), SECRET);
const WEBHOOK = { url: "http://127.0.0.1:1/", secret: { env: "SECRET" } };

const world = (webhook: object = WEBHOOK, more: object = {}) =>
  createWorld({
    profile: { partner: "acme", webhook, ...more },
    env: { SECRET },
  });

interface Verdict {
  readonly valid: boolean;
  readonly note?: string;
  readonly cause?: {
    readonly id: string;
    readonly also?: readonly string[];
    readonly firstDifference?: object;
  };
  readonly source?: object;
}

/** Through a file, because what is no UTF-8 must arrive as it is. */
async function verdictOn(
  input: string | Buffer,
  more: readonly string[] = [],
  webhook: object = WEBHOOK,
) {
  const here = await world(webhook);
  await writeFile(join(here.folder, "capture"), input);
  const argv = ["verify-webhook", "@capture", "--json", ...more];
  const { code, out, err } = await here.run(argv);
  return { code, err, verdict: JSON.parse(out) as Verdict };
}

const rawHttp = (body: string, headers: readonly string[] = []) =>
  [
    "POST /hook HTTP/1.1",
    "Host: game.example.com",
    `x-webhook-signature: ${SIGNATURE}`,
    ...headers,
    "",
    body,
  ].join("\r\n");

const chunked = (text: string, size: number) => {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size);
    parts.push(Buffer.from(`${part.length.toString(16)};x=1\r\n`), part);
    parts.push(Buffer.from("\r\n"));
  }
  return Buffer.concat([...parts, Buffer.from("0\r\n\r\n")]).toString("latin1");
};

const harEntry = (signature: string | null, body = BODY) => ({
  startedDateTime: "2026-01-05T10:00:00.000Z",
  request: {
    method: "POST",
    url: "https://game.example.com/hook",
    headers: signature === null ? [] : [{ name: "X-Webhook-Signature", value: signature }],
    postData: { mimeType: "application/json", text: body },
  },
});
const har = (...entries: readonly object[]) => JSON.stringify({ log: { version: "1.2", entries } });

describe("a whole request", () => {
  it.each<[string, string, string | Buffer]>([
    ["raw HTTP text", "http", rawHttp(`${BODY}\r\n`)],
    ["raw HTTP text with plain line feeds", "http", rawHttp(BODY).replaceAll("\r", "")],
    [
      "raw HTTP text with its length",
      "http",
      rawHttp(BODY, [`Content-Length: ${Buffer.byteLength(BODY)}`]),
    ],
    [
      "a dump with chunks",
      "http",
      Buffer.from(rawHttp(chunked(BODY, 7), ["Transfer-Encoding: chunked"]), "latin1"),
    ],
    [
      "a capture that names chunks and has joined them",
      "http",
      rawHttp(BODY, ["Transfer-Encoding: chunked"]),
    ],
    [
      "a curl command",
      "curl",
      `curl 'https://h/' -H 'X-Webhook-Signature: ${SIGNATURE}' \\\n  --data-raw '${BODY}'\n`,
    ],
    ["a HAR", "har", har(harEntry(SIGNATURE))],
    ["one entry of a HAR", "har", JSON.stringify(harEntry(SIGNATURE))],
  ])("is read as %s", async (_, kind, input) => {
    const { code, verdict } = await verdictOn(input);
    expect(verdict).toMatchObject({
      valid: true,
      source: { kind, request: 1, of: 1, bodyBytes: Buffer.byteLength(BODY) },
    });
    expect(code).toBe(0);
  });

  it("keeps bytes that are no UTF-8", async () => {
    const body = Buffer.from([0x7b, 0xb0, 0xa1, 0xff, 0x7d]);
    const head = rawHttp("").replace(SIGNATURE, signWebhook(body, SECRET));
    const { verdict } = await verdictOn(Buffer.concat([Buffer.from(head), body]));
    // Correctly signed over those bytes; what is wrong is that they are no JSON.
    expect(verdict.cause?.id).toBe("body-not-json");
  });

  it("is diagnosed as a bare body is", async () => {
    const { code, verdict } = await verdictOn(har(harEntry(SIGNATURE, BODY.replace(":", ": "))));
    expect(code).toBe(1);
    expect(verdict.cause).toMatchObject({
      id: "body-reserialised",
      firstDifference: { of: "body", offset: 10 },
    });
  });

  it("without the header is said to have none", async () => {
    const { code, verdict } = await verdictOn(har(harEntry(null)));
    expect([code, verdict.cause?.id]).toEqual([1, "signature-missing"]);
  });

  it("may be given another signature than its own", async () => {
    const given = ["--signature", SIGNATURE];
    const { code } = await verdictOn(har(harEntry("[REDACTED]")), given);
    expect(code).toBe(0);
  });

  it("is judged as of when it was captured, or of the time that is named", async () => {
    const sec = Date.parse("2026-01-05T10:00:00.000Z") / 1000;
    const signed = har(harEntry(signTimestampedWebhook(Buffer.from(BODY), SECRET, sec)));
    const both = { ...WEBHOOK, signature: "both" };
    expect((await verdictOn(signed, [], both)).code).toBe(0);
    const late = ["--at", "2026-01-05T11:00:00Z"];
    const { verdict } = await verdictOn(signed, late, both);
    expect(verdict.cause?.id).toBe("timestamp-stale");
    const raw = rawHttp(BODY).replace(SIGNATURE, (text) =>
      signTimestampedWebhook(Buffer.from(BODY), SECRET, sec).padEnd(text.length),
    );
    const { err } = await verdictOn(raw, [], both);
    expect(err).toContain("--at TIME");
  });
});

describe("several requests", () => {
  const other = har(harEntry(null), harEntry(SIGNATURE), harEntry(null));

  it("are one where only one is signed", async () => {
    const { verdict } = await verdictOn(other);
    expect(verdict).toMatchObject({
      valid: true,
      source: { request: 2, of: 3 },
    });
  });

  it("are told apart by their number", async () => {
    const { verdict } = await verdictOn(other, ["--request", "3"]);
    expect(verdict.cause?.id).toBe("signature-missing");
  });

  it.each([
    ["when two are signed", [], har(harEntry(SIGNATURE), harEntry("00"))],
    ["when there are not so many", ["--request", "4"], other],
  ])("are listed %s", async (_, more, input) => {
    const run = await (await world()).run(["verify-webhook", "-", "--json", ...more], { input });
    expect([run.code, errorOf(run).code]).toEqual([2, "request_ambiguous"]);
    expect(errorOf(run).hint).toContain("1  POST https://game.example.com/hook");
  });
});

describe("an entry of the journal", () => {
  async function sent(privacy: object = {}) {
    const { url } = await hostile((socket) => socket.end(OK));
    const here = await world({ ...WEBHOOK, url }, privacy);
    const line = "fire-webhook sponsor.created --set body.events[0].data.userId=u-77";
    expect((await here.run(line.split(" "))).code).toBe(0);
    return here;
  }

  it("is verified by its id", async () => {
    const here = await sent();
    const listed = await here.run(["deliveries", "list", "--json"]);
    const id = /"id": ?"([0-9a-z]{12})"/.exec(listed.out)?.[1] ?? "";
    const run = await here.run(["verify-webhook", id]);
    expect([run.code, run.out]).toEqual([0, "valid\n"]);
    expect(run.err).toContain(`read as an entry of the journal ${id}`);
  });

  it("in a bundle is as good", async () => {
    const here = await sent();
    const line = "deliveries export last --format bundle --out b.json";
    await here.run(line.split(" "));
    const run = await here.run(["verify-webhook", "@b.json"]);
    expect([run.code, run.out]).toEqual([0, "valid\n"]);
  });

  it("says that the secret is another one now", async () => {
    const here = await sent();
    const run = await here.run(["verify-webhook", "last"], {
      env: { SECRET: "another secret, as long" },
    });
    expect([run.code, run.out]).toEqual([1, expect.stringContaining("no known cause") as string]);
    expect(run.err).toContain("webhook.secret is not the secret of then");
  });

  it("with a gap in its body proves nothing, until the gap is filled", async () => {
    const here = await sent({
      privacy: { paths: ["body.events[*].data.userId"] },
    });
    const run = await here.run(["verify-webhook", "last", "--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "delivery_incomplete"]);
    expect(errorOf(run).message).toContain("cannot be known");
    const name = "body.events[0].data.userId";
    expect(errorOf(run).hint).toContain(`--fill ${name}=`);
    for (const [value, code] of [
      ["u-77", 0],
      ["u-78", 1],
    ] as const) {
      const fill = ["--fill", `${name}=${value}`];
      const filled = await here.run(["verify-webhook", "last", ...fill]);
      expect(filled.code).toBe(code);
    }
  });

  it("gets a secret back that stood in its body", async () => {
    const { url } = await hostile((socket) => socket.end(OK));
    const here = await world({ ...WEBHOOK, url });
    const body = `{"events":[],"echo":"${SECRET}"}`;
    const fired = await here.run(["fire-webhook", "--data", "-"], {
      input: body,
    });
    expect(fired.code).toBe(0);
    const kept = await here.run(["deliveries", "show", "last", "--raw"]);
    expect(kept.out).not.toContain(SECRET);
    const run = await here.run(["verify-webhook", "last"]);
    expect([run.code, run.out]).toEqual([0, "valid\n"]);
    expect(spoken(run)).not.toContain(SECRET);
  });
});

describe("a signature that somebody took out", () => {
  it.each(["[REDACTED]", "***", "<masked>", "xxxxxxxx", "[secret:x]", "…………"])(
    "%s says nothing about the one that was there",
    async (signature) => {
      const input = har(harEntry(signature));
      const run = await (await world()).run(["verify-webhook", "-", "--json"], { input });
      expect([run.code, errorOf(run).code]).toEqual([2, "delivery_incomplete"]);
      expect(errorOf(run).hint).toContain("--signature");
    },
  );
});

describe("a call that says too little or too much", () => {
  it.each<[string, string, string, string]>([
    ["", "", "usage", "--body"],
    ["--body @x", "", "usage", "--signature"],
    ["- --body @x", "", "usage", "--body"],
    ["--body - --signature 00 --request 1", "", "usage", "whole request"],
    ["capture.http", "", "delivery_unknown", "@capture.http"],
    ["@missing", "", "file_not_found", ""],
    ["-", BODY, "replay_unreadable", "--body @FILE --signature"],
    ["-", "", "replay_unreadable", "raw HTTP"],
    ["- --fill webhook.secret=x", har(harEntry("00")), "set_secret_literal", ".env"],
  ])("%s is refused", async (line, input, code, says) => {
    const argv = ["verify-webhook", ...line.split(" ").filter(Boolean)];
    const run = await (await world()).run([...argv, "--json"], { input });
    expect([run.code, errorOf(run).code]).toEqual([2, code]);
    expect(JSON.stringify(errorOf(run))).toContain(says);
  });
});

describe("what is printed", () => {
  it.each([
    [
      "the ones whose writing was seen",
      { a: "x/y" },
      (text: string) => text.replace("/", "\\/"),
      [],
      /^ {2}php +/m,
    ],
    [
      "none where nothing was seen",
      { a: 1 },
      (text: string) => `${text}\n`,
      [],
      /--framework NAME shows it/,
    ],
    [
      "the one that is named",
      { a: 1 },
      (text: string) => `${text}\n`,
      ["--framework", "django"],
      /^ {2}django +.*request\.body/m,
    ],
  ])("of the frameworks %s", async (_, value, change, more, shown) => {
    const body = JSON.stringify(value);
    const input = `curl -H 'X-Webhook-Signature: ${signWebhook(Buffer.from(change(body)), SECRET)}' -d '${body}' http://h/`;
    const run = await (await world()).run(["verify-webhook", "-", ...more], { input });
    expect(run.out).toMatch(shown);
    expect(run.out).not.toMatch(/^ {2}(?:go|spring|express) /m);
    expect(run.out).toMatch(/what to do: +Receiver: .* Sender: /);
  });

  it("of a mismatch: cause, what each side signed, the fix, the key check value", async () => {
    const input = `curl -H 'X-Webhook-Signature: ${signWebhook(Buffer.from(BODY), `${SECRET}\n`)}' -d '${BODY} ' http://h/`;
    const words = ["verify-webhook", "-", "--framework", "express"];
    const run = await (await world()).run(words, { input });
    expect(run.code).toBe(1);
    expect(run.out).toContain("cause:         body-whitespace-added and secret-whitespace");
    for (const part of [
      /sender signed: +\S/,
      /receiver has: +\S/,
      /first differing byte: \d+\n +signed: ".*"\n +here: +".*"/,
      /\n {2}express +app\.post/,
      /\nand:\n {2}express +createHmac/,
      /key check value of the secret used here: [0-9a-f]{8}\n/,
    ])
      expect(run.out).toMatch(part);
    expect(run.out).not.toMatch(/^ {2}(?:go|spring|php) /m);
    expect(spoken(run)).not.toContain(SECRET);
  });

  it("of nothing known: how both sides compare their keys", async () => {
    const input = har(harEntry("0".repeat(64)));
    const run = await (await world()).run(["verify-webhook", "-"], { input });
    expect(run.out).toMatch(/no known cause/);
    expect(run.out).toContain("A HAR keeps a body as text");
    expect(run.out).toMatch(/openssl dgst -sha256 -hmac "\$SECRET"/);
  });

  it("of upper-case hex: valid, with a note", async () => {
    const argv = ["verify-webhook", "--body", "-", "--signature"];
    const run = await (await world()).run([...argv, SIGNATURE.toUpperCase()], { input: BODY });
    expect([run.code, run.out]).toEqual([
      0,
      expect.stringMatching(/^valid\nnote: .*upper-case/) as string,
    ]);
  });

  it("of another environment's secret: its name, and not the secret", async () => {
    const here = await createWorld({
      profile: {
        partner: "acme",
        webhook: WEBHOOK,
        environments: { staging: { webhook: { secret: { env: "STAGING" } } } },
      },
      env: { SECRET, STAGING: "secret-of-staging" },
    });
    const input = har(harEntry(signWebhook(Buffer.from(BODY), "secret-of-staging")));
    const run = await here.run(["verify-webhook", "-"], { input });
    expect(run.out).toContain("secret-of-other-environment");
    expect(run.out).toContain("staging");
    expect(spoken(run)).not.toContain("secret-of-staging");
  });
});

describe("a capture of another protocol", () => {
  const WALLET = {
    url: "http://127.0.0.1:1/gp",
    publicKey: "pk-1",
    secret: { env: "WALLET" },
    player: { userToken: "u", sessionToken: "s", currency: "KRW" },
  };
  const PAYMENTS = {
    source: {
      url: "http://127.0.0.1:1/payments",
      range: { from: "start", to: "end" },
      records: "list",
      auth: { kind: "fingerprint" },
      key: { env: "POLLS" },
    },
    map: {
      ...{ transactionId: "t", userId: "u", productId: "p", currency: { const: "KRW" } },
      ...{ amount: { path: "a" }, purchasedAt: "at", platform: { const: "Android" } },
      distributionType: { const: "MOBILE_STORE" },
    },
    push: { url: "http://127.0.0.1:1", apiKey: { env: "SECRET" } },
  };
  const CALL = '{"user_id":"u-1","amount":100}';
  const callback = (signature: string | null, publicKey = "pk-1") =>
    [
      "POST /gp/withdraw HTTP/1.1",
      "Host: operator.example",
      `X-Public-Key: ${publicKey}`,
      ...(signature === null ? [] : [`X-Signature: ${signature}`]),
      "",
      CALL,
    ].join("\r\n");
  const poll = (fingerprint: string) =>
    `curl -H 'X-Timestamp: 1764547200' -H 'X-Fingerprint: ${fingerprint}' 'https://game.example/payments?start=a%20b&end=c'`;
  const fingerprintOf = (text: string) => createHash("sha256").update(text).digest("hex");
  const signed = (key: string) => signCallback(Buffer.from(CALL), key);

  async function judged(input: string, more: readonly string[] = []) {
    const here = await createWorld({
      profile: { partner: "acme", webhook: WEBHOOK, wallet: WALLET, payments: PAYMENTS },
      env: { SECRET, WALLET: "wallet-secret-1", POLLS: "polls-key-1" },
    });
    return here.run(["verify-webhook", "-", "--at", "2025-12-01T00:00:05Z", ...more], { input });
  }

  it.each<[string, number, RegExp, string]>([
    ["a right callback", 0, /^valid$/m, callback(signed("wallet-secret-1"))],
    [
      "one in hex",
      1,
      /signature-hex/,
      callback(Buffer.from(signed("wallet-secret-1"), "base64").toString("hex")),
    ],
    ["one with the webhook's secret", 1, /webhook\.secret/, callback(signed(SECRET))],
    ["another tenant's", 1, /public-key-other/, callback(signed("wallet-secret-1"), "pk-2")],
    ["one without a signature", 1, /signature-missing/, callback(null)],
    ["a right poll", 0, /^valid$/m, poll(fingerprintOf("1764547200|a b|c|polls-key-1"))],
    [
      "a poll signed URL-encoded",
      1,
      /URL-encoded/,
      poll(fingerprintOf("1764547200|a%20b|c|polls-key-1")),
    ],
    [
      "a poll with the wallet's key",
      1,
      /wallet\.secret/,
      poll(fingerprintOf("1764547200|a b|c|wallet-secret-1")),
    ],
    ["a poll that nothing explains", 1, /No (?:known )?variation/, poll("00".repeat(32))],
  ])("is judged by its own section: %s", async (_, code, said, input) => {
    const run = await judged(input);
    expect([run.code, run.out]).toEqual([code, expect.stringMatching(said)]);
    expect(run.out).not.toMatch(/wallet-secret-1|polls-key-1/);
    const told = JSON.parse((await judged(input, ["--json"])).out) as {
      valid: boolean;
      kind: string;
    };
    expect(told).toMatchObject({
      valid: code === 0,
      kind: /POST/.test(input) ? "wallet" : "payments",
    });
  });

  it("needs no profile where the secret is named", async () => {
    const here = await createWorld({ env: { MINE: "wallet-secret-1" } });
    const argv = ["verify-webhook", "-", "--secret-env", "MINE", "--json"];
    const run = await here.run(argv, { input: callback(signed("wallet-secret-1\n")) });
    const { cause } = JSON.parse(run.out) as Verdict;
    expect([run.code, cause?.id]).toEqual([1, "secret-whitespace"]);
  });

  it("may be a body and a signature alone", async () => {
    const given = ["--body", "-", "--as", "wallet", "--secret-env", "WALLET"];
    const here = await createWorld({ env: { WALLET: "wallet-secret-1" } });
    const argv = ["verify-webhook", ...given, "--signature", signed("wallet-secret-1")];
    expect(await here.run(argv, { input: CALL })).toMatchObject({ code: 0, out: "valid\n" });
  });

  it("is sent to verify-entry where it is a player's entry", async () => {
    const url = "https://gw.example/sponsor?usn=1&custom_data=1%7C2%7C3";
    const run = await judged(`curl '${url}'`, ["--json"]);
    expect([run.code, errorOf(run).code]).toEqual([2, "request_other_kind"]);
    expect(errorOf(run).hint).toContain(`verify-entry '${url}'`);
  });

  it("is chosen among requests that nobody signed", async () => {
    const plain = { request: { method: "GET", url: "https://game.example/logo", headers: [] } };
    const [, , key, , , text] = callback(signed("wallet-secret-1")).split("\r\n");
    const one = {
      request: {
        method: "POST",
        url: "https://operator.example/gp/withdraw",
        headers: [
          { name: "X-Public-Key", value: key?.split(": ")[1] ?? "" },
          { name: "X-Signature", value: signed("wallet-secret-1") },
        ],
        postData: { mimeType: "application/json", text },
      },
    };
    const run = await judged(har(plain, one, plain), ["--json"]);
    expect(JSON.parse(run.out)).toMatchObject({ valid: true, source: { request: 2, of: 3 } });
  });
});
