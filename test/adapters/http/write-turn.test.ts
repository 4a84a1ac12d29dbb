/** Writes wait for the end of the turn after the one in which they were asked for, and for no longer. */
import { expect, it } from "vitest";
import { createWriteTurn } from "../../../src/adapters/http/write-turn.js";

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
