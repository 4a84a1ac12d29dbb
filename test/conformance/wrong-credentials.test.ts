/**
 * A wrong key is not the right one the other way round: neither this tool nor whoever looks for
 * secrets in a target's log would know it again. What is altered in other ways is found by its parts.
 */
import { describe, expect, it } from "vitest";
import type { HttpRequest } from "../../src/core/http.js";
import { createWorld } from "../cli/world.js";
import { profileOfEveryRole } from "../cli/every-role.js";
import { replied } from "../fake-http.js";

const SECRETS = {
  KEY: "Qz7entryKEY0aB9kLm",
  SECRET: "Wx8hookSECRET3cD5n",
  SDK: "ak_server_p1:Ry6sdkSECRET7eF2t",
  USER: "Tv5userTOKEN1gH4s",
  SESSION: "Us4sessionTOKEN8i",
  POLL: "Vr3pollKEY6jK1wPq",
  BACK: "Yp2backSECRET9lM0",
};

const reversed = (text: string) => Array.from(text).reverse().join("");
const DERIVED: readonly ((text: string) => string)[] = [
  reversed,
  (text) => reversed(text).toUpperCase(),
  (text) => reversed(text).toLowerCase(),
  (text) => encodeURIComponent(reversed(text)),
  (text) => Buffer.from(reversed(text)).toString("base64").replace(/=+$/, ""),
  (text) => Buffer.from(reversed(text)).toString("hex"),
];

async function sentBy(
  suite: string,
  origin = "http://127.0.0.1:9",
  auth: object = { kind: "fingerprint" },
): Promise<readonly Sent[]> {
  const base = profileOfEveryRole(origin);
  const world = await createWorld({
    profile: {
      ...base,
      payments: {
        ...base.payments,
        source: { ...base.payments.source, auth, key: { env: "POLL" } },
      },
      postback: { ...base.postback, secret: { env: "BACK" } },
    },
    env: SECRETS,
  });
  const sent: Sent[] = [];
  // Lets everything in, so that every check goes on to its forgeries.
  const bodies = {
    entry: replied(302, "", [["Location", "/w"]]),
    webhook: replied(200, "{}"),
    wallet: replied(200, '{"data":{"balance":1000000,"userId":"1","currency":"USD"}}'),
    payments: replied(200, '{"list":[]}'),
    postback: replied(200, '{"ok":true}'),
  };
  const answer = bodies[suite as keyof typeof bodies];
  const note = ({ url, headers, body }: HttpRequest) => {
    const rest = `${headers.join("\n")}\n${Buffer.from(body ?? []).toString("latin1")}`;
    sent.push({ url, rest });
    return answer;
  };
  const run = await world.run(["conformance", suite, "--json", "--seed", "3", "--no-journal"], {
    openHttp: () =>
      Promise.resolve({
        http: async (request) => note(request),
        load: async (request) => note(request),
        race: async (requests) => ({
          outcomes: requests.map(note),
          releaseSpreadMs: 0,
          firstReplyAfterMs: 1,
          overlapped: true,
        }),
        close: () => Promise.resolve(),
      }),
    clock: {
      nowMs: () => Date.now(),
      monotonicMs: () => performance.now(),
      sleep: () => Promise.resolve(),
    },
  });
  expect([0, 1, 3], run.err).toContain(run.code);
  expect(sent.length).toBeGreaterThan(20);
  return sent;
}

interface Sent {
  readonly url: string;
  /** Headers and body. */
  readonly rest: string;
}

describe.each(["entry", "webhook", "wallet", "payments", "postback"])("%s", (suite) => {
  it("sends no secret the other way round", async () => {
    const sent = JSON.stringify(await sentBy(suite));
    for (const secret of Object.values(SECRETS))
      for (const derive of DERIVED) expect(sent, String(derive)).not.toContain(derive(secret));
  });
});

// The key itself is sent there, so a wrong one is made of it.
it.each([{ kind: "header", header: "X-Poll" }, { kind: "bearer" }])(
  "payments with the key as %j sends it no other way round",
  async (auth) => {
    const sent = JSON.stringify(await sentBy("payments", undefined, auth));
    expect(sent).toContain(SECRETS.POLL);
    for (const derive of DERIVED) expect(sent, String(derive)).not.toContain(derive(SECRETS.POLL));
  },
);

/** The keys that sign: no right message shows one. */
const SIGNING = { entry: "KEY", webhook: "SECRET", payments: "POLL" } as const;

describe.each(["entry", "webhook", "payments"] as const)("%s: the key itself", (suite) => {
  const key = SECRETS[SIGNING[suite]];
  const shows = (text: string) => text.includes(key) || text.includes(encodeURIComponent(key));

  it("is tried in place of a signature on this machine", async () => {
    const sent = await sentBy(suite);
    expect(sent.some(({ url, rest }) => shows(url) || shows(rest))).toBe(true);
  });

  it("goes to no other machine where others can read it: over plain HTTP, or in a URL", async () => {
    const plain = await sentBy(suite, "http://shop.partner.example");
    expect(plain.filter(({ url, rest }) => shows(url) || shows(rest))).toEqual([]);
    const safe = await sentBy(suite, "https://shop.partner.example");
    expect(safe.filter(({ url }) => shows(url))).toEqual([]);
  });
});
