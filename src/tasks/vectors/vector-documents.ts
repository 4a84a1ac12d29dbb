/** How vectors travel: as one document, as questions a line, and results back. */
import { UserError } from "../../core/errors.js";
import type { VectorResult } from "./judge.js";
import { type Vector, VECTORS_FORMAT, type VectorSet, type VectorTask } from "./vector.js";

export const VERDICT_FORMAT = "playcamp-gw/vector-verdict@1";

/** Whoever is handed the file alone finds its meaning in it. */
const ABOUT =
  'Compute each case by its suite\'s recipe and compare with `expected`. Keys here are published test keys. bodyHex is the exact body; times are unix seconds unless the recipe says ms. Results to be judged: {"results":[{"id":…,"signature":…}]}.';

export function vectorsDocument(
  sets: readonly VectorSet[],
  about: { readonly version: string; readonly partner: string },
) {
  return {
    format: VECTORS_FORMAT,
    about: ABOUT,
    tool: { name: "playcamp-gw", version: about.version },
    partner: about.partner,
    recipes: Object.fromEntries(sets.map(({ suite, recipe }) => [suite, recipe])),
    cases: sets.flatMap(({ vectors }) => vectors),
  };
}

/** One line a case, the answers left out. */
export function questionLines(sets: readonly VectorSet[]): readonly string[] {
  return sets.flatMap(({ recipe, vectors }) =>
    vectors.map(({ id, suite, task, key, input }) =>
      JSON.stringify({ id, suite, task, recipe, key, input }),
    ),
  );
}

export function onlyTask(
  sets: readonly VectorSet[],
  task: VectorTask | null,
): readonly VectorSet[] {
  if (task === null) return sets;
  const isWanted = (vector: Vector) => vector.task === task;
  return sets.map((set) => ({ ...set, vectors: set.vectors.filter(isWanted) }));
}

export interface ReadResults {
  readonly results: ReadonlyMap<string, VectorResult>;
  /** Lines that are no result, such as what a program logs. */
  readonly others: readonly string[];
}

export function readResultLines(lines: readonly string[]): ReadResults {
  const results = new Map<string, VectorResult>();
  const others: string[] = [];
  for (const line of lines) {
    if (line.trim() === "") continue;
    // A program may log a million lines, and a failing JSON.parse is slow.
    const result = looksLikeObject(line) ? resultOf(parse(line)) : null;
    if (result === null) others.push(line);
    else results.set(...result);
  }
  return { results, others };
}

/**
 * @param text `{"results":[…]}`, a list alone, or one result a line
 * @throws {UserError} `results_invalid`
 */
export function readResults(text: string, origin: string): ReadResults {
  const plain = text.replace(/^\uFEFF/, "");
  const list = listIn(parse(plain));
  if (list === null) {
    const read = readResultLines(plain.split(/\r?\n/));
    if (read.results.size > 0) return read;
    throw new UserError(
      "results_invalid",
      `${origin} holds no results`,
      'Write {"results":[{"id":"entry.sign.plain","token":"…"}]}, or one such result a line; playcamp-gw vectors --help says which fields.',
    );
  }
  const wrong = list.findIndex((item) => resultOf(item) === null);
  if (wrong !== -1)
    throw new UserError(
      "results_invalid",
      `${origin}: result number ${wrong + 1} is no object with an "id"`,
      "Each result names the case that it answers.",
    );
  return {
    results: new Map(list.flatMap((item) => [resultOf(item)]).filter((each) => each !== null)),
    others: [],
  };
}

function looksLikeObject(line: string): boolean {
  const text = line.trim();
  return text.startsWith("{") && text.endsWith("}");
}

function listIn(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value as unknown[];
  if (typeof value !== "object" || value === null) return null;
  const { results } = value as { readonly results?: unknown };
  return Array.isArray(results) ? (results as unknown[]) : null;
}

function resultOf(value: unknown): [string, VectorResult] | null {
  if (typeof value !== "object" || value === null) return null;
  const { id } = value as { readonly id?: unknown };
  return typeof id === "string" ? [id, value as VectorResult] : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
