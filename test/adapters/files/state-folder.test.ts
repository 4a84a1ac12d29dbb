/** Each platform keeps a program's files in its own place. */
import { describe, expect, it } from "vitest";
import { journalFolder } from "../../../src/adapters/files/state-folder.js";

describe("where the journal is", () => {
  it.each([
    ["linux", { HOME: "/h" }, "/h/.local/state/playcamp-gw/journal"],
    ["linux", { HOME: "/h", XDG_STATE_HOME: "/s" }, "/s/playcamp-gw/journal"],
    ["darwin", { HOME: "/h" }, "/h/Library/Application Support/playcamp-gw/journal"],
    ["win32", { LOCALAPPDATA: "/l" }, "/l/playcamp-gw/journal"],
    ["win32", { USERPROFILE: "/u" }, "/u/AppData/Local/playcamp-gw/journal"],
    ["linux", {}, null],
    ["win32", {}, null],
  ] as const)("%s %j", (platform, env, expected) => {
    expect(journalFolder(env, platform)).toBe(expected);
  });
});
