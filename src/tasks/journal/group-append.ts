/**
 * Appends together what comes in one turn of this thread: under load a write for each entry
 * takes longer than everything else. Whoever waits for the write before answering loses
 * nothing that was answered, whenever the process dies.
 */
export function createGroupAppend<Entry>(
  append: (entries: readonly Entry[]) => void,
  nextTurn: () => Promise<void>,
): (entry: Entry) => Promise<void> {
  let waiting: Entry[] = [];
  let written: Promise<void> | null = null;
  const write = async () => {
    await nextTurn();
    const entries = waiting;
    waiting = [];
    written = null;
    append(entries);
  };
  return (entry) => {
    waiting.push(entry);
    return (written ??= write());
  };
}
