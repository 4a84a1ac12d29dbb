/** Writes wait for the end of the turn after the one in which they were asked for, and for no longer. */
import { expect, it } from "vitest";
import { createWriteTurn } from "../../../src/adapters/http/write-turn.js";
import { TURNS_TO_SEND } from "../../../src/core/http.js";

it("all of a turn's writes come at the end of the next, in their order; later ones later", async () => {
  const turn = createWriteTurn();
  const written: string[] = [];
  turn.add(() => {
    written.push("first");
    turn.add(() => written.push("third"));
  });
  await Promise.resolve();
  turn.add(() => written.push("second"));
  expect(written).toEqual([]);
  await new Promise(setImmediate);
  expect(written).toEqual([]);
  await new Promise(setImmediate);
  expect(written).toEqual(["first", "second"]);
  await new Promise(setImmediate);
  expect(written).toEqual(["first", "second"]);
  await new Promise(setImmediate);
  expect(written).toEqual(["first", "second", "third"]);
});

it("comes within as many turns as are told, whoever waits for them having begun before", async () => {
  const turn = createWriteTurn();
  const written: string[] = [];
  const wait = async () => {
    for (let nth = 0; nth < TURNS_TO_SEND; nth += 1) await new Promise(setImmediate);
  };
  const waited = wait();
  await Promise.resolve();
  turn.add(() => written.push("a request"));
  await waited;
  expect(written).toEqual(["a request"]);
});
