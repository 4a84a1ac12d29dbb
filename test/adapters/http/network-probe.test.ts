/** On this machine's own network: what a name, a port and a certificate tell. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect, createServer as createTcp } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createNetworkProbe } from "../../../src/adapters/http/network-probe.js";
import { closedPort, hostile, OK } from "../../hostile-server.js";
import { type TestCertificate, tlsFile, tlsServer } from "../../tls-server.js";

const TIMEOUT_MS = 5_000;
const probe = createNetworkProbe({ extraCa: [] });

async function shake(
  port: number,
  { trusted = true, host = "127.0.0.1", proxy = null as string | null } = {},
) {
  const ca = await readFile(tlsFile("ca.pem"), "utf8");
  return probe.shakeHands({ host, port, tls: trusted ? { ca } : null, proxy }, TIMEOUT_MS);
}

/** Takes connections and says nothing. */
async function silentPort(): Promise<number> {
  const server = createTcp((socket) => {
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Tunnels to wherever it is asked, and keeps what was asked. */
async function proxyServer(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer().on("connect", (request, client) => {
    asked.push(`${request.url} ${request.headers["proxy-authorization"]}`);
    const [host = "", port] = request.url?.split(":") ?? [];
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    client.on("error", () => target.destroy());
    target.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://us%65r:p@127.0.0.1:${port}`, asked };
}

describe("a name", () => {
  it("resolves", async () => {
    const { facts } = await probe.lookUp("localhost", TIMEOUT_MS);
    expect(facts).toEqual(expect.arrayContaining([expect.stringMatching(/1$/)]));
  });

  it("does not resolve", async () => {
    const { failure } = await probe.lookUp("nowhere.invalid", 10_000);
    expect(failure?.code).toMatch(/^E/);
  });
});

describe("a port", () => {
  it("takes a connection", async () => {
    const { port } = await hostile((socket) => socket.end(OK));
    const { facts } = await probe.connect({ host: "127.0.0.1", port }, TIMEOUT_MS);
    expect(facts).toBeGreaterThan(0);
  });

  it("refuses it", async () => {
    const endpoint = { host: "127.0.0.1", port: await closedPort() };
    const { failure } = await probe.connect(endpoint, TIMEOUT_MS);
    expect(failure?.code).toBe("ECONNREFUSED");
  });
});

describe("a certificate", () => {
  it("is trusted through its CA, and read up to it", async () => {
    const { port, requests } = await tlsServer("server");
    const { facts } = await shake(port);
    expect(facts?.distrust).toBeNull();
    expect(facts?.protocol).toBe("TLSv1.3");
    expect(facts?.chain.map(({ subject }) => subject)).toEqual(["server", "test CA"]);
    expect(facts?.chain[0]).toMatchObject({
      issuer: "test CA",
      validToMs: Date.UTC(2100, 0, 1),
    });
    expect(requests).toEqual([]);
  });

  it.each<[TestCertificate, string, boolean, string]>([
    ["server", "127.0.0.1", false, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
    ["expired", "127.0.0.1", true, "CERT_HAS_EXPIRED"],
    ["other-name", "localhost", true, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("%s at %s, CA known: %s, is %s", async (name, host, trusted, code) => {
    const { port } = await tlsServer(name);
    const { facts } = await shake(port, { host, trusted });
    expect(facts?.distrust?.code).toBe(code);
    expect(facts?.chain[0]?.subject).toBe(name);
  });

  it("is looked for in vain where plain HTTP is spoken", async () => {
    const server = createTcp((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad\r\n\r\n"));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const plain = (server.address() as AddressInfo).port;
    expect((await shake(plain)).failure?.code).toMatch(/WRONG_VERSION|PACKET/);
  });

  it("is not waited for beyond the bound", async () => {
    const port = await silentPort();
    const { failure } = await probe.shakeHands(
      { host: "127.0.0.1", port, tls: null, proxy: null },
      50,
    );
    expect(failure).toEqual({
      code: "TIMEOUT",
      message: "no answer within 50 ms",
    });
  });
});

describe("through a proxy", () => {
  it("the target's own certificate is read, and the credentials are sent", async () => {
    const { port } = await tlsServer("server");
    const { url, asked } = await proxyServer();
    const { facts } = await shake(port, { proxy: url });
    expect(facts?.chain[0]?.subject).toBe("server");
    const basic = Buffer.from("user:p").toString("base64");
    expect(asked).toEqual([`127.0.0.1:${port} Basic ${basic}`]);
  });

  it("that refuses, its status is told and its URL is not", async () => {
    const { url } = await hostile((socket) =>
      socket.end("HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"),
    );
    const { failure } = await shake(1, {
      proxy: url.replace("://", "://user:pass-4711@"),
    });
    expect(failure).toEqual({
      code: "PROXY",
      message: "the proxy answered 407",
    });
  });

  it("that is silent, it is not waited for", async () => {
    const proxy = `http://127.0.0.1:${await silentPort()}`;
    const { failure } = await probe.shakeHands(
      { host: "gw.example.com", port: 443, tls: null, proxy },
      50,
    );
    expect(failure?.code).toBe("TIMEOUT");
  });
});
