/** The single values of a JSON object, by dotted path. */

export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

/** Lists count as single values: no path leads into them. */
export function leavesOf(value: unknown): readonly Leaf[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]): readonly Leaf[] => {
    const isInner = typeof child === "object" && child !== null && !Array.isArray(child);
    if (!isInner) return [{ path: key, value: child as unknown }];
    return leavesOf(child).map((leaf) => ({
      ...leaf,
      path: `${key}.${leaf.path}`,
    }));
  });
}

/** ISO 8601 with a date, a time and an offset. */
export function isIsoTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text) &&
    !Number.isNaN(Date.parse(text))
  );
}
