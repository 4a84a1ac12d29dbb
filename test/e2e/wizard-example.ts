/** An entry URL in a recipe that is not the usual one, for the wizard to find out. */
import { signEntry } from "../../src/protocols/entry/sign.js";

export const KEY = "s3cret-shared-key";

export const RECIPE = {
  url: "https://gw.example.net/api/{partner}/enter",
  partner: "acme",
  params: { usn: "uid", campaign: "c", token: "sig" },
  signature: {
    algorithm: "hmac-sha256",
    message: "{timestamp}:{usn}",
    encoding: "base64url",
    timestamp: "ms",
    token: "{timestamp}.{usn}.{signature}",
    ttlMs: 1,
  },
} as const;

/** Of the player 4711, signed with {@link KEY} at 2026-01-01T00:00:00.123Z. */
export const EXAMPLE = signEntry(RECIPE, { usn: "4711" }, KEY, 1_767_225_600_123).url;
