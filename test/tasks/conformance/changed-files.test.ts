import { describe, expect, it } from "vitest";
import { createBell } from "../../../src/tasks/conformance/bell.js";
import { createChanges } from "../../../src/tasks/conformance/changed-files.js";
import { createFakeClock } from "../../fake-clock.js";

const FILE = "src/hook.js";

/** A file that changed in three runs in a row. */
function leftOut() {
  const clock = createFakeClock();
  const said: string[] = [];
  const changes = createChanges(createBell(), clock, (line) => said.push(line));
  const run = () => {
    changes.begin();
    changes.add(FILE);
    clock.advance(100);
    changes.end();
  };
  const changesAfter = (ms: number) => {
    clock.advance(ms);
    changes.add(FILE);
    return changes.isPending();
  };
  const untilLeftOut = () => {
    for (let count = 0; count < 3; count += 1) run();
    return changes.isPending();
  };
  untilLeftOut();
  return { changes, said, run, changesAfter, untilLeftOut };
}

describe("a file that changed in every run", () => {
  it("starts none while the server writes on, or writes once more at the end", () => {
    const { changes, said, changesAfter } = leftOut();
    expect(changes.isPending()).toBe(false);
    expect([100, 4_000, 4_000].map(changesAfter)).toEqual([false, false, false]);
    expect(said).toEqual([expect.stringContaining("counts again after 5 s without one")]);
  });

  it("starts one when it is changed after a pause: it was edited, and is a source", () => {
    const { changes, changesAfter, run } = leftOut();
    expect(changesAfter(6_000)).toBe(true);
    run();
    expect(changes.isPending()).toBe(true);
  });

  it("starts none during a run, however long that takes", () => {
    const { changes, changesAfter } = leftOut();
    changes.begin();
    expect(changesAfter(60_000)).toBe(false);
    changes.end();
    expect(changesAfter(4_000)).toBe(false);
  });

  it("starts ever fewer where a server writes from time to time", () => {
    const { changesAfter, untilLeftOut } = leftOut();
    let started = 0;
    for (let minute = 0; minute < 100; minute += 1) {
      if (!changesAfter(60_000)) continue;
      started += 1;
      untilLeftOut();
    }
    expect(started).toBe(2);
  });
});
