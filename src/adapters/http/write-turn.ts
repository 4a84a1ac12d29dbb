/**
 * Has what was put together in one turn of the event loop written at its end. A
 * target on this machine is then woken once for all of it; woken for each
 * request, it would be done with one before the next is there, and go to sleep.
 */
export interface WriteTurn {
  add(write: () => void): void;
}

export function createWriteTurn(): WriteTurn {
  let writes: (() => void)[] = [];
  const flush = () => {
    const all = writes;
    writes = [];
    for (const write of all) write();
  };
  return {
    add: (write) => {
      if (writes.length === 0) setImmediate(flush);
      writes.push(write);
    },
  };
}
