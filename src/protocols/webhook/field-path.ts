/**
 * Dotted paths into JSON values, `data.reward.0.itemId`. Only own properties
 * count, so no path reaches a prototype.
 */

/** @returns undefined when nothing is there */
export function readPath(value: unknown, path: string): unknown {
  if (path === "") return value;
  let current = value;
  for (const key of path.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    if (!Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

/**
 * A copy of `root` with the value at the path; objects on the way are made.
 *
 * An empty path is the root itself.
 */
export function withPath(root: unknown, path: string, value: unknown): unknown {
  if (path === "") return value;
  const at = path.indexOf(".");
  const key = at === -1 ? path : path.slice(0, at);
  const rest = at === -1 ? "" : path.slice(at + 1);
  const object = isPlainObject(root) ? root : {};
  const kept = Object.entries(object).filter(([name]) => name !== key);
  const inner = Object.hasOwn(object, key) ? object[key] : undefined;
  const written = [key, withPath(inner, rest, value)] as const;
  // fromEntries defines properties, so "__proto__" is a name like any other.
  return Object.fromEntries([...kept, written]);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
