/** From a text or bytes to a JSON value. No digit of an id or of an amount is lost, and nothing is thrown. */
import { renderFault } from "./fault.js";
import { DEEPEST, type JsonFault, type JsonVisitor, scanJson, stringAt } from "./scan.js";
import { JsonNumber, type JsonValue, renderJson } from "./value.js";

export type JsonReading =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one JSON document in which every number stays as written.
 *
 * A key that occurs twice with different values is refused: nobody can say
 * which of two amounts is meant.
 *
 * @returns of what is no such document the place and what stands there
 */
export function parseJson(text: string): JsonReading {
  return build(text, AS_WRITTEN);
}

/**
 * Reads one JSON document as JSON.parse does: doubles, and of a key that occurs
 * twice the last one. For what is judged as a JavaScript server would see it.
 */
export function parsePlainJson(text: string): JsonReading {
  const value = parsedNatively(text);
  if (value !== undefined && (text.length < SHORTEST_TOO_DEEP || isWithin(value, DEEPEST)))
    return { ok: true, value };
  return build(text, AS_DOUBLES);
}

/** Every level begins and ends with a character. */
const SHORTEST_TOO_DEEP = 2 * (DEEPEST + 1);

/** Several times faster than the walk, which says what is wrong where this finds nothing. */
function parsedNatively(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** Whether no more than so many lists and objects stand within each other. */
function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  const members: readonly unknown[] = Object.values(value);
  return levels > 0 && members.every((each) => isWithin(each, levels - 1));
}

/**
 * Reads a message body: UTF-8, numbers as plain ones, of a key that occurs twice
 * the last one, as with most servers' parsers.
 *
 * @param integers `exact`: one that a double cannot hold becomes a bigint
 */
export function readJson(bytes: Uint8Array, integers: "exact" | "double" = "exact"): JsonReading {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, problem: "not UTF-8" };
  }
  if (text.trim() === "") return { ok: false, problem: "an empty body" };
  const reading = build(text, integers === "exact" ? WITH_INTEGERS : AS_DOUBLES);
  return reading.ok ? reading : { ok: false, problem: "not JSON" };
}

function exactInteger(literal: string): number | bigint {
  const value = Number(literal);
  return /^-?\d+$/.test(literal) && !Number.isSafeInteger(value) ? BigInt(literal) : value;
}

interface Terms {
  /** A key that stands twice with different values is a fault. */
  readonly isStrict: boolean;
  readonly number: (literal: string) => JsonValue;
}

const AS_WRITTEN: Terms = { isStrict: true, number: (literal) => new JsonNumber(literal) };
const AS_DOUBLES: Terms = { isStrict: false, number: Number };
const WITH_INTEGERS: Terms = { isStrict: false, number: exactInteger };

/** Keys that are remembered at a time. */
const NAMES = 64;

interface Container {
  list: JsonValue[] | null;
  members: Record<string, JsonValue>;
  key: string;
  keyAt: number;
}

function build(text: string, terms: Terms): JsonReading {
  const builder = new DocumentBuilder(text, terms);
  const fault = scanJson(text, builder);
  const first = builder.twice ?? fault;
  if (first === null) return { ok: true, value: builder.root };
  return { ok: false, problem: renderFault(first, text) };
}

/** A class, since V8 optimises closures that are made for each document again and again. */
class DocumentBuilder implements JsonVisitor {
  root: JsonValue = null;
  /** The first key that stands twice. */
  twice: JsonFault | null = null;
  readonly #text: string;
  readonly #terms: Terms;
  /** By depth; used again for the next list or object there. */
  readonly #containers: Container[] = [];
  /** Records have the same few keys: one that came before need not be made, nor found among all others. */
  readonly #names: string[] = [];
  #depth = 0;

  constructor(text: string, terms: Terms) {
    this.#text = text;
    this.#terms = terms;
  }

  open(isList: boolean): void {
    const before = this.#containers[this.#depth];
    const list = isList ? [] : null;
    this.#depth += 1;
    if (before === undefined) this.#containers.push({ list, members: {}, key: "", keyAt: 0 });
    else {
      before.list = list;
      if (!isList) before.members = {};
    }
  }

  close(): void {
    this.#depth -= 1;
    const done = this.#containers[this.#depth];
    this.#put(done?.list ?? done?.members ?? null);
  }

  key(start: number, end: number): void {
    const inside = this.#containers[this.#depth - 1];
    if (inside === undefined) return;
    inside.key = this.#name(start, end);
    inside.keyAt = start;
  }

  scalar(start: number, end: number): void {
    this.#put(scalarAt(this.#text, start, end, this.#terms.number));
  }

  #name(start: number, end: number): string {
    const text = this.#text;
    const length = end - start - 2;
    const place = (length * 7 + text.charCodeAt(start + 1) + 3 * text.charCodeAt(end - 2)) % NAMES;
    const before = this.#names[place];
    // None of those known holds a backslash, so this one is written out as well.
    if (before?.length === length && text.startsWith(before, start + 1)) return before;
    const name = stringAt(text, start, end);
    if (length > 0 && !name.includes("\\")) this.#names[place] = name;
    return name;
  }

  #put(value: JsonValue): void {
    const inside = this.#containers[this.#depth - 1];
    if (inside === undefined) this.root = value;
    else if (inside.list !== null) inside.list.push(value);
    else if (!setMember(inside, value) && this.#terms.isStrict)
      this.twice ??= { kind: "twice", offset: inside.keyAt };
  }
}

/** @returns false where the member is there already, with another value */
function setMember({ members, key }: Container, value: JsonValue): boolean {
  const before = members[key] === undefined || !Object.hasOwn(members, key) ? null : members;
  const isSame = before === null || renderJson(before[key] ?? null) === renderJson(value);
  if (key !== "__proto__") members[key] = value;
  else {
    const own = { value, enumerable: true, configurable: true, writable: true };
    Object.defineProperty(members, key, own);
  }
  return isSame;
}

function scalarAt(text: string, start: number, end: number, number: Terms["number"]): JsonValue {
  switch (text.charCodeAt(start)) {
    case 0x22:
      return stringAt(text, start, end);
    case 0x74:
      return true;
    case 0x66:
      return false;
    case 0x6e:
      return null;
    default:
      return number(text.slice(start, end));
  }
}
