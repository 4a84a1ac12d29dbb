/** Whom the sandbox's deliveries never reach, so that nobody reads through it what only this machine can. */
import { describe, expect, it } from "vitest";
import { call } from "../../src/sandbox/outgoing.js";
import { createFakeHttp, replied } from "../fake-http.js";

const to = (url: string) => ({ method: "POST", url, headers: [], body: null, timeoutMs: 1_000 });
const signal = new AbortController().signal;

describe("an address of this machine's own link", () => {
  it.each([
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://0xa9fea9fe/",
    "http://[fe80::1]/",
    "http://[fd00:ec2::254]/",
    "http://metadata.google.internal./computeMetadata",
    "http://100.100.100.200/",
  ])("%s is not asked", async (url) => {
    const { http, requests } = createFakeHttp(() => replied(200, "credentials"));
    expect(await call(http, to(url), signal)).toMatchObject({ reply: null });
    expect(requests).toEqual([]);
  });

  it.each(["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"])(
    "%s is not read where a name leads there",
    async (remoteAddress) => {
      const { http } = createFakeHttp(() => {
        const outcome = replied(200, "credentials");
        return { ...outcome, trace: { ...outcome.trace, remoteAddress } };
      });
      const outcome = await call(http, to("http://rebound.example/"), signal);
      expect(JSON.stringify(outcome)).not.toContain("credentials");
      expect(outcome.reply).toBeNull();
    },
  );

  it("is no other", async () => {
    const { http } = createFakeHttp(() => replied(200, "hello"));
    expect((await call(http, to("http://127.0.0.1:1/"), signal)).reply?.status).toBe(200);
  });
});
