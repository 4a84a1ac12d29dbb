/** Asks for the next item while the last one is being worked on: one ahead, never more. */
export async function* readAhead<Item>(
  items: AsyncGenerator<Item>,
): AsyncGenerator<Item, undefined> {
  const ask = () => {
    const next = items.next();
    // Whoever takes the item hears of the failure; until then nobody does.
    next.catch(() => undefined);
    return next;
  };
  let next = ask();
  try {
    for (;;) {
      const result: IteratorResult<Item, unknown> = await next;
      if (result.done === true) return undefined;
      next = ask();
      yield result.value;
    }
  } finally {
    await items.return(undefined).catch(() => undefined);
  }
}
