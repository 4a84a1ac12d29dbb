/**
 * Where in a JSON value something stands, in the one way in which a user writes
 * it: `data.list`, `lines[0].sku`, `items[].amount`, `["order.id"]`.
 *
 * Keys are separated by dots; `[0]` is an item of a list, and so is `.0` where
 * there is a list; `[]` is every item, `*` or `[*]` any one step, `**` any number
 * of steps. A `$` in front stands for the whole value, as an empty path does.
 */
import { UserError } from "../errors.js";
import { memoize } from "../memoize.js";
import { isJsonArray, jsonProperty, type JsonValue } from "./value.js";

/** `[]` */
export const EACH = Symbol("[]");
/** `*` or `[*]` */
export const ANY = Symbol("*");
/** `**` */
export const DEEP = Symbol("**");

/** A key, or an index. */
export type PlainStep = string | number;
export type PathStep = PlainStep | typeof EACH;
export type PatternStep = PathStep | typeof ANY | typeof DEEP;

/**
 * @param path empty or `$` for the value itself
 * @throws {UserError} `path_malformed`
 */
export function parsePath(path: string): readonly PathStep[] {
  const { steps, stuckAt } = read(path, isPathStep);
  if (stuckAt === null) return steps;
  throw new UserError(
    "path_malformed",
    `"${path}" is not a path: stuck at character ${stuckAt + 1}`,
    'Write keys separated by dots, [] for every element, [0] for one, ["a.b"] for a key with a dot.',
  );
}

/** @returns null when the text is no path to one place below the whole value, such as `a..b` or `a[]` */
export function parsePlainPath(path: string): readonly PlainStep[] | null {
  const { steps, stuckAt } = read(path, isPlainStep);
  return stuckAt !== null || steps.length === 0 ? null : steps;
}

/** @returns null when the text is no path */
export function parsePattern(path: string): readonly PatternStep[] | null {
  const { steps, stuckAt } = read(path, isPatternStep);
  return stuckAt === null ? steps : null;
}

function isPlainStep(step: PatternStep): step is PlainStep {
  return typeof step !== "symbol";
}

function isPathStep(step: PatternStep): step is PathStep {
  return step === EACH || isPlainStep(step);
}

function isPatternStep(step: PatternStep): step is PatternStep {
  return step !== "";
}

interface Reading<Step> {
  readonly steps: readonly Step[];
  /** Offset of what is no such step; null when all is read. */
  readonly stuckAt: number | null;
}

const ROOT = /^\$(?:\.(?=[^.[])|(?=\[)|$)/;
const STEP =
  /\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|\[(\*?)\]|(?:^|(?!^)\.)(?:(\*{1,2})(?=[.[]|$)|([^.[\]"]+))/y;

function read<Step extends PatternStep>(
  path: string,
  isStep: (step: PatternStep) => step is Step,
): Reading<Step> {
  const root = ROOT.exec(path)?.[0].length ?? 0;
  const text = path.slice(root);
  const steps: Step[] = [];
  for (let at = 0; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const match = STEP.exec(text);
    const step = match === null ? null : stepOf(match);
    if (step === null || !isStep(step)) return { steps, stuckAt: root + at };
    steps.push(step);
  }
  return { steps, stuckAt: null };
}

function stepOf([, quoted, index, each, stars, bare]: RegExpExecArray): PatternStep | null {
  if (quoted !== undefined) return unescaped(quoted);
  if (index !== undefined) return Number(index);
  if (each !== undefined) return each === "" ? EACH : ANY;
  if (stars !== undefined) return stars === "*" ? ANY : DEEP;
  return bare ?? null;
}

function unescaped(quoted: string): string | null {
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return null;
  }
}

const BARE_KEY = /^[\p{L}\p{N}_$-]+$/u;

/** What {@link parsePattern} reads again as the same steps. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (step === EACH) return "[]";
      const key = typeof step === "symbol" ? (step.description ?? "") : step;
      if (typeof step === "string" && !BARE_KEY.test(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join("");
}

/** A path with one more key, which is quoted where it could not stand bare. */
export function pathBelow(path: string, key: string): string {
  if (!BARE_KEY.test(key) || (path === "" && key === "$")) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

interface KnownPath {
  readonly steps: readonly PathStep[];
  /** The path can lead to more than one value. */
  readonly fansOut: boolean;
}

/** A mapping asks for the same few paths in every record, so they are read once. */
const knownPath = memoize((path: string): KnownPath => {
  const steps = parsePath(path);
  return { steps, fansOut: steps.includes(EACH) };
});

/** Every value the path leads to; none where a step finds nothing. */
export function valuesAt(root: JsonValue, path: string): readonly JsonValue[] {
  let values: readonly JsonValue[] = [root];
  for (const step of knownPath(path).steps) {
    values = values.flatMap((value) => {
      if (step === EACH) return isJsonArray(value) ? value : [];
      const found = follow(value, step);
      return found === undefined ? [] : [found];
    });
  }
  return values;
}

/** The value at a path, or undefined; of several the first. */
export function valueAt(root: JsonValue, path: string): JsonValue | undefined {
  const { steps, fansOut } = knownPath(path);
  if (fansOut) return valuesAt(root, path)[0];
  let value: JsonValue | undefined = root;
  for (const step of steps) {
    if (value === undefined || step === EACH) return undefined;
    value = follow(value, step);
  }
  return value;
}

/** The same for a value of whatever origin, and a path that leads to one place; undefined for any other path. */
export function valueBelow(root: unknown, path: string | readonly PlainStep[]): unknown {
  const steps = typeof path === "string" ? (path === "" ? [] : parsePlainPath(path)) : path;
  return steps === null ? undefined : steps.reduce(follow, root);
}

function follow(value: JsonValue | undefined, step: PlainStep): JsonValue | undefined;
function follow(value: unknown, step: PlainStep): unknown;
function follow(value: unknown, step: PlainStep): unknown {
  if (!isJsonArray(value)) return jsonProperty(value, String(step));
  return /^\d+$/.test(String(step)) ? value[Number(step)] : undefined;
}
