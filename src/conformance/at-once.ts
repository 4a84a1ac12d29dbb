/** Does something with each of many, a few of them at a time. */

/** @returns in the order of what was given, whatever ended first */
export async function forEachAtOnce<Item, Result>(
  limit: number,
  items: readonly Item[],
  act: (item: Item, at: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const left = items.entries();
  const work = async () => {
    for (const [at, item] of left) results.set(at, await act(item, at));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, work));
  return [...results].sort(([one], [other]) => one - other).map(([, result]) => result);
}
