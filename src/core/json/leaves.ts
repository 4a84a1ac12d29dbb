/** Where each scalar of a JSON text stands, without reading values: bytes must stay as they are. */
import { scanJson } from "./scan.js";

export type LeafPath = readonly (string | number)[];

interface JsonLeaf {
  readonly path: LeafPath;
  /** Of a string, without its quotes. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

export interface JsonLeaves {
  readonly leaves: readonly JsonLeaf[];
  /** False when the text is no JSON, or not whole; the leaves before the fault are there. */
  readonly whole: boolean;
}

/** @param text bytes as Latin-1, so that positions are byte positions */
export function jsonLeaves(text: string): JsonLeaves {
  const leaves: JsonLeaf[] = [];
  /** The step below each open container; of a list the index of what comes next. */
  const path: (string | number)[] = [];
  const next = () => {
    const last = path.at(-1);
    if (typeof last === "number") path[path.length - 1] = last + 1;
  };
  const fault = scanJson(text, {
    open: (isList) => path.push(isList ? 0 : ""),
    close: () => {
      path.pop();
      next();
    },
    key: (start, end) => {
      path[path.length - 1] = keyOf(text.slice(start, end));
    },
    scalar: (start, end) => {
      const quoted = text[start] === '"';
      const inset = quoted ? 1 : 0;
      leaves.push({ path: [...path], start: start + inset, end: end - inset, quoted });
      next();
    },
  });
  return { leaves, whole: fault === null };
}

const PLAIN_KEY = /^"[\x20-\x7e]*"$/;

function keyOf(literal: string): string {
  if (PLAIN_KEY.test(literal) && !literal.includes("\\")) return literal.slice(1, -1);
  return String(JSON.parse(Buffer.from(literal, "latin1").toString("utf8")));
}
