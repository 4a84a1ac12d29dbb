import { describe, expect, it } from "vitest";
import { UserError } from "../../src/core/errors.js";
import { proxyFor, readProxySettings } from "../../src/core/proxy.js";

const PROXY = "http://proxy.corp:3128";

describe("the variables", () => {
  it("are read in lower case first, as curl does", () => {
    expect(
      readProxySettings({
        http_proxy: "http://small",
        HTTP_PROXY: "http://LARGE",
        HTTPS_PROXY: PROXY,
        NO_PROXY: "x",
      }),
    ).toEqual({ http: "http://small", https: PROXY, bypass: "x" });
  });

  it("may be empty, which is as good as not set", () => {
    expect(readProxySettings({ http_proxy: "", no_proxy: "" })).toEqual({});
  });

  it.each([
    ["proxy.corp:3128", "http://proxy.corp:3128"],
    ["user:word@proxy.corp:3128", "http://user:word@proxy.corp:3128"],
    [" http://proxy.corp ", "http://proxy.corp"],
    ["https://proxy.corp", "https://proxy.corp"],
    ["socks5://proxy.corp:1080", "socks5://proxy.corp:1080"],
  ])("may say %j", (text, url) => {
    expect(readProxySettings({ HTTPS_PROXY: text })).toEqual({ https: url });
  });

  it.each([
    "http://",
    "http://:x",
    "ftp://proxy.corp",
    "http://pro xy",
    "file:///etc/passwd",
    "http://a:99999",
  ])("may not say %j", (text) => {
    const secret = text.replace("://", "://me:pass-4711@");
    for (const each of [text, secret]) {
      const read = () => readProxySettings({ http_proxy: each });
      expect(read).toThrow(/^the environment variable http_proxy names no proxy$/);
      expect(read).toThrow(UserError);
    }
  });
});

describe("the way to a host", () => {
  it.each([
    ["https://gw.example.com", { https: PROXY }],
    ["http://gw.example.com", { http: PROXY }],
    ["https://gw.example.com", { http: PROXY }],
    ["https://gw.example.com", { https: PROXY, bypass: "other.com, x.com" }],
    ["https://notexample.com", { https: PROXY, bypass: "example.com" }],
    ["https://gw.example.com:444", { https: PROXY, bypass: "example.com:443" }],
  ])("leads from %s through the proxy of %j", (url, settings) => {
    expect(proxyFor(url, settings)).toEqual({ kind: "proxy", url: PROXY });
  });

  it.each([
    ["http://gw.example.com", { https: PROXY }, "none"],
    ["https://gw.example.com", {}, "none"],
    ["https://127.0.0.1:8443", { https: PROXY }, "loopback"],
    ["https://gw.example.com", { https: PROXY, bypass: "*" }, "bypassed"],
    ["https://gw.example.com", { https: PROXY, bypass: "example.com" }, "bypassed"],
    ["https://gw.example.com", { https: PROXY, bypass: "x .example.com" }, "bypassed"],
    ["https://gw.example.com", { https: PROXY, bypass: "*.Example.com" }, "bypassed"],
    ["https://gw.example.com", { https: PROXY, bypass: "example.com:443" }, "bypassed"],
  ] as const)("leads straight from %s with %j: %s", (url, settings, why) => {
    expect(proxyFor(url, settings)).toEqual({ kind: "direct", why });
  });
});
