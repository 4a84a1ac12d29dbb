import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { postbackSettings } from "../../src/profile/postback-settings.js";
import { resolveProfileText } from "../../src/tasks/open-profile.js";
import { memoryFiles } from "../cli/recording-world.js";

const SECTION = {
  url: "https://rewards.example/v1/api/postback",
  secret: { env: "REWARD_SECRET" },
  pid: "acme",
  gid: "siege",
  uids: ["3f0c9a52-7d14-4b8e-9a61-5c2e8d7f1b40"],
};

async function settingsOf(changes: object) {
  const resolved = await resolveProfileText(
    JSON.stringify({ partner: "acme", postback: { ...SECTION, ...changes } }),
    "/game/playcamp-gw.json",
    { profile: null, environment: null, overrides: [], timeoutMs: null, line: null },
    { files: memoryFiles(), env: { REWARD_SECRET: "s3cret" }, cwd: "/game" },
  );
  return postbackSettings(resolved, "a test");
}

describe("postbackSettings", () => {
  it("fills in defaults and derives the legacy URLs", async () => {
    const settings = await settingsOf({});
    expect(settings).toMatchObject({
      auth: "bearer",
      otherGids: [],
      balance: null,
      legacyUrls: [
        "https://rewards.example/v1/api/reward/postback",
        "https://rewards.example/v1/api/rewards/postback",
      ],
      connection: { timeoutMs: 10_000 },
    });
    expect(settings.secrets[0].value).toBe("s3cret");
  });

  it("names every user and game once", async () => {
    const [uid = ""] = SECTION.uids;
    const settings = await settingsOf({
      uids: [uid, uid.toUpperCase(), "other"],
      gids: ["siege", "farm"],
    });
    expect(settings.uids).toEqual([uid, "other"]);
    expect(settings.otherGids).toEqual(["farm"]);
  });

  it.each([
    [{ url: "https://rewards.example/postback" }, "postback.url", "ends in /api/postback"],
    [{ url: "https://rewards.example/api/postback/" }, "postback.url", "ends in /api/postback"],
    [{ uids: [] }, "postback.uids", "at least 1"],
    [
      { balance: { url: "https://x.example/coins", path: "coins" } },
      "postback.balance.url",
      "{uid}",
    ],
  ])("refuses %j", async (changes, path, allowed) => {
    const error: unknown = await settingsOf(changes).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain(path);
    expect((error as UserError).message).toContain(allowed);
  });
});
