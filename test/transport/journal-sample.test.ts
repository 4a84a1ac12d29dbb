import { expect, it } from "vitest";
import type { HttpOutcome } from "../../src/core/http.js";
import { LOAD_SAMPLE, sampleJournaled } from "../../src/transport/journal-sample.js";
import { createFakeHttp, failed, replied } from "../fake-http.js";

const REQUEST = {
  method: "POST",
  url: "http://127.0.0.1/",
  headers: [],
  body: null,
  timeouts: { connectMs: 1, responseMs: 1, totalMs: 1 },
};

it("keeps the first whatever became of them, then a bounded number of those that went wrong", async () => {
  const answers: readonly HttpOutcome[] = [
    ...[replied(200), replied(500), replied(200)],
    ...[replied(404), failed("reset"), replied(204), replied(302)],
  ];
  const { http } = createFakeHttp((_, nth) => answers[nth - 1] ?? replied(200));
  const kept: unknown[] = [];
  const sink = {
    sent: (_: unknown, { reply, failure }: HttpOutcome) =>
      `id${kept.push(reply?.status ?? failure?.kind)}`,
  };
  const sampled = sampleJournaled(http, sink, {
    ...LOAD_SAMPLE,
    first: 2,
    wrong: 2,
  });
  const ids = [];
  for (let nth = 0; nth < answers.length; nth += 1)
    ids.push((await sampled(REQUEST)).trace.deliveryId ?? null);
  expect(kept).toEqual([200, 500, 404, "reset"]);
  expect(ids).toEqual(["id1", "id2", null, "id3", "id4", null, null]);
});
