/** Writes lines of output together: under load one write a line would take longer than the work itself. */
import type { Clock } from "../../core/ports.js";

export interface LineBatch {
  readonly add: (line: string) => void;
  /** Writes what has not been written yet. */
  readonly flush: () => void;
}

/** Lines appear in order, each a millisecond or two after it was added. */
export function createLineBatch(
  write: (text: string) => void,
  clock: Pick<Clock, "sleep">,
): LineBatch {
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) write(lines.join("\n"));
    lines = [];
  };
  return {
    add: (line) => {
      if (lines.push(line) === 1) void clock.sleep(0).then(flush);
    },
    flush,
  };
}
