/** The late repetition is late by the time when the receiver had applied the delivery, however slow it was. */
import { expect, it } from "vitest";
import type { HttpRequest } from "../../../src/core/http.js";
import type { ConformanceReport } from "../../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../../cli/recording-world.js";
import { eventsOf } from "../../contract/strangers/webhook/receiver.js";
import { idText, isFields } from "../../contract/strangers/serve.js";
import { createFakeClock } from "../../fake-clock.js";
import { createFakeHttp, replied } from "../../fake-http.js";

const CHECK = "webhook.applied.late-repetition-once";
const SLOW_MS = 600;
const MEMORY_MS = 900;

/** A receiver that knows an event for 900 ms, and takes long for the first batch. */
function forgetful(clock: ReturnType<typeof createFakeClock>) {
  const applied: string[] = [];
  const knownUntil = new Map<string, number>();
  let batches = 0;
  const answer = ({ method, url, body }: HttpRequest) => {
    clock.advance(1);
    if (method === "GET") {
      const asked = new URL(url).searchParams.get("of");
      return replied(200, JSON.stringify({ count: applied.filter((id) => id === asked).length }));
    }
    const events = eventsOf(Buffer.from(body ?? []));
    if (events.length > 1) batches += 1;
    if (events.length > 1 && batches === 1) clock.advance(SLOW_MS);
    for (const each of events) {
      const { event, callbackId, data } = each;
      const { userId, transactionId } = isFields(data) ? data : {};
      const whole = JSON.stringify(each);
      if ((knownUntil.get(whole) ?? 0) > clock.monotonicMs()) continue;
      applied.push([event, callbackId, userId, transactionId].map(idText).join("|"));
      knownUntil.set(whole, clock.monotonicMs() + MEMORY_MS);
    }
    return replied(200, "{}");
  };
  return createFakeHttp(answer).http;
}

it(`finds a memory of ${MEMORY_MS} ms where the first delivery takes ${SLOW_MS} ms`, async () => {
  const clock = createFakeClock(Date.now());
  const http = forgetful(clock);
  const webhook = {
    url: "http://127.0.0.1:9/hook",
    format: "playcamp",
    signature: "timestamped",
    secret: { env: "S" },
    probe: {
      url: "http://127.0.0.1:9/applied?of={event}|{callbackId}|{userId}|{transactionId}",
      path: "count",
    },
  };
  const { out, err } = await runRecorded(["conformance", "webhook", "--json", "--only", CHECK], {
    files: memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", webhook }),
    }),
    env: { S: "whsec_0123456789abcdef" },
    clock,
    openHttp: () =>
      Promise.resolve({
        ...{ http, load: http, close: () => Promise.resolve() },
        race: () => Promise.reject(new Error("nothing is raced here")),
      }),
  });
  expect(out, err).not.toBe("");
  const found = (JSON.parse(out) as ConformanceReport).checks.find(({ id }) => id === CHECK);
  expect(found?.status, found?.message).toBe("fail");
});
