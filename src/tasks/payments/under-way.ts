/**
 * What is under way, by key. A map that is added to and taken from for a whole run leads from each of
 * its old tables to the next one, so that quick collections free none of them; this one begins a new
 * map from time to time, and drops an old one as a whole.
 */
export interface UnderWay<Item> {
  readonly get: (key: string) => Item | undefined;
  /** @param key is not under way */
  readonly add: (key: string, item: Item) => void;
  /** @returns what was under way, and is no longer */
  readonly take: (key: string) => Item | undefined;
}

interface Batch<Item> {
  readonly items: Map<string, Item | null>;
  left: number;
}

/** Some times as many may be under way: at each look a few maps are asked. */
const BATCH = 2_000;

export function createUnderWay<Item>(): UnderWay<Item> {
  let latest: Batch<Item> = { items: new Map(), left: 0 };
  let batches = [latest];
  return {
    get: (key) => {
      for (const { items } of batches) {
        const item = items.get(key) ?? null;
        if (item !== null) return item;
      }
      return undefined;
    },
    add: (key, item) => {
      if (latest.items.size >= BATCH) {
        latest = { items: new Map(), left: 0 };
        batches = [...batches.filter(({ left }) => left > 0), latest];
      }
      if ((latest.items.get(key) ?? null) === null) latest.left += 1;
      latest.items.set(key, item);
    },
    take: (key) => {
      for (const batch of batches) {
        const item = batch.items.get(key) ?? null;
        if (item === null) continue;
        // Taken out, it would have the map made anew as well.
        batch.items.set(key, null);
        batch.left -= 1;
        return item;
      }
      return undefined;
    },
  };
}
