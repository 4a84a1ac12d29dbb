/** The sandbox's operator and game provider: `wallet` and `provider` of the profile. */
import type { Profile } from "../../profile/schema.js";
import { providerSettings, walletSettings } from "../../profile/wallet-settings.js";
import { type SandboxSection, withoutConnection } from "./section.js";

const PUBLIC_KEY = "sandbox-public-key";
/** So many that scenarios run side by side, each on a player of its own. */
const PLAYERS = 4;
const DEFAULT_CURRENCY = "USD";

type WalletSection = NonNullable<Profile["wallet"]>;

export const walletSandbox: SandboxSection = {
  secrets: {
    SANDBOX_WALLET_SECRET: "sandbox-wallet-secret-known-to-everyone",
  },
  profile: (base, url) => ({
    wallet: {
      ...recipeOf(base?.wallet),
      url: `${url}/wallet`,
      publicKey: PUBLIC_KEY,
      secret: { env: "SANDBOX_WALLET_SECRET" },
      ...sandboxPlayers(base?.wallet),
    },
    provider: {
      ...withoutConnection(base?.provider ?? {}),
      url: `${url}/provider`,
      publicKey: PUBLIC_KEY,
    },
  }),
  agreement: async (resolved) => {
    const wallet = await walletSettings(resolved, "the sandbox");
    const provider = await providerSettings(resolved, "the sandbox");
    return {
      wallet: {
        publicKey: wallet.publicKey,
        secrets: wallet.secrets.map(({ value }) => value),
        dialect: wallet.dialect,
        players: wallet.players,
      },
      provider: { publicKey: provider.publicKey },
    };
  },
};

/** All but who is played and how much may move: sandbox money is worth nothing. */
function recipeOf(base: WalletSection | undefined): Partial<WalletSection> {
  if (base === undefined) return { timeout: "5s" };
  const recipe: Partial<WalletSection> = { ...withoutConnection(base) };
  delete recipe.maxStake;
  return recipe;
}

function sandboxPlayers(
  base: WalletSection | undefined,
): Pick<WalletSection, "player" | "players"> {
  const playerAt = (number: number): WalletSection["player"] => ({
    userToken: `sandbox-user-token-${number}`,
    sessionToken: `sandbox-session-token-${number}`,
    currency: base?.player.currency ?? DEFAULT_CURRENCY,
    platform: base?.player.platform ?? "desktop",
  });
  return {
    player: playerAt(1),
    players: Array.from({ length: PLAYERS - 1 }, (_, at) => playerAt(at + 2)),
  };
}
