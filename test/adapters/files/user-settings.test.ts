import { mkdtemp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createUserSettings } from "../../../src/adapters/files/user-settings.js";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "playcamp-gw-settings-"));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return join(made, "config");
}

async function written(text: string): Promise<string> {
  const at = await folder();
  await mkdir(at);
  await writeFile(join(at, "settings.json"), text);
  return at;
}

describe("the settings of this user", () => {
  it("remember a choice, for this user alone, and forget it", async () => {
    const at = await folder();
    await createUserSettings(at).chooseProfile("acme");
    expect(await createUserSettings(at).chosenProfile()).toBe("acme");
    expect(await readdir(at)).toEqual(["settings.json"]);
    if (process.platform !== "win32")
      expect((await stat(join(at, "settings.json"))).mode & 0o777).toBe(0o600);
    await createUserSettings(at).chooseProfile(null);
    expect(await createUserSettings(at).chosenProfile()).toBeNull();
  });

  it("make nothing by being read", async () => {
    const at = await folder();
    expect(await createUserSettings(at).chosenProfile()).toBeNull();
    await expect(readdir(at)).rejects.toThrow("ENOENT");
  });

  it("are read as earlier versions wrote them", async () => {
    const at = await written('{"format":"playcamp-gw/settings@1","profile":"mine"}');
    expect(await createUserSettings(at).chosenProfile()).toBe("mine");
  });

  it.each(["{", '{"profile":7}', "no settings"])(
    "that are %j are refused, and stay",
    async (text) => {
      const at = await written(text);
      await expect(createUserSettings(at).chosenProfile()).rejects.toMatchObject({
        code: "settings_invalid",
      });
      expect(await readFile(join(at, "settings.json"), "utf8")).toBe(text);
    },
  );

  it("say so when they cannot be written", async () => {
    const at = join(await written("{}"), "settings.json", "below");
    await expect(createUserSettings(at).chooseProfile("x")).rejects.toMatchObject({
      code: "settings_unwritable",
    });
  });
});
