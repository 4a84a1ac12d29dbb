/** A sandbox profile turned to a plain wallet and its players. */
import type { ResolvedProfile } from "../../../../src/profile/resolve.js";
import type { Profile } from "../../../../src/profile/schema.js";
import type { PlainWallet } from "./plain-wallet.js";

export function aimedAt(
  { url, players }: PlainWallet,
  change: Partial<NonNullable<Profile["wallet"]>> = {},
): (resolved: ResolvedProfile) => ResolvedProfile {
  return (resolved) => {
    const { wallet } = resolved.profile;
    const [player, ...others] = players.map((_, at) => ({
      userToken: `token-${at + 1}`,
      sessionToken: `session-${at + 1}`,
      currency: "USD",
    }));
    if (wallet === undefined || player === undefined) throw new Error("no wallet to play with");
    return {
      ...resolved,
      profile: {
        ...resolved.profile,
        wallet: { ...wallet, url, player, players: others, ...change },
      },
    };
  };
}
