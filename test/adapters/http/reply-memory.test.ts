import { createServer } from "node:http";
import { once } from "node:events";
import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { createHttpClient } from "../../../src/adapters/http/http-client.js";
import type { HttpRequest } from "../../../src/core/http.js";

const BODY_BYTES = 200_000;
const REQUESTS = 60;

it("lets a reply go with a quick collection, once nobody holds it", async () => {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new TypeError("no collector");
  const body = Buffer.alloc(BODY_BYTES, "x");
  const server = createServer((_, response) => {
    response.end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const { http, close } = createHttpClient({ extraCa: [], proxy: {} });
  const request: HttpRequest = {
    method: "GET",
    url: `http://127.0.0.1:${String(port)}/`,
    headers: [],
    body: null,
    timeouts: { connectMs: 5_000, responseMs: 5_000, totalMs: 5_000 },
    maxReplyBytes: 2 * BODY_BYTES,
  };
  const send = async () => (await http(request)).reply?.bodyBytes;
  await send();
  const before = process.memoryUsage().arrayBuffers;
  try {
    for (let sent = 0; sent < REQUESTS; sent += 1) {
      expect(await send()).toBe(BODY_BYTES);
      await nextTurn();
      // What outlives two of them waits for a full one.
      if (sent % 10 === 0) collect({ type: "minor" });
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan((REQUESTS / 2) * BODY_BYTES);
  } finally {
    await close();
    server.close();
  }
});
