/** One line on stderr that keeps changing while a run goes on; on anything but a terminal it stays silent. */
import { renderDuration } from "../../core/duration.js";
import type { CommandContext } from "../command.js";
import { CLEAR_LINE } from "./guarded-terminal.js";

export interface ProgressLine {
  /** Shown at most a few times a second. */
  update(text: () => string): void;
  /** A line that stays, above the progress. */
  say(text: string): void;
  clear(): void;
}

const EVERY_MS = 200;

export function createProgressLine({
  terminal,
  flags,
  clock,
  say,
}: Pick<CommandContext, "terminal" | "flags" | "clock" | "say">): ProgressLine {
  const isShown = terminal.errIsTerminal && !flags.quiet;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let isDirty = false;
  const clear = () => {
    if (isDirty) terminal.err(CLEAR_LINE);
    isDirty = false;
  };
  return {
    update: (text) => {
      if (!isShown || clock.monotonicMs() - shownAtMs < EVERY_MS) return;
      shownAtMs = clock.monotonicMs();
      terminal.err(`${CLEAR_LINE}${text().slice(0, terminal.columns - 1)}`);
      isDirty = true;
    },
    say: (text) => {
      clear();
      say(text);
    },
    clear,
  };
}

/**
 * @param done so many so far, `fraction` (0 to 1) of all, or null where nobody knows
 * @returns such as `12,000 payments, 3,100 a second, about 2 min left`
 */
export function renderRate(
  done: number,
  unit: string,
  fraction: number | null,
  elapsedMs: number,
): string {
  const rate = elapsedMs > 0 ? Math.round((done * 1000) / elapsedMs) : 0;
  const said = `${done.toLocaleString("en")} ${unit}, ${rate.toLocaleString("en")} a second`;
  if (fraction === null || fraction <= 0) return said;
  const leftMs = Math.max(0, elapsedMs / fraction - elapsedMs);
  return `${said}, about ${renderDuration(Math.ceil(leftMs / 1000) * 1000)} left`;
}
