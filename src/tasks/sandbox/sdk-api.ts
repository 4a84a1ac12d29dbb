/** The sandbox's PlayCamp: `sdkApi` of the profile. */
import { requireSection } from "../../profile/resolve.js";
import { type SandboxSection, withoutConnection } from "./section.js";

/** A client key is published too, for trying what it may not do. */
const CLIENT_KEY = "ak_client_sandbox:known-to-everyone";

export const sdkApiSandbox: SandboxSection = {
  secrets: {
    SANDBOX_SDK_API_KEY: "ak_server_sandbox:sdk-secret-known-to-everyone",
    SANDBOX_SDK_API_CLIENT_KEY: CLIENT_KEY,
  },
  profile: (base, url) => ({
    sdkApi: {
      ...withoutConnection(base?.sdkApi ?? {}),
      url: `${url}/playcamp`,
      apiKey: { env: "SANDBOX_SDK_API_KEY" },
    },
  }),
  agreement: async (resolved) => {
    const { apiKey } = requireSection(resolved, "sdkApi", "the sandbox");
    const [server] = await resolved.secrets.read("sdkApi.apiKey", apiKey);
    const { campaigns = [], creators = [], coupons = [] } = resolved.profile.webhook?.samples ?? {};
    return {
      sdkApi: {
        serverKey: server.value,
        clientKey: CLIENT_KEY,
        samples: { campaigns, creators, coupons },
      },
    };
  },
};
