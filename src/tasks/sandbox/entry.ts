/** The sandbox's gateway: `entry` of the profile. */
import { entrySettings } from "../../profile/entry-settings.js";
import type { SandboxSection } from "./section.js";

export const entrySandbox: SandboxSection = {
  secrets: { SANDBOX_ENTRY_KEY: "sandbox-entry-key-known-to-everyone" },
  profile: (base, url) => ({
    entry: {
      ...(base?.entry?.params === undefined ? {} : { params: base.entry.params }),
      ...(base?.entry?.signature === undefined ? {} : { signature: base.entry.signature }),
      url: `${url}/gateway/api/{partner}/sponsor`,
      key: { env: "SANDBOX_ENTRY_KEY" },
    },
  }),
  agreement: async (resolved) => {
    const { recipe, keys } = await entrySettings(resolved, "the sandbox");
    return { entry: { recipe, keys: keys.map(({ value }) => value) } };
  },
};
