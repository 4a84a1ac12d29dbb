/** The live guard through every command that sends, however the live host comes into the call. */
import { expect, it } from "vitest";
import type { CliWorld } from "../../src/cli/command.js";
import { UserError } from "../../src/core/errors.js";
import { headerValue, type HttpRequest } from "../../src/core/http.js";
import { createFakeClock } from "../fake-clock.js";
import { failed, replied } from "../fake-http.js";
import { EVERY_ROLE_ENV, profileOfEveryRole } from "./every-role.js";
import { createWorld, errorOf } from "./world.js";

const LIVE = "api.live.example";

/** Notes what would have been sent to the live host. No time passes. */
function watched(): Pick<CliWorld, "openHttp" | "clock"> & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const note = ({ url, headers }: HttpRequest) => {
    const said = [url, headerValue(headers, "host") ?? ""];
    if (said.some((each) => /live|203\.0|cb00|0xcb/i.test(each))) asked.push(url);
  };
  const http = async (request: HttpRequest) => {
    note(request);
    return failed("refused");
  };
  return {
    asked,
    clock: createFakeClock(),
    openHttp: () =>
      Promise.resolve({
        http,
        load: http,
        race: async (requests) => {
          requests.forEach(note);
          return {
            outcomes: requests.map(() => failed("refused")),
            releaseSpreadMs: 0,
            firstReplyAfterMs: null,
            overlapped: false,
          };
        },
        close: () => Promise.resolve(),
      }),
  };
}

const RANGE = "--from 2026-01-01T00:00:00Z --to 2026-01-02T00:00:00Z";

const CALLS: readonly string[] = [
  `fire-webhook sponsor.created --to https://${LIVE}/x`,
  `fire-webhook sponsor.created --to https://${LIVE.toUpperCase()}.:8443/x`,
  `fire-webhook sponsor.created --to https://user:word@${LIVE}/x`,
  `fire-webhook sponsor.created --to https://api.live..example/x`,
  `fire-webhook sponsor.created --sandbox --to https://${LIVE}/x`,
  `fire-webhook sponsor.created --set header.Host=${LIVE}`,
  `fire-webhook sponsor.created --set header.host=${LIVE.toUpperCase()}:443`,
  `fire-webhook sponsor.created --set webhook.url=https://${LIVE}/x`,
  `fire-webhook sponsor.created --env live`,
  `fire-webhook sponsor.created --repeat 20 --concurrency 5 --allow-remote-load --env live`,
  `webhooks create sponsor.created --url https://${LIVE}/x`,
  `webhooks create sponsor.created --sandbox --url https://${LIVE}/x`,
  `webhooks update 1 --url https://${LIVE}/x`,
  `webhooks list --env live`,
  `webhooks logs 1 --env live`,
  `webhooks delete 1 --env live`,
  `webhooks test 1 --env live`,
  `fire-webhook sponsor.created --to https://[::ffff:203.0.113.9]/x`,
  `fire-webhook sponsor.created --to https://[::ffff:cb00:7109]/x`,
  `fire-webhook sponsor.created --to https://[64:ff9b::203.0.113.9]/x`,
  `fire-webhook sponsor.created --to https://0xcb007109/x`,
  `fire-webhook sponsor.created --to https://203.0.28937/x`,
  `coupons validate c --user u --env live`,
  `coupons redeem c --user u --env live`,
  `coupons list --user u --env live`,
  `sponsors get u --env live`,
  `sponsors set u c --env live`,
  `sponsors change u c --env live`,
  `sponsors end u --env live`,
  `sponsors history u --env live`,
  `campaigns list --env live`,
  `campaigns show c --env live`,
  `creators search c --env live`,
  `creators show c --env live`,
  `payments get t --env live`,
  `payments list --user u --env live`,
  `payments create --user u --tx t --product p --amount 1 --currency USD --distribution PC_STORE --env live`,
  `payments refund t --env live`,
  `playtime send --user u --session s --seconds 3 --env live`,
  `webview open --user u --env live`,
  `golive check --env live`,
  `golive check --set sdkApi.url=https://${LIVE}/`,
  `replay @call.curl`,
  `replay @near.curl --base-url https://${LIVE}`,
  `replay @near.curl --set header.Host=${LIVE}`,
  `sign-entry --usn 1 --check --env live`,
  `sign-entry --usn 1 --check --set entry.url=https://{partner}.live.example/x`,
  `fire-callback balance --env live`,
  `fire-callback balance --to https://${LIVE}/gp`,
  `fire-callback auth --set header.Host=${LIVE}`,
  `launch-game aviadrone --env live`,
  `play-round --env live`,
  `poll-payments ${RANGE} --env live`,
  `sync-payments ${RANGE} --env live`,
  `reconcile-payments --month 2026-01 --env live`,
  `send-postback --level 3 --env live`,
  `send-postback --level 3 --set header.Host=${LIVE}`,
  `check-postback --level 3 --env live`,
  `check-postback --level 3 --parallel 4 --env live`,
  `conformance entry --env live`,
  `conformance webhook --env live`,
  `conformance wallet --env live`,
  `conformance payments --env live`,
  `conformance postback --env live`,
];

async function worldWithLive() {
  return createWorld({
    profile: {
      ...profileOfEveryRole("https://test.example"),
      environments: {
        live: { live: true, ...profileOfEveryRole(`https://${LIVE}`) },
        numbers: { live: true, entry: { url: "https://203.0.113.9/live" } },
        partners: { live: true, entry: { url: "https://{partner}.live.example/x" } },
      },
    },
    env: EVERY_ROLE_ENV,
    files: {
      "call.curl": `curl -X POST https://${LIVE}/hook -d '{}'`,
      "both.curl": `curl -X POST https://test.example/hook -d '{}'\ncurl -X POST https://${LIVE}/hook -d '{}'`,
      "near.curl": "curl -X POST https://test.example/hook -d '{}'",
    },
  });
}

it.each(CALLS)("nothing leaves for a live host: %s", async (line) => {
  const world = await worldWithLive();
  const { asked, ...ports } = watched();
  const run = await world.run([...line.split(" "), "--json"], ports);
  expect(asked).toEqual([]);
  expect(run.code).toBe(2);
  expect(run.err).toContain('{"error":{"code":"live_target"');
});

it.each(CALLS.filter((line) => line.includes("--env live") && !line.startsWith("conformance")))(
  "it would have left, were it allowed: %s",
  async (line) => {
    const world = await worldWithLive();
    const { asked, ...ports } = watched();
    const run = await world.run([...line.split(" "), "--json", "--allow-live"], ports);
    expect(asked, run.err).not.toEqual([]);
  },
);

it("what is relayed to a live host is not: listen --forward", async () => {
  const world = await worldWithLive();
  const { asked, ...ports } = watched();
  const line = `listen --port 0 --forward https://${LIVE}/x --json`;
  const run = await world.run(line.split(" "), ports);
  expect(asked).toEqual([]);
  expect([run.code, errorOf(run).code]).toEqual([2, "live_target"]);
});

it.each(["replay @both.curl", "replay @both.curl --times 2", "replay @both.curl --parallel 2"])(
  "of several requests none leaves where one may not: %s",
  async (line) => {
    const world = await worldWithLive();
    const sent: string[] = [];
    const http = async ({ url }: HttpRequest) => {
      sent.push(url);
      return failed("refused");
    };
    const run = await world.run([...line.split(" "), "--json"], {
      openHttp: () =>
        Promise.resolve({
          http,
          load: http,
          race: () => Promise.reject(new Error("raced")),
          close: () => Promise.resolve(),
        }),
    });
    expect([run.code, errorOf(run).code, sent]).toEqual([2, "live_target", []]);
  },
);

it("once a request has left, what is not let out leaves the run incomplete", async () => {
  const world = await createWorld({
    profile: {
      ...profileOfEveryRole("https://test.example"),
      environments: { live: { live: true, entry: { url: `https://${LIVE}/x` } } },
    },
    env: EVERY_ROLE_ENV,
  });
  // As a redirected base would: what comes back decides where the next one goes.
  let asked = 0;
  const http = async () => {
    asked += 1;
    if (asked > 1) throw new UserError("live_target", `${LIVE} belongs to a live environment`);
    return replied(200, '{"data":[],"pagination":{"page":1,"limit":1,"total":2,"totalPages":2}}');
  };
  const run = await world.run(["campaigns", "list", "--json"], {
    openHttp: () =>
      Promise.resolve({
        http,
        load: http,
        race: () => Promise.reject(new Error("raced")),
        close: () => Promise.resolve(),
      }),
  });
  expect([run.code, errorOf(run).code, asked]).toEqual([3, "live_target", 2]);
});

it("doctor looks nobody up on a live host", async () => {
  const world = await worldWithLive();
  const { asked, ...ports } = watched();
  const probed: string[] = [];
  const noted = (what: unknown) => {
    probed.push(JSON.stringify(what));
    return Promise.reject(new Error("touched"));
  };
  const run = await world.run("doctor --env live --json".split(" "), {
    ...ports,
    openNetworkProbe: () => Promise.resolve({ lookUp: noted, connect: noted, shakeHands: noted }),
  });
  expect([asked, probed]).toEqual([[], []]);
  expect(run.code).toBe(3);
  expect(run.out).toContain("--allow-live");
});
