/**
 * Test data that is the same on every run with the same seed, whatever else
 * runs: each value depends on (seed, scenario, label) alone. Identifiers also
 * depend on the run id, so that a rerun never meets its own traces.
 */
import { createHash } from "node:crypto";

export interface Values {
  /** An integer from `min` to `max`, both included. */
  int(label: string, min: number, max: number): number;
  pick<Item>(label: string, items: readonly [Item, ...Item[]]): Item;
  /** Lower-case letters and digits, 16 of them, never the same in another run. */
  id(label: string): string;
}

export function createValues(seed: number, runId: string, scenarioId: string): Values {
  const hash = (...parts: readonly (string | number)[]) =>
    createHash("sha256").update(JSON.stringify(parts)).digest();
  const int = (label: string, min: number, max: number) =>
    min + (hash(seed, scenarioId, label).readUIntBE(0, 6) % (max - min + 1));
  return {
    int,
    pick: (label, items) => items[int(label, 0, items.length - 1)] ?? items[0],
    id: (label) => hash(seed, runId, scenarioId, label).toString("hex").slice(0, 16),
  };
}
