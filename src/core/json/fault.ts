/**
 * Says where and why a text is no JSON, or says one thing twice. JSON.parse
 * knows the first, but often says it only by quoting the text, which may hold
 * what must not be shown; of a key that stands twice it quietly takes the last.
 */
import { type JsonFault, scanJson, stringAt } from "./scan.js";

export interface JsonPlace {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units as editors count. */
  readonly column: number;
  /** What stands there, in words; no more of the text than one character, or a key's name. */
  readonly found: string;
  /** `twice`: it is JSON, but a key stands there that its object has already. */
  readonly kind: "syntax" | "twice" | "encoding";
}

/** @returns null when the text is JSON, each key once in its object */
export function findJsonError(text: string): JsonPlace | null {
  const fault = firstFault(text);
  return fault === null ? null : placeOf(fault, text);
}

function firstFault(text: string): JsonFault | null {
  const open: Set<string>[] = [];
  const twice: JsonFault[] = [];
  const fault = scanJson(text, {
    open: () => open.push(new Set()),
    close: () => open.pop(),
    key: (start, end) => {
      const key = stringAt(text, start, end);
      const keys = open.at(-1);
      if (keys?.has(key) === true) twice.push({ kind: "twice", offset: start });
      keys?.add(key);
    },
    scalar: () => undefined,
  });
  return twice[0] ?? fault;
}

/** Such as `line 2, column 7: "}" is not expected here`. */
export function renderFault(fault: JsonFault, text: string): string {
  const { line, column, found } = placeOf(fault, text);
  return `line ${line}, column ${column}: ${found}`;
}

function placeOf(fault: JsonFault, text: string): JsonPlace {
  const before = text.slice(0, fault.offset).split("\n");
  return {
    line: before.length,
    column: (before.at(-1)?.length ?? 0) + 1,
    found: describe(fault, text),
    kind: fault.kind === "twice" ? "twice" : UTF_16.test(text) ? "encoding" : "syntax",
  };
}

/** Read as UTF-8, its mark is no character, and every other letter is a zero. */
const UTF_16 = /^\ufffd\ufffd(?:\0.|.\0)/;
const QUOTED = /"(?:[^"\\]|\\.)*"/y;

function describe({ kind, offset }: JsonFault, text: string): string {
  if (kind === "depth") return "it is nested too deeply";
  if (kind === "twice") {
    QUOTED.lastIndex = offset;
    const quoted = QUOTED.exec(text)?.[0] ?? '""';
    return describeKey(stringAt(quoted, 0, quoted.length));
  }
  if (UTF_16.test(text)) return "it is UTF-16, as PowerShell's > writes it: save it as UTF-8";
  if (offset >= text.length) return "the text ends too early";
  if (text[offset] === '"') {
    return "a quoted text stands where none can be, or is not closed or not escaped correctly";
  }
  return `${JSON.stringify(String.fromCodePoint(text.codePointAt(offset) ?? 0))} is not expected here`;
}

/** Long or odd, it may be a value that slipped: a secret, even. */
function describeKey(key: string): string {
  return `${/^[\w$.-]{1,40}$/.test(key) ? `the key "${key}"` : "a key"} stands twice in one object`;
}
