/** A reply that was cut is told as cut, wherever that was, however its end is told, and by whichever client it is read. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpOutcome, HttpRequest } from "../../../src/core/http.js";
import { tlsFile } from "../../tls-server.js";
import { latin1, rightReplies, type Said, sayingServer } from "./drawn-replies.js";

const TIMEOUTS = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };
const CLIENTS = ["fresh", "pooled", "bare", "raced"] as const;

type Ask = (said: Said) => Promise<HttpOutcome>;

async function asking(kind: (typeof CLIENTS)[number], secure: boolean): Promise<Ask> {
  const [ca, cert, key] = ["ca.pem", "server.pem", "server.key"].map((name) =>
    readFileSync(tlsFile(name), "utf8"),
  );
  const server = await sayingServer(secure ? { cert, key } : null);
  onTestFinished(server.close);
  const { http, load, race, close } = createHttpClient({ extraCa: [], proxy: {} });
  onTestFinished(close);
  const request: HttpRequest = {
    method: "POST",
    url: `${server.url}/0`,
    headers: [],
    body: Buffer.from("{}"),
    timeouts: TIMEOUTS,
    ...(secure ? { tls: { ca: String(ca) } } : {}),
  };
  return async (said) => {
    server.saying = [said];
    if (kind === "bare") return load(request);
    if (kind === "raced") return (await race([request])).outcomes[0] ?? expect.fail("no outcome");
    return http({ ...request, freshConnection: kind === "fresh" });
  };
}

/** A cut by an end cannot be told from the end of a body that ends with its connection. */
const cut = fc
  .tuple(rightReplies, fc.nat(120), fc.constantFrom("ends" as const, "is reset" as const))
  .map(([{ said, headBytes }, lost, then]): Said & { readonly mayBeWhole: boolean } => {
    const bytes = said.bytes.subarray(0, Math.max(1, said.bytes.length - 1 - lost));
    const mayBeWhole = said.then === "ends" && then === "ends" && bytes.length >= headBytes;
    return { bytes, cuts: said.cuts, then, mayBeWhole };
  })
  .filter(({ mayBeWhole }) => !mayBeWhole);

const ALL = CLIENTS.flatMap((kind) => [[kind, false] as const, [kind, true] as const]);

describe.each(ALL)("a reply on a %s connection, over TLS: %s,", (kind, secure) => {
  it("is called cut wherever it was cut", async () => {
    const ask = await asking(kind, secure);
    await fc.assert(
      fc.asyncProperty(cut, async (said) => {
        const { reply, failure } = await ask(said);
        expect([reply, failure?.kind]).toEqual([null, "reset"]);
      }),
      { seed: 9112, numRuns: secure ? 25 : 120 },
    );
  });

  it("is cut by a reset where an end would have made it whole", async () => {
    const ask = await asking(kind, secure);
    const all = rightReplies.filter(({ said }) => said.then === "ends");
    await fc.assert(
      fc.asyncProperty(all, async ({ body, said }) => {
        const { reply } = await ask(said);
        expect(reply && latin1(reply.body)).toBe(latin1(body));
        const { failure } = await ask({ ...said, then: "is reset" });
        expect(failure?.kind).toBe("reset");
      }),
      { seed: 9112, numRuns: secure ? 8 : 20 },
    );
  });
});
