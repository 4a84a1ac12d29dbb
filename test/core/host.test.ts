import { describe, expect, it } from "vitest";
import {
  canonicalHost,
  isLinkLocal,
  isLoopbackHost,
  isNearHost,
  leadsTo,
} from "../../src/core/host.js";

describe("canonicalHost", () => {
  it.each([
    ["Live.Example.", "live.example"],
    ["live..example..", "live.example"],
    ["[::ffff:127.0.0.1]", "127.0.0.1"],
    ["[::ffff:7f00:1]", "127.0.0.1"],
    ["64:ff9b::a9fe:a9fe", "169.254.169.254"],
    ["[fe80::1%eth0]", "[fe80::1]"],
    ["[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"],
    ["[::1]", "[::1]"],
    ["[::]", "[::]"],
  ])("%s is %s", (hostname, canonical) => {
    expect(canonicalHost(hostname)).toBe(canonical);
  });
});

it.each(["localhost", "a.localhost.", "127.8.8.8", "::1", "[::1]", "[::ffff:127.0.0.1]"])(
  "%s is this machine",
  (hostname) => {
    expect([isLoopbackHost(hostname), isNearHost(hostname)]).toEqual([true, true]);
  },
);

it.each([
  ["evil.example", false],
  ["127.0.0.1.evil.example", false],
  ["localhost.evil.example", false],
  ["sandbox", true],
  ["host.docker.internal", true],
  ["192.168.0.9", true],
])("%s is near: %s", (hostname, isNear) => {
  expect([isLoopbackHost(hostname), isNearHost(hostname)]).toEqual([false, isNear]);
});

it.each([
  ["169.254.169.254", true],
  ["[::ffff:169.254.169.254]", true],
  ["[64:ff9b::169.254.169.254]", true],
  ["[fe80::1]", true],
  ["169.253.1.1", false],
  ["127.0.0.1", false],
])("%s is of the own link: %s", (hostname, isLocal) => {
  expect(isLinkLocal(hostname)).toBe(isLocal);
});

describe("leadsTo", () => {
  it.each([
    ["http://127.0.0.1:4000/hook", "http://127.0.0.1:4000"],
    ["http://localhost:4000/hook", "http://127.0.0.1:4000"],
    ["http://LOCALHOST.:4000", "http://[::1]:4000"],
    ["http://127.0.0.1:4000", "http://localhost:4000"],
    ["https://[::ffff:127.0.0.1]:4000", "http://127.0.0.1:4000"],
    ["http://127.0.0.9:4000", "http://0.0.0.0:4000"],
    ["http://localhost:4000", "http://[::]:4000"],
    ["http://0.0.0.0:4000", "http://127.0.0.1:4000"],
    ["http://localhost/", "http://127.0.0.1:80"],
  ])("%s leads to %s", (url, listener) => {
    expect(leadsTo(url, listener)).toBe(true);
  });

  it.each([
    ["http://127.0.0.1:40001/hook", "http://127.0.0.1:4000"],
    ["http://127.0.0.2:4000", "http://127.0.0.1:4000"],
    ["http://[::1]:4000", "http://127.0.0.1:4000"],
    ["http://game.example:4000", "http://0.0.0.0:4000"],
    ["https://localhost/", "http://127.0.0.1:80"],
  ])("%s does not lead to %s", (url, listener) => {
    expect(leadsTo(url, listener)).toBe(false);
  });
});
