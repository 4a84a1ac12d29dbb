/**
 * Has what was put together in one turn of the event loop written at the end of
 * the next. A target on this machine is then woken once for all of it; woken for
 * each request, it would be done with one before the next is there, and go to
 * sleep. And what has come in meanwhile is read before: a kept connection may
 * have ended, or hold a reply to nobody, which would pass for that to the request.
 */
export interface WriteTurn {
  add(write: () => void): void;
}

export function createWriteTurn(): WriteTurn {
  let writes: (() => void)[] = [];
  const endTurn = () => {
    const all = writes;
    writes = [];
    setImmediate(() => {
      for (const write of all) write();
    });
  };
  return {
    add: (write) => {
      if (writes.length === 0) setImmediate(endTurn);
      writes.push(write);
    },
  };
}
