/**
 * Which ids were seen, in twelve bytes each: a 64-bit hash and a hint where the
 * record stands. An equal hash is a suspicion, never a verdict: where money hangs
 * on it, the caller looks the record up before calling anything a duplicate.
 */

export interface IdTable {
  readonly count: () => number;
  /** @param place a 32-bit number, at which the caller will look */
  add(id: string, place: number): void;
  /** Every place where this id may be; mostly none or one. */
  places(id: string): readonly number[];
}

/** Many small tables instead of a large one: growing one of them copies little. */
const SHARDS = 64;
const FIRST_CAPACITY = 64;
/** Open addressing stays quick up to here. */
const FULLEST = 0.85;
const GROWTH = 1.25;

interface Shard {
  capacity: number;
  count: number;
  /** Three numbers a slot: the hash's high and low half, and the place; a low half of 0 is an empty slot. */
  slots: Uint32Array;
}

const SLOT = 3;
const NONE: readonly number[] = [];

export function createIdTable(): IdTable {
  const shards = Array.from({ length: SHARDS }, (_, at) => emptyShard(at));
  const shardOf = (low: number) => shards[low % SHARDS] ?? emptyShard(0);
  let total = 0;
  return {
    count: () => total,
    add: (id, place) => {
      const [high, low] = hash64(id);
      const shard = shardOf(low);
      if (shard.count + 1 > shard.capacity * FULLEST) grow(shard);
      insert(shard, high, low, place);
      shard.count += 1;
      total += 1;
    },
    places: (id) => {
      const [high, low] = hash64(id);
      return placesIn(shardOf(low), high, low);
    },
  };
}

/** They fill evenly, so they start at different sizes: otherwise all of them would grow at once, and the table be in memory twice. */
function emptyShard(at: number): Shard {
  const capacity = Math.ceil(FIRST_CAPACITY * GROWTH ** (at / SHARDS));
  return { capacity, count: 0, slots: new Uint32Array(capacity * SLOT) };
}

function placesIn({ capacity, slots }: Shard, high: number, low: number): readonly number[] {
  let found = NONE;
  for (let at = high % capacity; ; at = at + 1 === capacity ? 0 : at + 1) {
    const lowHere = slots[at * SLOT + 1];
    if (lowHere === 0) return found;
    if (lowHere === low && slots[at * SLOT] === high) found = [...found, slots[at * SLOT + 2] ?? 0];
  }
}

function insert({ capacity, slots }: Shard, high: number, low: number, place: number): void {
  let at = high % capacity;
  while (slots[at * SLOT + 1] !== 0) at = at + 1 === capacity ? 0 : at + 1;
  slots[at * SLOT] = high;
  slots[at * SLOT + 1] = low;
  slots[at * SLOT + 2] = place;
}

function grow(shard: Shard): void {
  const { slots } = shard;
  shard.capacity = Math.ceil(shard.capacity * GROWTH);
  shard.slots = new Uint32Array(shard.capacity * SLOT);
  for (let at = 0; at < slots.length; at += SLOT) {
    const low = slots[at + 1] ?? 0;
    if (low !== 0) insert(shard, slots[at] ?? 0, low, slots[at + 2] ?? 0);
  }
}

/**
 * Two 32-bit mixes of texts' UTF-16 code units (after MurmurHash3's finaliser).
 *
 * @returns the low half is never 0
 */
export function hash64(...texts: readonly string[]): readonly [high: number, low: number] {
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
