import { describe, expect, it } from "vitest";
import type { ResolvedProfile } from "../../src/profile/resolve.js";
import { effectiveProfileSchema } from "../../src/profile/schema.js";
import { createSecretReader } from "../../src/profile/secrets.js";
import {
  countPlayers,
  providerSettings,
  walletSettings,
} from "../../src/profile/wallet-settings.js";

const PLAYER = {
  userToken: "user-token",
  sessionToken: "session-token",
  currency: "EUR",
};
const WALLET = {
  url: "https://wallet.example/gp",
  publicKey: "pk",
  secret: [{ env: "NEW" }, { env: "OLD" }],
  player: PLAYER,
};

function resolved(sections: object): ResolvedProfile {
  const noFiles = { readBytes: () => Promise.resolve(null) };
  const resolvePath = (path: string) => path;
  return {
    profile: effectiveProfileSchema().parse({ partner: "acme", ...sections }),
    environment: null,
    environments: [],
    alternatives: new Map(),
    liveHosts: new Set(),
    origin: "playcamp-gw.json",
    files: noFiles,
    resolvePath,
    timeoutMs: null,
    secrets: createSecretReader({
      env: { NEW: "new-secret", OLD: "old-secret", TOKEN: "token-from-env" },
      dotEnv: {},
      files: noFiles,
      resolvePath,
      store: null,
    }),
  };
}

const settings = (change: object = {}) =>
  walletSettings(resolved({ wallet: { ...WALLET, ...change } }), "the test");

describe("wallet settings", () => {
  it("fill in what the profile leaves out", async () => {
    expect(await settings()).toMatchObject({
      url: WALLET.url,
      publicKey: "pk",
      dialect: { fields: {}, attributes: "list", envelope: "auto" },
      provider: "playcamp",
      operatorId: "acme",
      game: "aviadrone",
      players: [{ ...PLAYER, platform: "desktop" }],
      retry: { delaysMs: [] },
      maxStakeMillis: null,
      serverDriven: true,
      connection: { timeoutMs: 10_000, headers: [], tls: null },
    });
  });

  it("take what the profile says", async () => {
    const said = {
      provider: "studio",
      operatorId: "op-7",
      serverDriven: false,
      maxStake: 50_000,
      timeout: "3s",
      retry: { delays: ["1s", "5s"] },
      attributes: "object",
      envelope: "bare",
      fields: { user_id: "playerId" },
    };
    expect(await settings(said)).toMatchObject({
      provider: "studio",
      operatorId: "op-7",
      serverDriven: false,
      game: "chicken-race",
      maxStakeMillis: 50_000,
      retry: { delaysMs: [1000, 5000] },
      dialect: {
        fields: { user_id: "playerId" },
        attributes: "object",
        envelope: "bare",
      },
      connection: { timeoutMs: 3000 },
    });
  });

  it("sign with the first secret, and know tokens and secrets as such", async () => {
    const profile = resolved({
      wallet: { ...WALLET, player: { ...PLAYER, userToken: { env: "TOKEN" } } },
    });
    const { secrets, players } = await walletSettings(profile, "the test");
    expect(secrets.map(({ value }) => value)).toEqual(["new-secret", "old-secret"]);
    expect(players[0].userToken).toBe("token-from-env");
    expect(profile.secrets.known()).toContainEqual({
      label: "wallet.player.sessionToken",
      value: "session-token",
    });
  });

  it("name the first player first, and count without reading a token", async () => {
    const players = [{ ...PLAYER, sessionToken: "second", platform: "mobile" }];
    const { wallet } = resolved({ wallet: { ...WALLET, players } }).profile;
    expect(
      (await settings({ players })).players.map(({ sessionToken, platform }) => [
        sessionToken,
        platform,
      ]),
    ).toEqual([
      ["session-token", "desktop"],
      ["second", "mobile"],
    ]);
    expect(wallet === undefined ? 0 : countPlayers(wallet)).toBe(2);
  });

  it.each([
    ["the same session twice", { players: [PLAYER] }, "wallet_player_repeated"],
    ["a rename of an unknown field", { fields: { usr: "x" } }, "wallet_fields_invalid"],
    [
      "two fields of one name",
      { fields: { user_id: "id", provider_tx_id: "id" } },
      "wallet_fields_invalid",
    ],
    ["a secret that is not there", { secret: { env: "MISSING" } }, "secret_missing"],
  ])("refuse %s", async (_what, change, code) => {
    await expect(settings(change)).rejects.toMatchObject({ code });
  });

  it("say who needs a section that is missing", async () => {
    await expect(walletSettings(resolved({}), "fire-callback")).rejects.toThrow(
      /no "wallet" section, which fire-callback needs/,
    );
  });
});

describe("provider settings", () => {
  it("hold the launch API's address", async () => {
    const provider = { url: "https://provider.example", publicKey: "pk" };
    expect(await providerSettings(resolved({ provider }), "launch-game")).toMatchObject({
      ...provider,
      connection: { timeoutMs: 10_000 },
    });
  });
});
