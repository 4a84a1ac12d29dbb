/** Whenever a kept connection goes away, no request reaches its target twice, and each reply is told to its own. */
import { readFileSync } from "node:fs";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { TLSSocket } from "node:tls";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpRequest } from "../../../src/core/http.js";
import { tlsFile } from "../../tls-server.js";
import { latin1 } from "./drawn-replies.js";

const TIMEOUTS = { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 };

/** How the server treats a connection that has brought a request. */
interface Treatment {
  /** Whether the request is answered; if not, the connection goes away all the same. */
  readonly answers: boolean;
  readonly then: "stays" | "ends" | "is reset";
  /** Turns of the event loop between the two. */
  readonly turns: number;
}

const treatments: fc.Arbitrary<Treatment> = fc.oneof(
  fc.constant({ answers: true, then: "stays" as const, turns: 0 }),
  fc.record({
    answers: fc.boolean(),
    then: fc.constantFrom("ends" as const, "is reset" as const),
    turns: fc.nat(6),
  }),
);

async function fickleServer(secure: boolean) {
  const [ca, cert, key] = ["ca.pem", "server.pem", "server.key"].map((name) =>
    readFileSync(tlsFile(name), "utf8"),
  );
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const state = { treatments: [] as readonly Treatment[], received, url: "", ca: String(ca) };
  const server = createServer({ noDelay: true }, (raw) => {
    sockets.add(raw);
    raw.on("error", () => undefined).on("close", () => sockets.delete(raw));
    const socket = secure ? new TLSSocket(raw, { isServer: true, cert, key }) : raw;
    socket.on("error", () => undefined);
    socket.on("data", (piece: Buffer) => {
      // A small request comes in one piece; what is no request is the look whether TLS is spoken.
      const id = /^POST \/(\d+) /.exec(latin1(piece))?.[1];
      const treatment = state.treatments[received.length];
      if (id === undefined || treatment === undefined) return void socket.destroy();
      received.push(id);
      void treat(socket, raw, id, treatment);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  state.url = `${secure ? "https" : "http"}://127.0.0.1:${port}`;
  return state;
}

async function treat(socket: Socket, raw: Socket, id: string, { answers, then, turns }: Treatment) {
  if (answers) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${id.length}\r\n\r\n${id}`);
  for (let turn = 0; turn < turns; turn += 1) await nextTurn();
  if (then === "ends") socket.end();
  if (then === "is reset") raw.resetAndDestroy();
}

describe.each([
  ["pooled", false],
  ["pooled", true],
  ["bare", false],
  ["bare", true],
] as const)("on %s connections, over TLS: %s,", (kind, secure) => {
  it("each request arrives once at most, and is told what became of it", async () => {
    const server = await fickleServer(secure);
    const drawn = fc.record({
      treatments: fc.array(treatments, { minLength: 2, maxLength: 8 }),
      pauses: fc.array(fc.nat(4), { minLength: 8, maxLength: 8 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ treatments: planned, pauses }) => {
        server.treatments = planned;
        server.received.length = 0;
        const { http, load, close } = createHttpClient({ extraCa: [], proxy: {} });
        for (let nth = 0; nth < planned.length; nth += 1) {
          const request: HttpRequest = {
            method: "POST",
            url: `${server.url}/${nth}`,
            headers: [],
            body: Buffer.from("{}"),
            timeouts: TIMEOUTS,
            ...(secure ? { tls: { ca: server.ca } } : {}),
          };
          const { reply, trace } = await (kind === "bare" ? load : http)(request);
          const times = server.received.filter((id) => id === String(nth)).length;
          expect(times).toBeLessThan(2);
          if (reply !== null) expect([latin1(reply.body), times]).toEqual([String(nth), 1]);
          if (times === 1) expect(trace.sentHead).not.toBeNull();
          for (let turn = 0; turn < (pauses[nth] ?? 0); turn += 1) await nextTurn();
        }
        await close();
      }),
      { seed: 9112, numRuns: secure ? 15 : 60 },
    );
  });
});
