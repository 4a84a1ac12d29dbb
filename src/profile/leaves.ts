/** A profile's values one by one: what is laid over and replaced as a whole. */
import { isPlainObject, isReference } from "./overrides.js";
import { type PlainStep } from "../core/json/path.js";

export interface Leaf {
  readonly path: readonly PlainStep[];
  readonly value: unknown;
}

/** Scalars, references to secrets, lists of either, and whatever is empty; in order of appearance. */
export function leavesOf(value: unknown, path: readonly PlainStep[] = []): readonly Leaf[] {
  const inside = isLeaf(value) ? [] : childrenOf(value);
  return inside.length === 0
    ? [{ path, value }]
    : inside.flatMap(([step, item]) => leavesOf(item, [...path, step]));
}

function isLeaf(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isReference(item) || !isContainer(item));
  return isReference(value) || !isContainer(value);
}

function isContainer(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function childrenOf(value: unknown): readonly (readonly [PlainStep, unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, at) => [at, item] as const);
  return isPlainObject(value) ? Object.entries(value) : [];
}
