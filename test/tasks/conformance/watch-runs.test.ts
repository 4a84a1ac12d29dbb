import { setImmediate as turn } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { FolderWatchOrder } from "../../../src/core/folder-watch.js";
import type { Keyboard } from "../../../src/core/keyboard.js";
import type { Clock } from "../../../src/core/ports.js";
import type { Status } from "../../../src/core/report.js";
import { type OpenChecks, watchRuns } from "../../../src/tasks/conformance/watch-runs.js";
import { checkOf, reportOf } from "../../reports/sample-report.js";

type Statuses = Readonly<Record<string, Status>>;

interface Told {
  readonly change: (path: string) => void;
  readonly press: (key: string) => void;
  readonly setUp: (up: boolean) => void;
  readonly stop: () => void;
}

/** Sleeping lets everybody else have a turn, and takes no time. */
function turningClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      await turn();
    },
  };
}

/**
 * @param runs what each run finds, and what happens while it runs
 * @param waits what happens at each wait; after the last it is stopped
 */
async function watched(
  runs: readonly (Statuses | null)[],
  waits: readonly ((told: Told) => void)[],
  { targets = [], during = [] }: { targets?: string[]; during?: ((told: Told) => void)[] } = {},
) {
  const stop = new AbortController();
  const seen: (readonly string[] | null)[] = [];
  const said: string[] = [];
  const reasons: string[] = [];
  const counts: (OpenChecks | null)[] = [];
  const orders: FolderWatchOrder[] = [];
  let isUp = true;
  let give: (key: string | null) => void = () => undefined;
  const keyboard: Keyboard = {
    next: (signal) =>
      new Promise((resolve) => {
        give = resolve;
        signal.addEventListener("abort", () => {
          resolve(null);
        });
      }),
    lend: (use) => use(),
    copy: () => undefined,
    close: () => undefined,
  };
  const told: Told = {
    change: (path) => orders[0]?.onChange(path),
    press: (key) => {
      give(key);
    },
    setUp: (up) => (isUp = up),
    stop: () => {
      stop.abort();
    },
  };
  let waited = 0;
  const unmet = await watchRuns(
    { folder: "/game", isIgnored: () => false, targets },
    {
      clock: turningClock(),
      signal: stop.signal,
      watchFolder: (given) => {
        orders.push(given);
        return Promise.resolve({ close: () => Promise.resolve() });
      },
      isUp: () => Promise.resolve(isUp),
      openKeyboard: () => Promise.resolve(keyboard),
    },
    {
      run: async (ids) => {
        const found = runs[seen.length];
        seen.push(ids);
        await turn();
        during[seen.length - 1]?.(told);
        await turn();
        return found === null
          ? null
          : reportOf(Object.entries(found ?? {}).map(([id, status]) => checkOf({ id, status })));
      },
      onChanges: () => undefined,
      onReason: (reason) => reasons.push(reason),
      onWaiting: (open) => {
        counts.push(open);
        const next = waits[waited];
        waited += 1;
        if (next === undefined) told.stop();
        else next(told);
      },
      say: (line) => said.push(line),
    },
  );
  return { unmet, seen, said, reasons, counts };
}

describe("conformance --watch", () => {
  it("is not green where the last run came to no verdict, whatever was met before", async () => {
    const { unmet, counts } = await watched(
      [{ a: "pass" }, null],
      [
        ({ change }) => {
          change("src/hook.js");
        },
      ],
    );
    expect(counts).toEqual([{ unmet: 0, unjudged: 0 }, null]);
    expect(unmet).toBeNull();
  });

  it("tells what is not met from what could not run", async () => {
    const { counts } = await watched([{ a: "pass", b: "fail", c: "warn", d: "blocked" }], []);
    expect(counts).toEqual([{ unmet: 2, unjudged: 1 }]);
  });

  it("runs what was not met when a file changes, and everything once that is met", async () => {
    const { seen, reasons, unmet } = await watched(
      [
        { a: "pass", b: "fail", c: "warn" },
        { b: "fail", c: "pass" },
        { b: "pass" },
        { a: "pass", b: "pass", c: "pass" },
      ],
      [
        ({ change }) => {
          change("src/hook.js");
        },
        ({ change }) => {
          change("src/hook.js");
          change("src/key.js");
        },
      ],
    );
    expect(seen).toEqual([null, ["b", "c"], ["b"], null]);
    expect(reasons).toEqual([
      "changed: src/hook.js",
      "changed: src/hook.js, src/key.js",
      "all of them are met now",
    ]);
    expect(unmet).toEqual([]);
  });

  it("runs again when the server answers anew, also where it was away from the first", async () => {
    const { seen, reasons } = await watched(
      [{ a: "blocked" }, { a: "fail" }, { a: "fail" }],
      [
        ({ setUp }) => {
          setUp(true);
        },
        ({ change, setUp }) => {
          setUp(false);
          change("server.js");
          void turn()
            .then(turn)
            .then(turn)
            .then(() => {
              setUp(true);
            });
        },
      ],
      {
        targets: ["http://127.0.0.1:3000"],
        during: [
          ({ setUp }) => {
            setUp(false);
          },
        ],
      },
    );
    expect(reasons[0]).toBe("the server answers anew");
    expect(reasons[1]).toMatch(/changed: server.js|answers anew/);
    expect(seen).toEqual([null, ["a"], ["a"]]);
  });

  it("takes wishes: Enter for what is not met, a for all, q for the end", async () => {
    const { seen, unmet } = await watched(
      [{ a: "pass", b: "fail" }, { b: "fail" }, { a: "pass", b: "fail" }],
      [
        ({ press }) => {
          press("enter");
        },
        ({ press }) => {
          press("a");
        },
        ({ press }) => {
          press("q");
        },
      ],
    );
    expect(seen).toEqual([null, ["b"], null]);
    expect(unmet).toEqual(["b"]);
  });

  it("leaves out a file that changes in every run, such as the server's own log", async () => {
    const writes = ({ change }: Told) => {
      change("data/store.json");
    };
    const { seen, said } = await watched(
      [{ a: "fail" }, { a: "fail" }, { a: "fail" }, { a: "fail" }],
      [() => undefined, () => undefined],
      { during: [writes, writes, writes, writes] },
    );
    // Two runs too many, and then quiet.
    expect(seen.length).toBe(3);
    expect(said).toEqual([expect.stringMatching(/^data\/store\.json changes in every run, /)]);
  });

  it("waits on where a run had nothing to judge", async () => {
    const { seen, unmet } = await watched(
      [{ a: "fail" }, null, { a: "pass" }, { a: "pass" }],
      [
        ({ change }) => {
          change("x.js");
        },
        ({ change }) => {
          change("x.js");
        },
      ],
    );
    expect(seen).toEqual([null, ["a"], ["a"], null]);
    expect(unmet).toEqual([]);
  });
});
