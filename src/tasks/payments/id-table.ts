/**
 * Which ids were seen, in twelve bytes each: a 64-bit hash and a hint where the
 * record stands. An equal hash is a suspicion, never a verdict: the caller looks
 * the record up before calling anything a duplicate.
 */

export interface IdTable {
  readonly count: () => number;
  /** @param place a 32-bit number, at which the caller will look */
  add(id: string, place: number): void;
  /** Every place where this id may be; mostly none or one. */
  places(id: string): readonly number[];
}

const FIRST_CAPACITY = 4_096;
/** Open addressing stays quick up to here. */
const FULLEST = 0.8;
const GROWTH = 1.6;

interface Slots {
  readonly capacity: number;
  readonly high: Uint32Array;
  /** Zero: an empty slot. */
  readonly low: Uint32Array;
  readonly place: Uint32Array;
}

export function createIdTable(): IdTable {
  let slots = emptySlots(FIRST_CAPACITY);
  let count = 0;
  return {
    count: () => count,
    add: (id, place) => {
      if (count + 1 > slots.capacity * FULLEST) slots = grown(slots);
      const [high, low] = hash64(id);
      insert(slots, high, low, place);
      count += 1;
    },
    places: (id) => {
      const [high, low] = hash64(id);
      const found: number[] = [];
      let at = homeOf(slots, high, low);
      while (slots.low[at] !== 0) {
        if (slots.low[at] === low && slots.high[at] === high)
          found.push(slots.place[at] ?? 0);
        at = at + 1 === slots.capacity ? 0 : at + 1;
      }
      return found;
    },
  };
}

function emptySlots(capacity: number): Slots {
  return {
    capacity,
    high: new Uint32Array(capacity),
    low: new Uint32Array(capacity),
    place: new Uint32Array(capacity),
  };
}

function homeOf({ capacity }: Slots, high: number, low: number): number {
  return ((high ^ (low >>> 7)) >>> 0) % capacity;
}

function insert(slots: Slots, high: number, low: number, place: number): void {
  let at = homeOf(slots, high, low);
  while (slots.low[at] !== 0) at = at + 1 === slots.capacity ? 0 : at + 1;
  slots.high[at] = high;
  slots.low[at] = low;
  slots.place[at] = place;
}

function grown(old: Slots): Slots {
  const slots = emptySlots(Math.ceil(old.capacity * GROWTH));
  for (let at = 0; at < old.capacity; at += 1) {
    const low = old.low[at] ?? 0;
    if (low === 0) continue;
    insert(slots, old.high[at] ?? 0, low, old.place[at] ?? 0);
  }
  return slots;
}

/**
 * Two 32-bit mixes of texts' UTF-16 code units (after MurmurHash3's finaliser).
 *
 * @returns the low half is never 0
 */
export function hash64(
  ...texts: readonly string[]
): readonly [high: number, low: number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of texts) {
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      a = Math.imul(a ^ unit, 0x9e3779b1);
      b = Math.imul(b ^ unit, 0x5f356495);
      a = (a << 13) | (a >>> 19);
      b = (b << 17) | (b >>> 15);
    }
    // Where a text ends counts: "ab" and "c" are not "a" and "bc".
    a = Math.imul(a ^ (text.length | 0x1_0000), 0x9e3779b1);
    b = Math.imul(b ^ (text.length | 0x1_0000), 0x5f356495);
  }
  const high = finished(a ^ (b >>> 5));
  const low = finished(b ^ high);
  return [high, low === 0 ? 1 : low];
}

function finished(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
