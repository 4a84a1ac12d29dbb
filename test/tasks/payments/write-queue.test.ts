import { describe, expect, it } from "vitest";
import { createWriteQueue, MOST_BEHIND } from "../../../src/tasks/payments/write-queue.js";

/** A disk that writes when it is told to. */
function slowDisk() {
  const finish: (() => void)[] = [];
  const write = () => new Promise<void>((resolve) => void finish.push(resolve));
  return { finish, write };
}

describe("createWriteQueue", () => {
  it("waits for the oldest write once too many are under way", async () => {
    const { finish, write } = slowDisk();
    const queue = createWriteQueue();
    for (let count = 0; count < MOST_BEHIND; count += 1) await queue.add(write());
    const seen: string[] = [];
    const waiting = queue.add(write()).then(() => void seen.push("room"));
    finish.slice(1).forEach((each) => {
      each();
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
    finish[0]?.();
    await waiting;
    await queue.drain();
  });

  it("tells of a failed write, at the latest in the end", async () => {
    const queue = createWriteQueue();
    await queue.add(Promise.reject(new Error("no room")));
    await queue.add(Promise.resolve());
    await expect(queue.drain()).rejects.toThrow("no room");
  });
});
