/**
 * The one way to stdout and stderr: takes known secrets out, whoever has quoted them,
 * and whatever moves a cursor, hides, or speaks to a CI system in place of this tool.
 */
import type { Terminal } from "../../core/ports.js";
import { compileNeedles, type KnownSecret } from "../../core/redaction/needles.js";
import { createValueRedactor } from "../../core/redaction/values.js";

/**
 * `exact`: for programs, such as an export, and made safe only where a person reads it.
 * `workflow`: CI commands of this tool's own.
 * `secret`: the result is a token or a new secret that was asked for, or useless without.
 */
export type ResultKind = "plain" | "exact" | "workflow" | "secret";

export interface OutputGuard {
  readonly terminal: Terminal;
  out(text: string, kind: ResultKind): void;
  /** From now on this appears in no output. */
  learn(secret: KnownSecret): void;
  /** For files that somebody else will read. */
  redact(text: string): string;
  /** This tool's own colours may pass; without, they are what a target wrote. */
  allowColor(): void;
}

/** What some command gives out as its result. */
const SHOWN_ON_REQUEST = /Token$|^webhooks\.secret$/;

/** So short a number is an amount or a count somewhere. */
const SHORT_NUMBER = /^\d{1,7}$/;

export function guardOutput(terminal: Terminal): OutputGuard {
  const secrets: KnownSecret[] = [];
  let isColored = false;
  const redactAll = createKept(secrets, () => true);
  const redactOthers = createKept(secrets, ({ label }) => !SHOWN_ON_REQUEST.test(label));
  const safe = (text: string) => safeText(text, isColored);
  const out = (text: string, kind: ResultKind) => {
    const clean = kind === "secret" ? redactOthers(text) : redactAll(text);
    const isLeft = kind === "exact" && !terminal.outIsTerminal;
    terminal.out(isLeft ? clean : kind === "workflow" ? safe(clean) : muted(safe(clean)));
  };
  return {
    terminal: {
      out: (text) => {
        out(text, "plain");
      },
      err: (text) => {
        const [cleared, rest] = splitClearing(text);
        terminal.err(cleared + muted(safe(redactAll(rest))));
      },
      get outIsTerminal() {
        return terminal.outIsTerminal;
      },
      get errIsTerminal() {
        return terminal.errIsTerminal;
      },
      get inIsTerminal() {
        return terminal.inIsTerminal;
      },
      get columns() {
        return terminal.columns;
      },
      readStdin: () => terminal.readStdin(),
      stdinChunks: (until) => terminal.stdinChunks(until),
      outDrained: () => terminal.outDrained(),
    },
    out,
    learn: (secret) => {
      if (!SHORT_NUMBER.test(secret.value)) secrets.push(secret);
    },
    redact: redactAll,
    allowColor: () => {
      isColored = true;
    },
  };
}

/** `user…` is a word; so much of a secret is none by chance. */
const SHORTEST_CUT = 6;

/** Made anew when more are known. */
function createKept(
  secrets: readonly KnownSecret[],
  isMeant: (secret: KnownSecret) => boolean,
): (text: string) => string {
  let count = 0;
  let redact = (text: string) => text;
  return (text) => {
    if (secrets.length !== count) {
      count = secrets.length;
      const values = createValueRedactor(compileNeedles(secrets.filter(isMeant)), []);
      redact = (each) => values.cutText(each, SHORTEST_CUT);
    }
    return redact(text);
  };
}

/** Goes back to the line's beginning and empties it: what progress is shown with. */
export const CLEAR_LINE = "\r\u001b[K";

function splitClearing(text: string): readonly [string, string] {
  return text.startsWith(CLEAR_LINE) ? [CLEAR_LINE, text.slice(CLEAR_LINE.length)] : ["", text];
}

const PLAIN = /^[\t\n\x20-\x7e]*$/;

/** Written so that a JSON text still says the same. */
function safeText(text: string, isColored: boolean): string {
  // To make the pattern below of all that Unicode knows takes longer than to print a line.
  if (PLAIN.test(text)) return text;
  // Colour and weight, or what no eye sees.
  const unsafe = /\u001b\[[\d;]{0,30}m|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu;
  return text.replace(unsafe, (found) => {
    if (found === "\n" || found === "\t") return found;
    if (found.length > 2 && isColored) return found;
    return (
      escaped(found.charAt(0)) + (found.length === 2 ? escaped(found.charAt(1)) : found.slice(1))
    );
  });
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What GitHub, Azure DevOps and TeamCity take for a command; only at a line's beginning, spaces apart. */
const CI_COMMAND = /((?:^|\n)[^\S\n]*)(?=::|##(?:vso|teamcity)?\[)(.)/g;

function muted(text: string): string {
  // So it is with nearly every text, and the pattern takes as long as all the rest.
  if (!text.includes("::") && !text.includes("##")) return text;
  return text.replace(CI_COMMAND, (_, before: string, first: string) => before + escaped(first));
}
