import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { splitCommand } from "../../src/core/split-command.js";

describe("elsewhere than on Windows", () => {
  it.each([
    ["node sign.js", ["node", "sign.js"]],
    ["  node\tsign.js ", ["node", "sign.js"]],
    ["'my program' \"a b\"c''d", ["my program", "a bcd"]],
    ["a ''", ["a", ""]],
    ['a \'b\\c\' "d\\"e\\n" f\\ g', ["a", "b\\c", 'd"e\\n', "f g"]],
    ["echo $HOME *.js ~", ["echo", "$HOME", "*.js", "~"]],
    ["grep 'a|b' '>'", ["grep", "a|b", ">"]],
    ["x --y='a;b' c&d", ["x", "--y=a;b", "c&d"]],
  ])("%s", (line, words) => {
    expect(splitCommand(line, false)).toEqual(words);
  });

  it.each([
    ["", /empty/],
    ["''", /empty/],
    ["node 'a", /left open: 'a/],
    ['node "a', /left open/],
    ["node a\\", /left open/],
    ["cat x | node y", /\| means something to a shell/],
    ["a && b", /&& means/],
    ["a > b", /> means/],
    ["a 2>&1", /2>&1 means/],
    ["a ; b", /; means/],
  ])("refuses %j", (line, message) => {
    expect(() => splitCommand(line, false)).toThrow(UserError);
    expect(() => splitCommand(line, false)).toThrow(message);
  });
});

describe("on Windows", () => {
  it.each([
    ["C:\\tools\\sign.exe a\\b", ["C:\\tools\\sign.exe", "a\\b"]],
    ['"C:\\Program Files\\x.exe" it\'s', ["C:\\Program Files\\x.exe", "it's"]],
  ])("%s", (line, words) => {
    expect(splitCommand(line, true)).toEqual(words);
  });

  it("refuses a quote that is left open", () => {
    expect(() => splitCommand('a "b', true)).toThrow(/left open/);
  });
});
