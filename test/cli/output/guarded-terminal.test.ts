import { describe, expect, it } from "vitest";
import {
  CLEAR_LINE,
  guardOutput,
  type ResultKind,
} from "../../../src/cli/output/guarded-terminal.js";
import { fakeTerminal } from "../recording-world.js";

function guarded(options: { readonly outIsTerminal?: boolean } = {}) {
  const said = { out: "", err: "" };
  const guard = guardOutput(
    fakeTerminal({
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
      ...options,
    }),
  );
  const out = (text: string, kind: ResultKind = "plain") => {
    said.out = "";
    guard.out(text, kind);
    return said.out;
  };
  const err = (text: string) => {
    said.err = "";
    guard.terminal.err(text);
    return said.err;
  };
  return { guard, out, err };
}

describe("what a target wrote", () => {
  it.each([
    ["ESC", "a\u001b[2Jb", "a\\u001b[2Jb"],
    ["colour", "a\u001b[31mb", "a\\u001b[31mb"],
    ["OSC 52", "\u001b]52;c;ZXZpbA==\u0007", "\\u001b]52;c;ZXZpbA==\\u0007"],
    ["a carriage return", "good\rbad\r\n", "good\\u000dbad\\u000d\n"],
    ["C1", "a\u009b2Jb", "a\\u009b2Jb"],
    ["bidi", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
    ["line separators", "a\u2028b", "a\\u2028b"],
    ["an invisible tag", "a\u{e0041}b", "a\\udb40\\udc41b"],
    ["half a character", "a\ud800b", "a\\ud800b"],
    [
      "GitHub's commands",
      "x\n::error::boo\n  ::set-output name=a::b",
      "x\n\\u003a:error::boo\n  \\u003a:set-output name=a::b",
    ],
    [
      "Azure's commands",
      "##vso[task.setvariable]x\n##[error]y",
      "\\u0023#vso[task.setvariable]x\n\\u0023#[error]y",
    ],
    ["TeamCity's commands", "##teamcity[x]", "\\u0023#teamcity[x]"],
    ["ordinary text", "naïve ✓ 한글 👍\t|\n", "naïve ✓ 한글 👍\t|\n"],
    ["a heading", "## Results :: all\n", "## Results :: all\n"],
  ])("%s is written out on either stream", (_, text, shown) => {
    const { out, err } = guarded();
    expect(out(text)).toBe(shown);
    expect(err(text)).toBe(shown);
  });

  it("says the same in JSON", () => {
    const value = { a: "\u001b[1m\u009b\u202e\u{e0041}::x" };
    expect(JSON.parse(guarded().out(JSON.stringify(value)))).toEqual(value);
  });
});

it("this tool's own colours, progress and commands pass", () => {
  const { guard, out, err } = guarded();
  guard.allowColor();
  expect(out("\u001b[31mred\u001b[39m \u001b[2J")).toBe("\u001b[31mred\u001b[39m \\u001b[2J");
  expect(err(`${CLEAR_LINE}3/4 \r`)).toBe(`${CLEAR_LINE}3/4 \\u000d`);
  expect(out("::error::mine", "workflow")).toBe("::error::mine");
});

it("an export is exact for a program, and safe for a person", () => {
  expect(guarded().out("a\u200db\r\n", "exact")).toBe("a\u200db\r\n");
  expect(guarded({ outIsTerminal: true }).out("a\u200db", "exact")).toBe("a\\u200db");
});

const BASIC = Buffer.from("user:abcdefghij+klmn").toString("base64");

describe("a secret that was read", () => {
  it("appears in no output from then on", () => {
    const { guard, out, err } = guarded();
    expect(out("sec-ret/4711")).toBe("sec-ret/4711");
    guard.learn({ label: "webhook.secret", value: "sec-ret/4711" });
    expect(out("it is sec-ret\\/4711, c2VjLXJldC80NzEx")).toBe(
      "it is [secret:webhook.secret], [secret:webhook.secret]",
    );
    expect(err("sec-ret%2F4711")).toBe("[secret:webhook.secret]");
    expect(out("sec-ret/4711", "exact")).toBe("[secret:webhook.secret]");
    expect(guard.redact("sec-ret/4711")).toBe("[secret:webhook.secret]");
  });

  it("appears where it is the result", () => {
    const { guard, out } = guarded();
    guard.learn({ label: "wallet.player.userToken", value: "tok-4711" });
    guard.learn({ label: "wallet.secret", value: "sec-4711" });
    expect(out("tok-4711 sec-4711", "secret")).toBe("tok-4711 [secret:wallet.secret]");
  });

  it.each([
    ["as it is", "got abcdefgh…", "got [secret:k]…"],
    ["in JSON", "got ab\\u0063defgh…", "got [secret:k]…"],
    ["in a URL", "got %61bc%64efgh…, and more", "got [secret:k]…, and more"],
    ["in Base64 of more", `got ${BASIC.slice(0, -4)}…`, "got [secret:k]…"],
    ["too short to tell", "got abcd…", "got abcd…"],
    ["whole, and nothing cut", "got abcdefg", "got abcdefg"],
  ])("cut off %s", (_, said, shown) => {
    const { guard, out } = guarded();
    guard.learn({ label: "k", value: "abcdefghij+klmn" });
    expect(out(said)).toBe(shown);
  });

  it("does not spoil amounts where it is a short number", () => {
    const { guard, out } = guarded();
    guard.learn({ label: "wallet.player.userToken", value: "1000" });
    expect(out('{"amount":1000}')).toBe('{"amount":1000}');
  });
});
