/**
 * Keeps a long run's memory flat. V8 lets garbage pile up by the memory that a
 * machine has, not by what the run needs; a sync that works through millions of
 * records would take several times its share.
 */
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const MIB = 1024 * 1024;
/** Objects die young here: a larger nursery only takes room, a smaller one costs time. */
const NURSERY_BYTES = 8 * MIB;
/** Half of it is in use while pages are polled and pushed. */
const MOST_HEAP_BYTES = 28 * MIB;
/** Little more than the program itself is in use while a file is written. */
const MOST_HEAP_WRITING_BYTES = 24 * MIB;
/** Of buffers, above what was left of them after the last collection. */
const MOST_NEW_BUFFERS_BYTES = 8 * MIB;
/** A collection takes some 20 ms. What bounds the memory is the amounts above: this only keeps a run that needs more than them going. */
const LEAST_GAP_MS = 100;

/**
 * To be called before an HTTP client is loaded: its parser is WebAssembly, whose
 * optimisation takes some 35 MB for a moment and gains a long run nothing.
 */
export function spareWasmOptimiser(): void {
  setFlagsFromString("--liftoff-only");
}

/**
 * @param work what the run is at
 * @returns to be called every now and then; collects garbage where there is much of it
 */
export function createMemoryKeeper(work: "syncing" | "writing"): () => void {
  const mostHeapBytes = work === "syncing" ? MOST_HEAP_BYTES : MOST_HEAP_WRITING_BYTES;
  // Its threads would only take the other processor from whom the run waits for.
  setFlagsFromString("--no-parallel-scavenge");
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const boundNursery = createNurseryBound();
  let lastMs = 0;
  let buffersLeft = getHeapStatistics().external_memory;
  return () => {
    boundNursery();
    const nowMs = performance.now();
    if (nowMs - lastMs < LEAST_GAP_MS) return;
    const { used_heap_size: heap, external_memory: buffers } = getHeapStatistics();
    const newBuffers = buffers - buffersLeft;
    if (heap < mostHeapBytes && newBuffers < MOST_NEW_BUFFERS_BYTES) return;
    collect();
    buffersLeft = getHeapStatistics().external_memory;
    lastMs = performance.now();
  };
}

/** The nursery grows by a factor, which can be changed while the program runs; its size cannot. */
function createNurseryBound(): () => void {
  let isBounded = false;
  const bound = () => {
    if (isBounded || nurseryBytes() < NURSERY_BYTES) return;
    setFlagsFromString("--semi-space-growth-factor=1");
    isBounded = true;
  };
  bound();
  return bound;
}

function nurseryBytes(): number {
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  return space?.space_size ?? 0;
}
