/** The defaults that are told are those that hold: written out in a profile, they change nothing. */
import { describe, expect, it } from "vitest";
import type { SecretStore } from "../../src/core/ports.js";
import { inheritedValues, profileDefaults } from "../../src/profile/defaults.js";
import { mergeDeep } from "../../src/profile/environments.js";
import { entryConnection, entrySettings } from "../../src/profile/entry-settings.js";
import { loadProfile } from "../../src/profile/load.js";
import { paymentsSettings, pushSettings } from "../../src/profile/payments-settings.js";
import { postbackSettings } from "../../src/profile/postback-settings.js";
import type { ResolvedProfile } from "../../src/profile/resolve.js";
import type { Profile } from "../../src/profile/schema.js";
import { sdkApiSettings } from "../../src/profile/sdk-api-settings.js";
import { providerSettings, walletSettings } from "../../src/profile/wallet-settings.js";
import { webhookSettings } from "../../src/profile/webhook-settings.js";
import { fingerprintRecipe } from "../../src/protocols/payments/fingerprint.js";
import { resolveProfileText } from "../../src/tasks/open-profile.js";
import { memoryFiles } from "../cli/recording-world.js";

const KEY = { store: "key" };
const STORE: Pick<SecretStore, "get"> = {
  get: (name) => Promise.resolve(`value of ${name}`),
};
const MAP = {
  transactionId: "id",
  userId: "user",
  productId: "sku",
  amount: "amount",
  currency: "currency",
  platform: "os",
  distributionType: "channel",
  purchasedAt: "at",
};
const PLAYER = { userToken: "u", sessionToken: "s", currency: "USD" };

/** As little as each section can do with. */
const BARE: Profile = {
  partner: "acme",
  entry: { url: "https://gw.example/{partner}", key: KEY },
  webhook: { url: "https://game.example/hooks", secret: KEY },
  payments: {
    source: {
      url: "https://game.example/pay",
      range: {},
      auth: { kind: "fingerprint" },
      key: KEY,
    },
    map: MAP,
  },
  wallet: {
    url: "https://operator.example",
    publicKey: "pk",
    secret: KEY,
    player: PLAYER,
  },
  provider: { url: "https://provider.example", publicKey: "pk" },
  sdkApi: {
    url: "https://api.example",
    apiKey: { store: "api" },
    timeout: "7s",
    headers: { "X-A": "1" },
  },
  postback: {
    url: "https://reward.example/api/postback",
    secret: KEY,
    pid: "p",
    gid: "g",
    uids: ["u"],
  },
};

const VARIANTS: readonly (readonly [string, Profile])[] = [
  ["bare", BARE],
  [
    "another game, a POST query in pages, a push of its own",
    {
      ...BARE,
      wallet: { ...BARE.wallet!, serverDriven: false },
      payments: {
        source: {
          url: "https://game.example/pay",
          method: "POST",
          paging: { kind: "page", page: "p" },
        },
        map: MAP,
        push: { url: "https://other.example" },
      },
    },
  ],
];

function resolve(profile: unknown): Promise<ResolvedProfile> {
  return resolveProfileText(
    JSON.stringify(profile),
    "/p/playcamp-gw.json",
    { profile: null, environment: null, overrides: [], timeoutMs: null, line: null },
    { files: memoryFiles(), env: {}, cwd: "/p", secretStore: STORE },
  );
}

/** What every section of a profile comes to. */
async function settingsOf(profile: unknown) {
  const resolved = await resolve(profile);
  const { relayFormat: _, ...webhook } = await webhookSettings(resolved, "t");
  const payments = await paymentsSettings(resolved, "t");
  const { source } = payments;
  const { apiKey, ...push } = await pushSettings(resolved, "t");
  return {
    entry: await entrySettings(resolved, "t"),
    entryConnection: await entryConnection(resolved, "t"),
    webhook,
    payments: {
      ...payments,
      source: {
        ...source,
        // It counts in the connection; here it only stands beside the rest.
        timeout: undefined,
        method: source.method ?? "GET",
        in: source.in ?? (source.method === "POST" ? "json" : "query"),
        range: source.range && {
          from: "from",
          to: "to",
          format: "iso",
          zone: "UTC",
          ...source.range,
        },
        paging:
          source.paging?.kind === "page"
            ? { ...source.paging, first: source.paging.first ?? 1 }
            : (source.paging ?? { kind: "none" }),
        auth:
          source.auth?.kind === "fingerprint"
            ? { ...fingerprintRecipe(source.auth), kind: "fingerprint" }
            : (source.auth ?? { kind: "none" }),
      },
    },
    push,
    apiKey: apiKey.value,
    wallet: await walletSettings(resolved, "t"),
    provider: await providerSettings(resolved, "t"),
    sdkApi: await sdkApiSettings(resolved, "t"),
    postback: await postbackSettings(resolved, "t"),
  };
}

describe.each(VARIANTS)("the defaults of a profile: %s", (_, profile) => {
  const spelledOut = mergeDeep(
    mergeDeep(profileDefaults(profile), inheritedValues(profile)),
    profile,
  );

  it("change nothing when they are written out", async () => {
    expect(await settingsOf(spelledOut)).toEqual(await settingsOf(profile));
  });

  it("are a profile that loads", () => {
    const { profile: loaded } = loadProfile(JSON.stringify(spelledOut), {
      origin: "test",
      environment: null,
      overrides: [],
    });
    expect(loaded).toEqual(spelledOut);
  });

  it("each count: another value in its place is noticed", async () => {
    const plain = JSON.stringify(await settingsOf(profile));
    for (const path of [
      ["entry", "signature", "ttl"],
      ["webhook", "tolerance"],
      ["sdkApi", "timeout"],
      ["provider", "timeout"],
      ["postback", "timeout"],
      ["wallet", "timeout"],
      ["payments", "source", "timeout"],
      ["payments", "push", "timeout"],
    ]) {
      const changed = path.reduceRight<unknown>((value, key) => ({ [key]: value }), "41s");
      const settings = await settingsOf(mergeDeep(profile, changed));
      expect(JSON.stringify(settings), path.join(".")).not.toBe(plain);
    }
  });
});
