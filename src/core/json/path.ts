/**
 * Where in a JSON value something stands, in the one way in which a user writes
 * it: `data.list`, `lines[0].sku`, `items[].amount`, `["order.id"]`.
 *
 * Keys are separated by dots; `[0]` is an item of a list, and so is `.0` where
 * there is a list; `[]` is every item, `*` or `[*]` any one step, `**` any number
 * of steps. A `$` in front stands for the whole value, as an empty path does.
 * Where a value is only looked for, `[-1]` is the last item of a list, and
 * `[name=order]` the first item whose `name` is `order`. An index has up to six
 * digits, and a path 256 steps: a value may be made where it leads.
 */
import { UserError } from "../errors.js";
import { memoize } from "../memoize.js";
import { parseJson } from "./read.js";
import { isJsonArray, jsonProperty, scalarText, type JsonValue } from "./value.js";

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

/** The first item of a list whose member `key` says `equals`. */
export interface FindStep {
  readonly key: string;
  readonly equals: string;
}
/** What a path may hold that only reads: a negative index counts from the end. */
export type ReadStep = PathStep | FindStep;

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

const READ_ONLY_STEP = /\[(-\d+)\]|\[([^\]=["]+)=(?:"([^"\\]*)"|([^\]"]+))\]/y;
/** Up to the next of those; a quoted key may look like one. */
const PLAIN_PART = /(?:\["(?:[^"\\]|\\.)*"\]|(?!\[-\d|\[[^\]="[]+=)[^])+|[^]/y;

/**
 * The path of a value to be found; see the top of this file.
 *
 * @throws {UserError} `path_malformed`
 */
export function parseReadPath(path: string): readonly ReadStep[] {
  const found: ReadStep[] = [];
  for (let at = 0; at < path.length;) {
    READ_ONLY_STEP.lastIndex = at;
    const match = READ_ONLY_STEP.exec(path);
    if (match === null) {
      PLAIN_PART.lastIndex = at;
      const plain = PLAIN_PART.exec(path)?.[0] ?? path.slice(at);
      // Behind such a step the path goes on with a dot, as behind a key.
      found.push(...parsePath(at === 0 ? plain : plain.replace(/^\./, "")));
      at += plain.length;
      continue;
    }
    const [, index, key = "", quoted, bare = ""] = match;
    found.push(index === undefined ? { key, equals: quoted ?? bare } : Number(index));
    at = READ_ONLY_STEP.lastIndex;
  }
  return found;
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

/** No value that is read here is nested deeper. */
const MOST_STEPS = 256;

const ROOT = /^\$(?:\.(?=[^.[])|(?=\[)|$)/;
const STEP =
  /\["((?:[^"\\]|\\.)*)"\]|\[(\d{1,6})\]|\[(\*?)\]|(?:^|(?!^)\.)(?:(\*{1,2})(?=[.[]|$)|([^.[\]"]+))/y;

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
    if (step === null || !isStep(step) || steps.length === MOST_STEPS)
      return { steps, stuckAt: root + at };
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

function isBareKey(key: string): boolean {
  // Here, not beside it: to make a pattern of all that Unicode knows takes a start time.
  return /^[\p{L}\p{N}_$-]+$/u.test(key);
}

/** What {@link parsePattern} reads again as the same steps. */
export function renderPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      if (step === EACH) return "[]";
      const key = typeof step === "symbol" ? (step.description ?? "") : step;
      if (typeof step === "string" && !isBareKey(key)) return `[${JSON.stringify(key)}]`;
      return at === 0 ? key : `.${key}`;
    })
    .join("");
}

/** A path with one more key, which is quoted where it could not stand bare. */
export function pathBelow(path: string, key: string): string {
  if (!isBareKey(key) || (path === "" && key === "$")) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}

interface KnownPath {
  readonly steps: readonly ReadStep[];
  /** The path can lead to more than one value. */
  readonly fansOut: boolean;
}

/** A mapping asks for the same few paths in every record, so they are read once. */
const knownPath = memoize((path: string): KnownPath => {
  const steps = parseReadPath(path);
  return { steps, fansOut: steps.includes(EACH) };
});

/** Every value the path leads to; none where a step finds nothing. */
export function valuesAt(root: JsonValue, path: string): readonly JsonValue[] {
  let values: readonly JsonValue[] = [root];
  for (const step of knownPath(path).steps) {
    values = values.flatMap((value) => {
      if (step === EACH) return isJsonArray(value) ? value : [];
      const found = followRead(value, step);
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
    value = followRead(value, step);
  }
  return value;
}

/** A step into a text leads into the JSON that is written in it. */
function followRead(value: JsonValue, step: PlainStep | FindStep): JsonValue | undefined {
  if (typeof value === "string") {
    const inner = /^\s*[[{]/.test(value) ? parseJson(value) : null;
    return inner?.ok === true ? followRead(inner.value, step) : undefined;
  }
  if (typeof step === "number") {
    if (isJsonArray(value)) return value.at(step);
    return step < 0 ? undefined : follow(value, step);
  }
  if (typeof step === "string") return follow(value, step);
  if (!isJsonArray(value)) return undefined;
  return value.find((item) => scalarText(jsonProperty(item, step.key)) === step.equals);
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
