/**
 * Keeps a long run's memory flat. V8 lets garbage pile up by the memory that a
 * machine has, not by what the run needs; a sync that works through millions of
 * records would take several times its share.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MOST_RESIDENT_BYTES = 100 * 1024 * 1024;
/** A collection takes some 20 ms: more often than this it would slow the run down. */
const LEAST_GAP_MS = 400;

/** @returns to be called every now and then; collects garbage where there is much of it */
export function createMemoryKeeper(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let lastMs = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs - lastMs < LEAST_GAP_MS) return;
    if (process.memoryUsage.rss() < MOST_RESIDENT_BYTES) return;
    collect();
    lastMs = performance.now();
  };
}
