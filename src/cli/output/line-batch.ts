/** Writes lines of output together: under load one write a line would take longer than the work itself. */
import type { Clock } from "../../core/ports.js";

export interface LineBatch {
  readonly add: (line: string) => void;
  /** Writes what has not been written yet. */
  readonly flush: () => void;
  /** Keeps lines back while the terminal shows something else, at most {@link MOST_HELD}. */
  readonly hold: () => void;
  readonly release: () => void;
}

const MOST_HELD = 1_000;

/** Lines appear in order, each a millisecond or two after it was added. */
export function createLineBatch(
  write: (text: string) => void,
  clock: Pick<Clock, "sleep">,
): LineBatch {
  let lines: string[] = [];
  let isHeld = false;
  let dropped = 0;
  const flush = () => {
    if (dropped > 0) lines.unshift(`(${dropped} lines left out)`);
    if (lines.length > 0) write(lines.join("\n"));
    lines = [];
    dropped = 0;
  };
  return {
    add: (line) => {
      const count = lines.push(line);
      if (!isHeld && count === 1) void clock.sleep(0).then(() => (isHeld ? undefined : flush()));
      if (!isHeld || count <= MOST_HELD) return;
      lines.shift();
      dropped += 1;
    },
    flush,
    hold: () => {
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      flush();
    },
  };
}
