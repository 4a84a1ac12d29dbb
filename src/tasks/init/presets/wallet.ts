/** The operator's wallet. */
import { LOCAL, type ProfilePreset } from "./preset.js";

export const wallet: ProfilePreset = {
  title: "Wallet operator",
  about: "a game provider calls /auth, /withdraw, /deposit and /balance on your wallet",
  sections: {
    wallet: {
      url: `${LOCAL}/wallet`,
      publicKey: "your-public-key",
      secret: { env: "{PARTNER}_WALLET_SECRET" },
      player: {
        userToken: { env: "{PARTNER}_USER_TOKEN" },
        sessionToken: { env: "{PARTNER}_SESSION_TOKEN" },
        currency: "USD",
        platform: "desktop",
      },
    },
  },
  questions: [
    {
      path: "wallet.url",
      message: "Your wallet's base URL",
      about: "/auth, /withdraw, /deposit and /balance lie below it",
    },
    {
      path: "wallet.publicKey",
      message: "Your public key",
      about: "names you to the provider in X-Public-Key; it is no secret",
    },
    {
      path: "wallet.player.currency",
      message: "The test player's currency",
      about: "three letters, such as USD",
    },
  ],
};
