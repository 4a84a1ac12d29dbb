/** A clock that stands still until someone sleeps. */
import type { Clock } from "../src/core/ports.js";

export interface FakeClock extends Clock {
  /** Every sleep that was asked for, in order. */
  readonly sleeps: readonly number[];
  advance(ms: number): void;
}

export function createFakeClock(startMs = Date.UTC(2026, 0, 1)): FakeClock {
  let nowMs = startMs;
  const sleeps: number[] = [];
  return {
    sleeps,
    nowMs: () => nowMs,
    monotonicMs: () => nowMs - startMs,
    sleep: async (ms) => {
      sleeps.push(ms);
      nowMs += ms;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
