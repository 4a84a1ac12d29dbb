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

async function sentBy(suite: string): Promise<string> {
  const base = profileOfEveryRole("http://127.0.0.1:9");
  const world = await createWorld({
    profile: {
      ...base,
      payments: { ...base.payments, source: { ...base.payments.source, key: { env: "POLL" } } },
      postback: { ...base.postback, secret: { env: "BACK" } },
    },
    env: SECRETS,
  });
  const sent: string[] = [];
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
    sent.push(`${url}\n${headers.join("\n")}\n${Buffer.from(body ?? []).toString("latin1")}`);
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
  return sent.join("\n\n");
}

describe.each(["entry", "webhook", "wallet", "payments", "postback"])("%s", (suite) => {
  it("sends no secret the other way round", async () => {
    const sent = await sentBy(suite);
    for (const secret of Object.values(SECRETS))
      for (const derive of DERIVED) expect(sent, String(derive)).not.toContain(derive(secret));
  });
});
