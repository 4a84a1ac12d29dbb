import { expect, it } from "vitest";
import type { HttpOutcome } from "../../src/core/http.js";
import { limitInFlight } from "../../src/transport/in-flight.js";
import { replied } from "../fake-http.js";

const TIMEOUTS = { connectMs: 1_000, responseMs: 1_000, totalMs: 1_000 };

it("lets so many be under way, the others in the order of coming, and survives what is thrown", async () => {
  const started: string[] = [];
  const ends: ((outcome: HttpOutcome) => void)[] = [];
  const http = limitInFlight(({ url }) => {
    started.push(url);
    if (url === "c") throw new Error("thrown");
    return new Promise((resolve) => ends.push(resolve));
  }, 2);
  const ask = (url: string) =>
    http({ method: "GET", url, headers: [], body: null, timeouts: TIMEOUTS }).then(
      () => url,
      () => `${url} threw`,
    );
  const asked = ["a", "b", "c", "d", "e"].map(ask);
  await new Promise(setImmediate);
  expect(started).toEqual(["a", "b"]);
  ends.shift()?.(replied(200));
  await new Promise(setImmediate);
  expect(started).toEqual(["a", "b", "c", "d"]);
  ends.shift()?.(replied(200));
  await new Promise(setImmediate);
  expect(started).toEqual(["a", "b", "c", "d", "e"]);
  ends.forEach((end) => end(replied(200)));
  expect(await Promise.all(asked)).toEqual(["a", "b", "c threw", "d", "e"]);
});
