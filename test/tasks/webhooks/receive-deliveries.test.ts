/** Whoever is answered finds the delivery in the journal, whatever happens to the process next. */
import { expect, it } from "vitest";
import { emptyReply, type ServedRequest } from "../../../src/core/server.js";
import { createDeliveryReceiver } from "../../../src/tasks/webhooks/receive-deliveries.js";
import { createFakeClock } from "../../fake-clock.js";

const REQUEST: ServedRequest = {
  method: "POST",
  target: "/hook?token=not-for-eyes",
  headers: [],
  body: Buffer.from('{"events":[{"event":"sponsor.created","callbackId":"c1"}]}'),
  remoteAddress: "127.0.0.1",
};

function receiver() {
  const kept = { paths: [] as string[], release: () => {} };
  const written = new Promise<void>((resolve) => (kept.release = resolve));
  const { handle, tooLarge, idle } = createDeliveryReceiver({
    keys: null,
    kindOf: () => null,
    forwardTo: null,
    forwardTimeoutMs: 1_000,
    failFirst: 0,
    status: null,
    delayMs: 0,
    http: () => Promise.reject(new Error("nothing is passed on")),
    clock: createFakeClock(),
    signal: new AbortController().signal,
    onReceived: ({ path }) => {
      kept.paths.push(path);
      return written;
    },
  });
  return { handle, tooLarge, idle, kept };
}

const settled = (promise: Promise<unknown>) =>
  Promise.race([promise.then(() => true), new Promise((resolve) => setImmediate(resolve, false))]);

it("answers a delivery when it is kept, not before", async () => {
  const { handle, idle, kept } = receiver();
  const answered = handle(REQUEST);
  expect([await settled(answered), await settled(idle())]).toEqual([false, false]);
  kept.release();
  expect(await answered).toMatchObject({ status: 200 });
  await idle();
  expect(kept.paths).toEqual(["/hook?token=[secret:query.token]"]);
});

it("waits for one that is too long as well", async () => {
  const { tooLarge, idle, kept } = receiver();
  const done = tooLarge(REQUEST, emptyReply(413));
  expect([await settled(done), await settled(idle())]).toEqual([false, false]);
  kept.release();
  await done;
  await idle();
});
