/** `sign-entry` and `verify-entry`: streams, exit codes, and that each understands the other. */
import { describe, expect, it } from "vitest";
import { closedPort, hostile } from "../hostile-server.js";
import { createWorld } from "./world.js";

const profileAt = (url: string) => ({
  partner: "acme",
  entry: { url: `${url}/api/{partner}/sponsor`, key: { env: "ACME_KEY" } },
});
const KEY = { ACME_KEY: "key-4711" };
const worldAt = (url = "https://gw.example") => createWorld({ profile: profileAt(url), env: KEY });
const SIGN = ["sign-entry", "--usn", "100001"];

describe("sign-entry", () => {
  it("prints the URL alone", async () => {
    const world = await worldAt();
    const run = await world.run([...SIGN, "--timestamp", "1700000000"]);
    expect(run).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^https:\/\/gw\.example\/api\/acme\/sponsor\?usn=100001&custom_data=100001%7C1700000000%7C[0-9a-f]{64}\n$/,
      ) as string,
      err: "",
    });
  });

  it("prints what it knows with --json", async () => {
    const world = await worldAt();
    const { out } = await world.run([
      ...SIGN,
      "--campaign",
      "spring",
      "--param",
      "lang=ko",
      "--json",
    ]);
    const { url } = JSON.parse(out) as { url: string };
    expect(new URL(url).searchParams.get("camp_code")).toBe("spring");
    expect(new URL(url).searchParams.get("lang")).toBe("ko");
  });

  it("draws a QR code beside the result", async () => {
    const world = await worldAt();
    const run = await world.run([...SIGN, "--qr"]);
    expect(run.out.trim().split("\n")).toHaveLength(1);
    expect(run.err).toMatch(/[▀▄█]{5}/);
  });

  it.each([
    [
      "HTTP/1.1 302 Found\r\nLocation: https://wv.example/\r\nContent-Length: 0\r\n\r\n",
      0,
      /302: accepted, leads to https:\/\/wv\.example\//,
    ],
    ["HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", 1, /without a Location/],
    ["HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", 1, /401: refused/],
    ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 1, /200: neither 302 nor 401/],
    ["SSH-2.0\r\n", 1, /no proper answer/],
  ])("--check on %j exits %d", async (reply, code, said) => {
    const { url, received } = await hostile((socket) => socket.end(reply));
    const world = await worldAt(url);
    const run = await world.run([...SIGN, "--check"]);
    expect(run.code).toBe(code);
    expect(run.err).toMatch(said);
    expect(run.out).toContain(`${url}/api/acme/sponsor?usn=100001`);
    expect(received).toHaveLength(1);
  });

  it("--check on nobody exits 3", async () => {
    const world = await worldAt(`http://127.0.0.1:${await closedPort()}`);
    const run = await world.run([...SIGN, "--check", "--json"]);
    expect([run.code, run.out]).toEqual([3, ""]);
    expect(JSON.parse(run.err)).toMatchObject({
      error: { code: "target_unreachable" },
    });
  });

  it("--check that is interrupted exits 130", async () => {
    const stop = new AbortController();
    const { url } = await hostile(() => stop.abort());
    const world = await worldAt(url);
    expect((await world.run([...SIGN, "--check"], { signal: stop.signal })).code).toBe(130);
  });
});

describe("verify-entry", () => {
  it("accepts what sign-entry printed, as argument, from stdin, and as a token", async () => {
    const world = await worldAt();
    const url = (await world.run(SIGN)).out.trim();
    const token = new URL(url).searchParams.get("custom_data") ?? "";
    for (const [argv, input] of [
      [[url], ""],
      [["-"], `${url}\n`],
      // As PowerShell's > writes it.
      [["-"], Buffer.from(`\uFEFF${url}\r\n`, "utf16le")],
      [[token], ""],
    ] as const) {
      const run = await world.run(["verify-entry", ...argv], { input });
      expect([run.code, run.err]).toEqual([0, ""]);
      expect(run.out).toContain("accepted: user 100001");
    }
  });

  it("says what is wrong with what another key signed, and exits 1", async () => {
    const world = await worldAt();
    const url = (await world.run(SIGN, { env: { ACME_KEY: "another" } })).out.trim();
    const plain = await world.run(["verify-entry", url]);
    expect([plain.code, plain.err]).toEqual([1, ""]);
    expect(plain.out).toMatch(/^refused: /);
    const json = await world.run(["verify-entry", url, "--json"]);
    expect(JSON.parse(json.out)).toMatchObject({
      accepted: false,
      reason: "signature_mismatch",
    });
  });

  it("judges as of another time", async () => {
    const world = await worldAt();
    const url = (await world.run([...SIGN, "--timestamp", "1700000000"])).out.trim();
    expect((await world.run(["verify-entry", url])).code).toBe(1);
    expect((await world.run(["verify-entry", url, "--at", "2023-11-14T22:14:00Z"])).code).toBe(0);
  });
});
