/** A target that answers the same to everything proves nothing by it: no check passes, and no suite calls it conformant. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ConformanceReport } from "../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../cli/recording-world.js";

const SAME = {
  "200, empty": { status: 200, body: "" },
  "200 {}": { status: 200, body: "{}" },
  "302 to a page": { status: 302, body: "" },
  "400": { status: 400, body: '{"error":"bad request"}' },
  "401": { status: 401, body: "" },
  "404": { status: 404, body: "<h1>no such page</h1>" },
  "500": { status: 500, body: "" },
  "a closed connection": null,
} as const;

const key = { env: "KEY" };

function profileOf(suite: string, url: string): unknown {
  const player = { userToken: "t", sessionToken: "s", currency: "USD", platform: "desktop" };
  const auth = { kind: "fingerprint" };
  const range = { from: "from", to: "to", format: "iso" };
  const sections: Readonly<Record<string, object>> = {
    entry: { entry: { url: `${url}/api/{partner}/sponsor`, key } },
    webhook: { webhook: { url: `${url}/hooks`, secret: key } },
    wallet: { wallet: { url, publicKey: "pk", secret: key, player } },
    payments: {
      payments: {
        source: {
          url: `${url}/payments`,
          range,
          paging: { kind: "none" },
          records: "list",
          auth,
          key,
        },
        map: {
          transactionId: "tid",
          userId: "uid",
          productId: "product",
          amount: "price",
          currency: "currency",
          platform: "os",
          distributionType: { const: "MOBILE_STORE" },
          purchasedAt: "time",
        },
      },
    },
    postback: {
      postback: { url: `${url}/api/postback`, secret: key, pid: "p1", gid: "g1", uids: ["u1"] },
    },
  };
  return { partner: "acme", ...sections[suite] };
}

/** Claims of whoever refuses nothing: to accept is true of him, and to break on nothing. */
const REFUSING = /refus|never-told|never-shown|keeps-secrets|every-character|holds|only/;

/** Answers that take in whatever comes. */
const ACCEPTING: Readonly<Record<string, number>> = { webhook: 200, payments: 200, entry: 302 };

describe.each(Object.entries(SAME))("a target that answers %s to everything", (_, answer) => {
  let server: Server;
  let url = "";
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (answer === null) {
        request.socket.destroy();
        return;
      }
      request.resume();
      request.on("end", () => {
        response.writeHead(answer.status, answer.status === 302 ? { Location: "/page" } : {});
        response.end(answer.body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );

  it.each(["entry", "webhook", "wallet", "payments", "postback"])("%s", async (suite) => {
    const files = memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify(profileOf(suite, url)),
    });
    const { out, err } = await runRecorded(["conformance", suite, "--json", "--seed", "7"], {
      files,
      env: { KEY: "a-key-of-some-length" },
      signal: new AbortController().signal,
    });
    expect(out, err).not.toBe("");
    const { checks, summary } = JSON.parse(out) as ConformanceReport;
    expect(summary.verdict).not.toBe("conformant");
    const passed = checks.filter(({ status }) => status === "pass").map(({ id }) => id);
    const wrong =
      answer !== null && ACCEPTING[suite] === answer.status
        ? passed.filter((id) => REFUSING.test(id))
        : passed;
    expect(wrong).toEqual([]);
  });
});
