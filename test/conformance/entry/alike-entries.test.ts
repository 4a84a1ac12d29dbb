/** Right entries of one second, and of one player: who refuses them always is accused, who does so now and then is not. */
import { describe, expect, it } from "vitest";
import { digest, type GatewayChanges } from "../../contract/strangers/entry/gateway.js";
import { judged } from "./judged.js";

const [ONE_SECOND, ONE_PLAYER] = ["entry.valid.of-one-second", "entry.valid.of-one-player"];
const REFUSED = { status: 401 };

/** Refuses what shares its key with an earlier entry, but for so many. */
function knowing(keyOf: (usn: string, timestamp: string) => string, spared = 0): GatewayChanges {
  const known = new Set<string>();
  let left = spared;
  return {
    admits: ({ usn, timestamp }) => {
      const key = keyOf(usn, timestamp);
      if (!known.has(key)) return void known.add(key);
      left -= 1;
      return left < 0 ? REFUSED : undefined;
    },
  };
}

/** Signs a nonce too, and takes each once. */
function takingNoncesOnce(): GatewayChanges {
  const seen = new Set<string>();
  return {
    section: { signature: { message: "{usn}|{timestamp}|{nonce}|{key}" } },
    recipe: {
      sign: ({ asked, tokenUsn, timestamp }, key) =>
        digest(`${tokenUsn}|${timestamp}|${asked.query.get("nonce") ?? ""}|${key}`),
    },
    admits: ({ asked }) => {
      const nonce = asked.query.get("nonce") ?? "";
      if (seen.has(nonce)) return REFUSED;
      seen.add(nonce);
      return undefined;
    },
  };
}

/** Refuses a player who comes again, and then has too many of them. */
function throttling(): GatewayChanges {
  const { admits } = knowing((usn) => usn);
  let refusals = 0;
  return {
    admits: (entry) => {
      const refusal = admits?.(entry);
      if (refusal === undefined) return undefined;
      refusals += 1;
      return refusals === 1 ? refusal : { status: 429, headers: { "Retry-After": "60" } };
    },
  };
}

describe("right entries that are alike", () => {
  it.each<readonly [string, string, () => GatewayChanges, string]>([
    ["are let in by a right gateway", ONE_SECOND, () => ({}), "pass"],
    ["are let in by a right gateway", ONE_PLAYER, () => ({}), "pass"],
    ["are one second's first alone", ONE_SECOND, () => knowing((_, second) => second), "fail"],
    ["are each player's first alone", ONE_PLAYER, () => knowing((usn) => usn), "fail"],
    ["serve once each", ONE_PLAYER, () => knowing((...both) => both.join()), "pass"],
    ["carry a nonce that serves once", ONE_PLAYER, takingNoncesOnce, "pass"],
    ["are refused now and then", ONE_SECOND, () => knowing((_, second) => second, 1), "blocked"],
    [
      "come from an address that is kept out",
      ONE_SECOND,
      () => ({ admits: () => REFUSED }),
      "blocked",
    ],
  ])("%s, %s", async (_what, id, changes, status) => {
    expect(await judged(id, changes())).toMatchObject({ status });
  });

  it("are not called let in where no reply came", async () => {
    const result = await judged(ONE_PLAYER, throttling());
    expect(result?.status).toBe("blocked");
    expect(result?.message).toContain("429");
  });
});
