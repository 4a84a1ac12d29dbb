/**
 * Payments that one reply holds twice, alike in all that is mapped: one payment that a
 * join wrote twice, or two lines of one order, of which one would be lost. Of those that
 * two pages hold, what each says is kept: `duplicate-check.ts` compares them.
 */
import { valuesAt } from "../../core/json/path.js";
import { parseJson } from "../../core/json/read.js";
import { renderJson, type JsonValue } from "../../core/json/value.js";
import { recordLeaves } from "../../protocols/payments/record-leaves.js";
import { contentOf, type TakenRecord } from "./taken-record.js";

export interface DuplicateWatch {
  readonly add: (record: TakenRecord, value: JsonValue) => void;
  /** Fields that tell duplicates apart and are not read, in words that many replies share. */
  readonly doubts: () => readonly string[];
  /** The first record that stands there twice to the letter, in words; null where none does. */
  readonly notice: () => string | null;
  readonly sightings: readonly Sighting[];
}

/** A payment that is looked out for, and its record. */
export interface Sighting {
  readonly id: string;
  readonly content: string;
  readonly value: JsonValue;
}

/**
 * @param ignored paths that tell no payments apart
 * @param wanted transactions to look out for
 */
export function createDuplicateWatch(
  ignored: readonly string[],
  wanted: ReadonlySet<string>,
): DuplicateWatch {
  const sightings: Sighting[] = [];
  const known = new Map<string, { readonly record: TakenRecord; readonly value: JsonValue }>();
  const apart = new Set<string>();
  let alike: string | null = null;
  return {
    sightings,
    add: (record, value) => {
      if (record.conversion.kind !== "payment") return;
      const id = record.conversion.payment.transactionId;
      if (wanted.size > 0 && wanted.has(id))
        sightings.push({ id, content: contentOf(record.conversion), value: copyOf(value) });
      const first = known.get(id);
      if (first === undefined) {
        known.set(id, { record, value });
        return;
      }
      // Of what contradicts itself the settler tells.
      if (contentOf(first.record.conversion) !== contentOf(record.conversion)) return;
      const path = differing(first.value, value).find((each) => !ignored.includes(each));
      if (path !== undefined) apart.add(path);
      else if (renderJson(first.value) === renderJson(value)) alike ??= id;
    },
    doubts: () =>
      [...apart].map(
        (path) =>
          `a payment stands twice in one reply, and ${path} tells the two apart: where each is a payment, join ${path} to payments.map.transactionId; where they are one, name ${path} in payments.source.ignore`,
      ),
    notice: () =>
      alike === null
        ? null
        : `warning: ${alike} stands twice in one reply, the same to the letter, and counts once: where these are two pieces of one order, map an id that tells them apart`,
  };
}

/** A part of a reply's JSON holds all of its text. */
function copyOf(value: JsonValue): JsonValue {
  const copy = parseJson(renderJson(value));
  return copy.ok ? copy.value : value;
}

/** Paths at which two records say different things. */
export function differing(one: JsonValue, other: JsonValue): readonly string[] {
  const at = (value: JsonValue, path: string) => renderJson(valuesAt(value, path));
  return recordLeaves([one, other])
    .map(({ path }) => path)
    .filter((path) => at(one, path) !== at(other, path));
}
