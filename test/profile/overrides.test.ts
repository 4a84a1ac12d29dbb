import { parsePlainPath } from "../../src/core/json/path.js";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { loadProfile } from "../../src/profile/load.js";
import { parseOverride } from "../../src/profile/overrides.js";
import { renderPath } from "../../src/core/json/path.js";

const PROFILE = {
  partner: "acme",
  webhook: { url: "https://game.example/hooks", secret: { env: "A" } },
  postback: {
    url: "https://x.example/api/postback",
    secret: { env: "B" },
    pid: "p",
    gid: "g",
    uids: ["1"],
  },
  environments: { staging: { webhook: { timeout: "9s" } } },
};

function set(...sets: readonly string[]) {
  return loadProfile(JSON.stringify(PROFILE), {
    origin: "acme.json",
    environment: null,
    overrides: sets.map(parseOverride),
  }).profile;
}

function refusal(run: () => unknown): UserError {
  try {
    run();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("parsePlainPath", () => {
  it.each([
    ["a", ["a"]],
    ["a.b-c.$d", ["a", "b-c", "$d"]],
    ["a[0].b", ["a", 0, "b"]],
    ["a[0][1]", ["a", 0, 1]],
    ['headers["X.Y"]', ["headers", "X.Y"]],
    ["a b.이름", ["a b", "이름"]],
    ['headers["a\\"b"]', ["headers", 'a"b']],
  ])("reads %s", (text, path) => {
    expect(parsePlainPath(text)).toEqual(path);
    expect(parsePlainPath(renderPath(path))).toEqual(path);
  });

  it.each(["", ".", "a..b", "a.", ".a", "a[", "a[x]", "a[-1]", "a[]", "a.*", 'a["\\q"]'])(
    "refuses %j",
    (text) => {
      expect(parsePlainPath(text)).toBeNull();
    },
  );
});

describe("parseOverride", () => {
  it.each([
    ["a=b", ["a"], "b", false],
    ["a=", ["a"], "", false],
    ["a:=1", ["a"], "1", true],
    ["a.b=x=y", ["a", "b"], "x=y", false],
    ["a=b:=c", ["a"], "b:=c", false],
    ["a=1\n2", ["a"], "1\n2", false],
  ])("%j", (text, path, raw, isJson) => {
    expect(parseOverride(text)).toEqual({ path, raw, isJson });
  });

  it.each(["", "a", "=b", ":=b", "a[]=c", "a..b=c"])("refuses %j", (text) => {
    expect(refusal(() => parseOverride(text)).code).toBe("set_invalid");
  });

  it("does not repeat the value of what it cannot read", () => {
    expect(refusal(() => parseOverride("a..key=hush-4711")).message).not.toContain("hush-4711");
  });
});

describe("--set", () => {
  it.each<[string, (profile: ReturnType<typeof set>) => unknown, unknown]>([
    ["partner=other", (p) => p.partner, "other"],
    ["partner=7", (p) => p.partner, "7"],
    ["webhook.timeout=2s", (p) => p.webhook?.timeout, "2s"],
    ["webhook.headers.X-Trace=1", (p) => p.webhook?.headers, { "X-Trace": "1" }],
    ['webhook.headers["X.Y"]=1', (p) => p.webhook?.headers, { "X.Y": "1" }],
    ['webhook.retry.delays:=["1s"]', (p) => p.webhook?.retry, { delays: ["1s"] }],
    ["webhook.retry.delays[0]=3s", (p) => p.webhook?.retry, { delays: ["3s"] }],
    ["webhook.secret.env=OTHER", (p) => p.webhook?.secret, { env: "OTHER" }],
    ["webhook.secret.file=key.txt", (p) => p.webhook?.secret, { file: "key.txt" }],
    ['webhook.secret:={"file":"k"}', (p) => p.webhook?.secret, { file: "k" }],
    [
      'webhook.secret:=[{"env":"N"},{"env":"O"}]',
      (p) => p.webhook?.secret,
      [{ env: "N" }, { env: "O" }],
    ],
    ["version=1", (p) => p.version, 1],
  ])("%s", (text, read, value) => {
    expect(read(set(text))).toEqual(value);
  });

  it("applies in order", () => {
    expect(set("partner=a", "partner=b").partner).toBe("b");
  });

  it.each([
    ["webhok.url=x", "set_unknown_path", "Did you mean webhook.url?"],
    ["webhook.timout=2s", "set_unknown_path", "Did you mean webhook.timeout?"],
    ["webhook.secret.evn=X", "set_unknown_path", "Did you mean webhook.secret.env?"],
    ["webhook.zzzzzzzz=1", "set_unknown_path", /^Below webhook there are: url, format/],
    ["partner.name=x", "set_unknown_path", undefined],
    ["webhook.retry=5s", "set_type", /:=, or name a path below webhook\.retry/],
    ["webhook.retry.delays=5s", "set_type", /:=/],
    ["version=two", "set_type", undefined],
    ["live=false", "set_unknown_path", undefined],
    ["webhook.retry:=[1", "set_type", /Quote it/],
    ["webhook.timeout=soon", "profile_invalid", /profile/],
    ["webhook.timeout:=5", "profile_invalid", /profile/],
    ["webhook.format=xml", "profile_invalid", /profile/],
    ["webhook.retry.delays[2]=3s", "set_unknown_path", /\[0\]/],
    ["environments.staging.webhook.timeout=1s", "set_unknown_path", /--env/],
    ["environments.qa.zzz=1", "set_unknown_path", /--env/],
  ])("%s is refused as %s", (text, code, hint) => {
    const error = refusal(() => set(text));
    expect(error.code).toBe(code);
    if (hint !== undefined) expect(error.hint).toMatch(hint);
  });

  it.each([
    "webhook.secret=hush-4711",
    'webhook.secret:="hush-4711"',
    "webhook.secret:=hush-4711",
    "webhook.secret[0]=hush-4711",
    'webhook.secret:=["hush-4711"]',
    'webhook.secret:={"value":"hush-4711"}',
    "postback.secret=hush-4711",
  ])("never takes nor shows a literal secret: %s", (text) => {
    const error = refusal(() => set(text));
    expect(error.code).toBe("set_secret_literal");
    expect(error.hint).toContain(".env=NAME");
    expect(`${error.message}${error.hint ?? ""}${String(error.cause)}`).not.toContain("hush-4711");
  });

  it("does not quote the JSON that it cannot read", () => {
    const error = refusal(() => set("webhook.headers:=hush-4711"));
    expect(`${error.message}${String(error.cause)}`).not.toContain("hush-4711");
  });

  it("does not reach the prototype of what it changes", () => {
    expect(refusal(() => set("__proto__.x=1")).code).toBe("set_unknown_path");
    expect(refusal(() => set("webhook.constructor.name=1")).code).toBe("set_unknown_path");
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});
