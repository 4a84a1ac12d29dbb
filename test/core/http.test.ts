import { describe, expect, it } from "vitest";
import {
  headerValue,
  type HttpFailureKind,
  isLoopbackHost,
  isUnreachable,
  joinUrl,
  withHeader,
  withoutHeader,
} from "../../src/core/http.js";
import { jsonReply, pathOf, queryOf } from "../../src/core/server.js";

const HEADERS = [
  ["Content-Type", "text/plain"],
  ["X-One", "1"],
  ["x-one", "2"],
] as const;

describe("headers", () => {
  it("are found whatever their case, the first of several", () => {
    expect(headerValue(HEADERS, "x-ONE")).toBe("1");
    expect(headerValue(HEADERS, "X-Two")).toBeNull();
  });

  it("are replaced in their place, under their own name", () => {
    expect(withHeader(HEADERS, "content-type", "a/b")).toEqual([
      ["Content-Type", "a/b"],
      ["X-One", "1"],
      ["x-one", "2"],
    ]);
  });

  it("are added at the end", () => {
    expect(withHeader(HEADERS, "X-New", "n").at(-1)).toEqual(["X-New", "n"]);
  });

  it("are removed, all of that name", () => {
    expect(withoutHeader(HEADERS, "X-ONE")).toEqual([["Content-Type", "text/plain"]]);
  });
});

describe("isLoopbackHost", () => {
  it.each(["localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.8.9.10", "::1", "[::1]"])(
    "%s is this machine",
    (host) => {
      expect(isLoopbackHost(host)).toBe(true);
    },
  );

  it.each([
    "localhost.example.com",
    "notlocalhost",
    "127.0.0.1.example.com",
    "128.0.0.1",
    "10.0.0.1",
    "0.0.0.0",
    "example.com",
    "",
  ])("%j is not", (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });
});

describe("isUnreachable", () => {
  const kinds: Record<HttpFailureKind, boolean> = {
    dns: true,
    refused: true,
    "connect-timeout": true,
    tls: true,
    "response-timeout": false,
    "total-timeout": false,
    reset: false,
    malformed: false,
    flood: false,
    aborted: false,
  };
  it.each(Object.entries(kinds))("%s: %s", (kind, unreachable) => {
    expect(isUnreachable({ kind: kind as HttpFailureKind, message: "" })).toBe(unreachable);
  });
});

describe("joinUrl", () => {
  it.each([
    ["https://x.example/gp", "/auth", "https://x.example/gp/auth"],
    ["https://x.example/gp/", "/auth", "https://x.example/gp/auth"],
    ["https://x.example//", "/auth", "https://x.example/auth"],
    ["https://x.example/gp?v=1", "/auth", "https://x.example/gp/auth?v=1"],
    ["https://x.example/gp?a=1?b", "/auth", "https://x.example/gp/auth?a=1?b"],
  ])("%s and %s give %s", (base, path, joined) => {
    expect(joinUrl(base, path)).toBe(joined);
  });
});

describe("request targets", () => {
  it.each([
    ["/a?b=1", "/a", "b=1"],
    ["/a", "/a", ""],
    ["/a?b?c", "/a", "b?c"],
    ["?x", "", "x"],
  ])("%s", (target, path, query) => {
    expect([pathOf(target), queryOf(target)]).toEqual([path, query]);
  });
});

it("jsonReply says what it is", () => {
  const reply = jsonReply(201, { ok: true }, [["X-A", "b"]]);
  expect(headerValue(reply.headers, "content-type")).toBe("application/json; charset=utf-8");
  expect(headerValue(reply.headers, "x-a")).toBe("b");
  expect(Buffer.from(reply.body).toString()).toBe('{"ok":true}');
});
