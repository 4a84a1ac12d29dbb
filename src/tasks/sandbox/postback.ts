/** The sandbox's reward app: `postback` of the profile. */
import { createHash } from "node:crypto";
import { postbackSettings } from "../../profile/postback-settings.js";
import { isUid } from "../../protocols/postback/uid.js";
import { type SandboxSection, withoutConnection } from "./section.js";

/** A conformance run uses up one user for the coin bands; the sandbox has enough for many runs. */
const USERS = 32;

const DEFAULT_POSTBACK = {
  pid: "sandbox-partner",
  gid: "sandbox-game",
  gids: ["sandbox-game-2"],
} as const;

export const postbackSandbox: SandboxSection = {
  secrets: {
    SANDBOX_POSTBACK_SECRET: "sandbox-postback-secret-known-to-everyone",
  },
  profile: (base, url) => ({
    postback: {
      ...withoutConnection(base?.postback ?? DEFAULT_POSTBACK),
      gids: [...(base?.postback?.gids ?? DEFAULT_POSTBACK.gids)],
      uids: [...(base?.postback?.uids ?? []).filter(isUid), ...sandboxUids()],
      url: `${url}/reward/api/postback`,
      secret: { env: "SANDBOX_POSTBACK_SECRET" },
      balance: {
        url: `${url}/reward/api/users/{uid}/coins`,
        path: "user.coins",
      },
    },
  }),
  agreement: async (resolved) => {
    const settings = await postbackSettings(resolved, "the sandbox");
    return {
      postback: {
        secrets: settings.secrets.map(({ value }) => value),
        pids: [settings.pid],
        gids: [settings.gid, ...settings.otherGids],
        uids: settings.uids,
      },
    };
  },
};

/** The same users in every sandbox, so that a profile may name them. */
function sandboxUids(): readonly string[] {
  return Array.from({ length: USERS }, (_, at) => {
    const hex = createHash("sha256")
      .update(`sandbox reward user ${at + 1}`)
      .digest("hex");
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `8${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join("-");
  });
}
