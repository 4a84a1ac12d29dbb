import { posix, win32 } from "node:path";
import { describe, expect, it } from "vitest";
import { ignoring } from "../../../src/tasks/conformance/watched-files.js";

describe("a changed file starts no run", () => {
  it.each([
    ["one that is installed", "node_modules/x/index.js"],
    ["one of a tool", "a/.git/HEAD"],
    ["a log", "server.log"],
    ["a database's journal", "data/app.sqlite3-wal"],
    ["an editor's copy", "src/hook.js~"],
  ])("%s", (_, path) => {
    expect(ignoring([], "/game")(path)).toBe(true);
  });

  it.each([
    ["posix", posix, "/game", ["out/report.xml", "/game/out/report.html", "../up.json"]],
    ["win32", win32, "C:\\game", ["out\\report.xml", "c:\\game\\out\\report.html", "..\\up.json"]],
  ] as const)("a report that the runs write, on %s", (_, paths, folder, written) => {
    const isIgnored = ignoring(written, folder, paths);
    expect(["out/report.xml", "out/report.html"].map(isIgnored)).toEqual([true, true]);
    expect(["report.xml", "up.json", "out/other.xml"].map(isIgnored)).toEqual([
      false,
      false,
      false,
    ]);
  });
});

it.each(["src/hook.js", ".env", ".env.local", "config/game.json"])("%s starts one", (path) => {
  expect(ignoring([], "/game")(path)).toBe(false);
});
