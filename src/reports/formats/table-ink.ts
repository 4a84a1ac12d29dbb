/** Colours and symbols of the table. Neither carries meaning alone: every status is also a word. */
import { Chalk } from "chalk";
import type { Status, Verdict } from "../../core/report.js";
import type { RenderOptions } from "./format.js";

export interface Ink {
  readonly rule: string;
  readonly bullet: string;
  /** The status as a word with its symbol. */
  readonly status: (status: Status) => string;
  readonly verdict: (verdict: Verdict, text: string) => string;
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly added: (text: string) => string;
  readonly removed: (text: string) => string;
}

const SYMBOLS: Record<Status, readonly [unicode: string, ascii: string]> = {
  pass: ["✓", "+"],
  fail: ["✗", "x"],
  warn: ["!", "!"],
  error: ["✗", "E"],
  blocked: ["■", "#"],
  na: ["–", "-"],
  known: ["≈", "~"],
  stale: ["?", "?"],
};

export function createInk({ color, unicode = true }: RenderOptions): Ink {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const colors: Record<Status, (text: string) => string> = {
    pass: chalk.green,
    fail: chalk.red.bold,
    warn: chalk.yellow,
    error: chalk.magenta.bold,
    blocked: chalk.magenta,
    na: chalk.dim,
    known: chalk.cyan,
    stale: chalk.red,
  };
  const verdicts: Record<Verdict, (text: string) => string> = {
    conformant: chalk.green.bold,
    nonconformant: chalk.red.bold,
    incomplete: chalk.magenta.bold,
  };
  return {
    rule: unicode ? "─" : "-",
    bullet: unicode ? "·" : "-",
    status: (status) => {
      const symbol = SYMBOLS[status][unicode ? 0 : 1];
      return colors[status](`${symbol} ${status}`);
    },
    verdict: (verdict, text) => verdicts[verdict](text),
    // Not chalk's own functions: they join further arguments, such as the index that `map` gives.
    strong: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    added: (text) => chalk.red(text),
    removed: (text) => chalk.green(text),
  };
}
