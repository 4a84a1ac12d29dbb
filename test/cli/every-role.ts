/** One profile of all roles, for what every command has to stand. */

/** A profile in which every role lives at this origin. */
export function profileOfEveryRole(origin: string) {
  return {
    partner: "acme",
    entry: { url: `${origin}/entry`, key: { env: "KEY" } },
    webhook: { url: `${origin}/hook`, secret: { env: "SECRET" } },
    wallet: {
      url: `${origin}/gp`,
      publicKey: "acme-public",
      secret: { env: "SECRET" },
      player: { userToken: { env: "USER" }, sessionToken: { env: "SESSION" }, currency: "USD" },
    },
    provider: { url: `${origin}/provider`, publicKey: "acme-public" },
    sdkApi: { url: `${origin}/sdk`, apiKey: { env: "SDK" } },
    payments: {
      source: {
        url: `${origin}/payments`,
        range: { from: "from", to: "to", format: "iso" },
        records: "list",
        auth: { kind: "bearer" },
        key: { env: "KEY" },
      },
      map: {
        transactionId: "id",
        userId: "user",
        amount: { path: "price", unit: "minor" },
        currency: { const: "USD" },
        productId: "sku",
        productName: "sku",
        platform: { const: "Android" },
        distributionType: { const: "MOBILE_STORE" },
        purchasedAt: "at",
      },
    },
    postback: {
      url: `${origin}/api/postback`,
      secret: { env: "SECRET" },
      pid: "acme",
      gid: "chess",
      uids: ["c4ec6c8c-df22-4a25-8b6d-c625c97d08b0"],
    },
  };
}

/** The secrets that it names. */
export const EVERY_ROLE_ENV = {
  KEY: "entry-key-of-acme-4711",
  SECRET: "webhook-secret-of-acme-4712",
  SDK: "ak_server_acme:sdk-secret-4713",
  USER: "user-token-4714",
  SESSION: "session-token-4715",
};
