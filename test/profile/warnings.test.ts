/** What is allowed and yet hardly meant is told, with place and remedy; a sound profile hears nothing. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { inspectProfile } from "../../src/profile/inspect.js";
import { useProblems } from "../../src/profile/use-checks.js";
import { profileWarnings } from "../../src/profile/warnings.js";

const HOOK = { url: "https://game.example/hooks", secret: { env: "K" } };
const ENTRY = { url: "https://gw.example/{partner}", key: { env: "K" } };
const SOURCE = { url: "https://game.example/pay" };
const MAP = Object.fromEntries(
  [
    "transactionId",
    "userId",
    "productId",
    "amount",
    "currency",
    "platform",
    "distributionType",
    "purchasedAt",
  ].map((field) => [field, field]),
);
const PLAYER = { userToken: "u", sessionToken: "s", currency: "USD" };
const WALLET = {
  url: "https://operator.example",
  publicKey: "pk",
  secret: { env: "K" },
  player: PLAYER,
};
const acme = (sections: object) => ({ partner: "acme", ...sections });

function warnings(profile: unknown) {
  const inspection = inspectProfile(profile);
  expect(inspection.problems).toEqual([]);
  return profileWarnings(profile, inspection);
}

function full(): unknown {
  const path = new URL("../../fixtures/profiles/full.json", import.meta.url);
  return JSON.parse(readFileSync(path, "utf8")) as unknown;
}

describe("a warning", () => {
  it.each<[string, unknown, string, RegExp, RegExp]>([
    [
      "of plain HTTP",
      acme({ webhook: { ...HOOK, url: "http://game.example/hooks" } }),
      "webhook.url",
      /game\.example travels unencrypted/,
      /https/,
    ],
    [
      "of a credential in a header",
      acme({ webhook: { ...HOOK, headers: { "X-Api-Key": "4711" } } }),
      "webhook.headers.X-Api-Key",
      /credential/,
      /export leaves it out/,
    ],
    [
      "of a password in a URL",
      acme({ webhook: { ...HOOK, url: "https://me:pw@game.example/hooks" } }),
      "webhook.url",
      /in the URL/,
      /export/,
    ],
    [
      "of a key in a URL, however its name is written",
      acme({ webhook: { ...HOOK, url: "https://game.example/hooks?k%65y=4711" } }),
      "webhook.url",
      /in the URL/,
      /export/,
    ],
    [
      "of a session in a URL",
      acme({ webhook: { ...HOOK, url: "https://game.example/hooks?sid=4711" } }),
      "webhook.url",
      /in the URL/,
      /export/,
    ],
    [
      "of a placeholder in a URL that nothing fills",
      acme({ entry: { ...ENTRY, url: "https://gw.example/{partnr}" } }),
      "entry.url",
      /\{partnr\} that nothing fills/,
      /Only \{partner\}/,
    ],
    [
      "of a mistyped placeholder",
      acme({
        entry: {
          ...ENTRY,
          signature: { message: "{usn}|{timestmp}|{timestamp}|{key}" },
        },
      }),
      "entry.signature",
      /\{timestmp\} is filled only by --param/,
      /Did you mean \{timestamp\}\?/,
    ],
    [
      "of a time that is not signed",
      acme({ entry: { ...ENTRY, signature: { message: "{usn}|{key}" } } }),
      "entry.signature.message",
      /does not contain \{timestamp\}/,
      /Sign the timestamp/,
    ],
    [
      "of a tolerance without effect",
      acme({ webhook: { ...HOOK, tolerance: "60s" } }),
      "webhook.tolerance",
      /no effect/,
      /timestamped/,
    ],
    [
      "of too many retries",
      acme({ webhook: { ...HOOK, retry: { delays: Array(6).fill("1s") } } }),
      "webhook.retry.delays",
      /6 delays/,
      /Keep 5/,
    ],
    [
      "of an event that PlayCamp does not send",
      acme({
        webhook: { ...HOOK, gateway: { events: { "sponsor.creatd": "x" } } },
      }),
      'webhook.gateway.events["sponsor.creatd"]',
      /no event "sponsor\.creatd"/,
      /sponsor\.created/,
    ],
    [
      "of stored names that share a variable",
      acme({
        entry: { ...ENTRY, key: { store: "a.b" } },
        webhook: { ...HOOK, secret: { store: "a-b" } },
      }),
      "webhook.secret",
      /PLAYCAMP_GW_SECRET_A_B/,
      /names that differ/,
    ],
    [
      "of a live environment that is not marked",
      acme({
        webhook: HOOK,
        environments: { prod: { webhook: { timeout: "1s" } } },
      }),
      "environments.prod",
      /not "live": true/,
      /--allow-live/,
    ],
    [
      "of a live environment that guards nothing",
      acme({ webhook: HOOK, environments: { eu: { live: true } } }),
      "environments.eu",
      /names no host/,
      /URLs/,
    ],
    [
      "of an environment that changes nothing",
      acme({ environments: { qa: {} } }),
      "environments.qa",
      /overrides nothing/,
      /Leave it out/,
    ],
    [
      "of what only an environment does",
      acme({
        webhook: HOOK,
        environments: { qa: { webhook: { url: "http://qa.example/" } } },
      }),
      "environments.qa.webhook.url",
      /unencrypted/,
      /https/,
    ],
  ])("%s", (_, profile, path, message, hint) => {
    const [warning, ...others] = warnings(profile);
    expect(others).toEqual([]);
    expect(warning?.path).toBe(path);
    expect(warning?.message).toMatch(message);
    expect(warning?.hint).toMatch(hint);
  });

  it("is told once, however many environments take it over", () => {
    const profile = acme({
      webhook: { ...HOOK, url: "http://game.example/hooks" },
      environments: {
        qa: { webhook: { timeout: "1s" } },
        eu: { webhook: { timeout: "2s" } },
      },
    });
    expect(warnings(profile)).toHaveLength(1);
  });

  it.each<[string, unknown]>([
    ["nothing", acme({})],
    ["this machine", acme({ webhook: { ...HOOK, url: "http://127.0.0.1:3000/" } })],
    ["a full profile", full()],
    ["renamed parameters", acme({ entry: { ...ENTRY, params: { token: "api_token" } } })],
  ])("is not given for %s", (_, profile) => {
    expect(warnings(profile)).toEqual([]);
  });
});

describe("what a command would refuse later", () => {
  it.each<[string, object, string, RegExp]>([
    [
      "an entry that anyone could sign",
      { entry: { ...ENTRY, signature: { message: "{usn}|{timestamp}" } } },
      "entry.signature",
      /anyone could sign/,
    ],
    [
      "a wallet field that does not exist",
      { wallet: { ...WALLET, fields: { sesion_token: "s" } } },
      "wallet.fields.sesion_token",
      /no field of this name/,
    ],
    [
      "players with one session",
      { wallet: { ...WALLET, players: [{ ...PLAYER, userToken: "v" }] } },
      "wallet.players[0].sessionToken",
      /same as that of wallet\.player/,
    ],
    [
      "a zone that does not exist",
      { settlement: { zone: "Asia/Soul" } },
      "settlement.zone",
      /not a time zone/,
    ],
    [
      "a fee of no store",
      { settlement: { fees: { MOBIL_STORE: 0.1 } } },
      "settlement.fees",
      /MOBIL_STORE/,
    ],
  ])("is found beforehand: %s", (_, sections, path, message) => {
    const { base } = inspectProfile(acme(sections));
    const [problem, ...others] = useProblems(base!);
    expect(others).toEqual([]);
    expect(problem?.path).toBe(path);
    expect(problem?.message).toMatch(message);
  });

  it("is nothing in a sound profile", () => {
    const { base } = inspectProfile(
      acme({
        wallet: WALLET,
        entry: ENTRY,
        payments: { source: SOURCE, map: MAP },
      }),
    );
    expect(useProblems(base!)).toEqual([]);
  });
});
