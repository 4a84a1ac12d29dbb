/**
 * Which ids were seen, in a few bytes each: a hash, and a hint where the record
 * stands. An equal hash is a suspicion, never a verdict: where money hangs on it,
 * the caller looks the record up before calling anything a duplicate.
 */

/** Of 64 bits in twelve bytes an id, equal by chance hardly ever; of 32 in eight, among a million a hundred times. */
export type HashBits = 32 | 64;

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
  /** Numbers a slot: the hash's low half, the place, and with 64 bits the high half. */
  readonly width: 2 | 3;
  /** A low half of 0 is an empty slot. */
  slots: Uint32Array;
}

const PLACE = 1;
const HIGH = 2;
const NONE: readonly number[] = [];

export function createIdTable(bits: HashBits): IdTable {
  const width = bits === 64 ? 3 : 2;
  const shards = Array.from({ length: SHARDS }, (_, at) => emptyShard(at, width));
  const shardOf = (low: number) => shards[low % SHARDS] ?? emptyShard(0, width);
  const hashOf = hashingOnce();
  let total = 0;
  return {
    count: () => total,
    add: (id, place) => {
      const [high, low] = hashOf(id);
      const shard = shardOf(low);
      if (shard.count + 1 > shard.capacity * FULLEST) grow(shard);
      insert(shard, high, low, place);
      shard.count += 1;
      total += 1;
    },
    places: (id) => {
      const [high, low] = hashOf(id);
      return placesIn(shardOf(low), high, low);
    },
  };
}

/** Whoever adds an id has mostly just asked for it. */
function hashingOnce(): (id: string) => ReturnType<typeof hash64> {
  let last = "";
  let hash = hash64(last);
  return (id) => {
    if (id !== last) {
      hash = hash64(id);
      last = id;
    }
    return hash;
  };
}

/** They fill evenly, so they start at different sizes: otherwise all of them would grow at once, and the table be in memory twice. */
function emptyShard(at: number, width: Shard["width"]): Shard {
  const capacity = Math.ceil(FIRST_CAPACITY * GROWTH ** (at / SHARDS));
  return { capacity, count: 0, width, slots: new Uint32Array(capacity * width) };
}

function placesIn(shard: Shard, high: number, low: number): readonly number[] {
  const { capacity, width, slots } = shard;
  let found = NONE;
  for (let at = homeOf(shard, low); ; at = at + 1 === capacity ? 0 : at + 1) {
    const lowHere = slots[at * width];
    if (lowHere === 0) return found;
    if (lowHere === low && (width === 2 || slots[at * width + HIGH] === high))
      found = [...found, slots[at * width + PLACE] ?? 0];
  }
}

function insert(shard: Shard, high: number, low: number, place: number): void {
  const { capacity, width, slots } = shard;
  let at = homeOf(shard, low);
  while (slots[at * width] !== 0) at = at + 1 === capacity ? 0 : at + 1;
  slots[at * width] = low;
  slots[at * width + PLACE] = place;
  if (width === 3) slots[at * width + HIGH] = high;
}

/** The shard is chosen by the last bits. */
function homeOf({ capacity }: Shard, low: number): number {
  return Math.floor(low / SHARDS) % capacity;
}

function grow(shard: Shard): void {
  const { slots, width } = shard;
  shard.capacity = Math.ceil(shard.capacity * GROWTH);
  shard.slots = new Uint32Array(shard.capacity * width);
  for (let at = 0; at < slots.length; at += width) {
    const low = slots[at] ?? 0;
    if (low !== 0) insert(shard, slots[at + HIGH] ?? 0, low, slots[at + PLACE] ?? 0);
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
