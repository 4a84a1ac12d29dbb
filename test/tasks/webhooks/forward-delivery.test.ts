import { describe, expect, it } from "vitest";
import { createForward } from "../../../src/tasks/webhooks/forward-delivery.js";
import { headerValue, type Http } from "../../../src/core/http.js";
import { replied } from "../../fake-http.js";

const REQUEST = {
  method: "POST",
  target: "/",
  headers: [["Content-Type", "application/json"]] as const,
  body: Buffer.from("{}"),
  remoteAddress: "127.0.0.1",
};
const options = (http: Http) => ({
  forwardTimeoutMs: 1_000,
  http,
  signal: new AbortController().signal,
});

describe("passing a delivery on", () => {
  it("ends where it leads back to itself, through however many others", async () => {
    let sent = 0;
    const back: Http = async (request) => {
      sent += 1;
      const { reply } = await a({ ...REQUEST, headers: request.headers }, "http://127.0.0.1:1/");
      return replied(reply.status);
    };
    const b = createForward("b", options(back));
    const a = createForward(
      "a",
      options(async (request) => {
        sent += 1;
        return replied(
          (await b({ ...REQUEST, headers: request.headers }, "http://h/")).reply.status,
        );
      }),
    );
    expect((await a(REQUEST, "http://127.0.0.1:1/")).reply.status).toBe(508);
    expect(sent).toBe(2);
  });

  it("tells more than 64 at a time to come again", async () => {
    const waiting: (() => void)[] = [];
    const slow: Http = async (request) => {
      expect(headerValue(request.headers, "via")).toBe("1.1 playcamp-gw-c");
      await new Promise<void>((resolve) => waiting.push(resolve));
      return replied(200);
    };
    const forward = createForward("c", options(slow));
    const all = Array.from({ length: 100 }, () => forward(REQUEST, "http://127.0.0.1:1/"));
    const refused = await Promise.all(all.slice(64));
    expect(refused.map(({ reply }) => reply.status)).toEqual(Array.from({ length: 36 }, () => 503));
    waiting.forEach((resolve) => resolve());
    expect((await Promise.all(all.slice(0, 64))).every(({ reply }) => reply.status === 200)).toBe(
      true,
    );
  });

  it("sends user and password of its URL as Basic", async () => {
    const seen: unknown[] = [];
    const http: Http = async ({ url, headers }) => {
      seen.push(url, headerValue(headers, "authorization"));
      return replied(200);
    };
    await createForward("d", options(http))(REQUEST, "http://u:p%40ss@127.0.0.1:1/x");
    expect(seen).toEqual([
      "http://127.0.0.1:1/x",
      `Basic ${Buffer.from("u:p@ss").toString("base64")}`,
    ]);
  });
});
