/** Says what is wrong with a profile: the path inside it, what was found, what is allowed. */
import type * as z from "zod/mini";
import { renderPath, valueBelow } from "../core/json/path.js";
import { nearestWord } from "../core/suggest.js";

export interface ProfileProblem {
  /** Such as `environments.staging.webhook.url`. */
  readonly path: string;
  readonly message: string;
  /** What to write instead, where that can be told. */
  readonly hint: string | null;
  /** What stands there, in words that give no secret away. */
  readonly found?: string;
  readonly allowed?: string;
}

/** One line: where, what, and what to do. */
export function renderProblem(
  { path, message, hint }: ProfileProblem,
  whole = "the profile",
): string {
  return `${path === "" ? whole : path}: ${message}${hint === null ? "" : `. ${hint}`}`;
}

/**
 * One stands beside the file's name, several below it.
 *
 * @param whole what the file is, for what concerns all of it
 */
export function renderProblems(
  origin: string,
  problems: readonly ProfileProblem[],
  whole = "the profile",
): string {
  const lines = problems.map((problem) => renderProblem(problem, whole));
  return lines.length === 1
    ? `${origin}: ${lines.join("")}`
    : `${origin}:\n  ${lines.join("\n  ")}`;
}

/**
 * @param knownKeys the keys allowed at a path, for suggestions
 * @param isSecret whether a path takes a reference to a secret, whose value is never shown
 */
export function problemsOf(
  error: z.core.$ZodError,
  input: unknown,
  knownKeys: PathQuestion<readonly string[]>,
  isSecret: PathQuestion<boolean> = () => false,
): readonly ProfileProblem[] {
  return error.issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? unknownKeys(issue, knownKeys(issue.path))
      : [wrongValue(issue, input, isSecret(issue.path))],
  );
}

type PathQuestion<Answer> = (path: readonly PropertyKey[]) => Answer;

type Issue = z.core.$ZodError["issues"][number];

const A_REFERENCE = 'a reference such as {"env":"NAME"}, {"file":"path"} or {"store":"name"}';

function unknownKeys(
  issue: Extract<Issue, { code: "unrecognized_keys" }>,
  known: readonly string[],
): ProfileProblem[] {
  return issue.keys.map((key) => {
    const near = nearestWord(key, known);
    return {
      path: renderPath([...issue.path, key]),
      message: `unknown key "${key}"`,
      hint:
        near === null
          ? known.length === 0
            ? null
            : `Allowed here: ${known.join(", ")}.`
          : `Did you mean "${near}"?`,
      ...(known.length === 0 ? {} : { allowed: known.join(", ") }),
    };
  });
}

function wrongValue(issue: Issue, input: unknown, isSecret: boolean): ProfileProblem {
  const found = valueBelow(
    input,
    issue.path.filter((step) => typeof step !== "symbol"),
  );
  const path = renderPath(issue.path);
  const wanted = isSecret ? A_REFERENCE : allowed(issue);
  if (found === undefined) {
    return {
      path,
      message: "is missing",
      hint: wanted === null ? null : `Give ${wanted}.`,
      ...(wanted === null ? {} : { allowed: wanted }),
    };
  }
  const shown = describeValue(found, isSecret || isSecretPath(issue.path));
  const allowedText = wanted ?? issue.message;
  return {
    path,
    message: `found ${shown}, allowed: ${allowedText}`,
    hint: suggestion(issue, found, isSecret),
    found: shown,
    allowed: allowedText,
  };
}

function allowed(issue: Issue): string | null {
  switch (issue.code) {
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(", ");
    case "invalid_type":
      return article(issue.expected);
    case "too_small":
      if (issue.origin === "string") return "a text that is not empty";
      return `${issue.origin === "array" ? "a list of " : ""}at least ${String(issue.minimum)}`;
    case "too_big":
      return `${issue.origin === "array" ? "a list of " : ""}at most ${String(issue.maximum)}`;
    case "invalid_union":
      return unionText(issue);
    default:
      return issue.message;
  }
}

function unionText(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const options = optionsOf(issue);
  if (options.length > 0) return options.map((each) => JSON.stringify(each)).join(", ");
  if (issue.errors.every((branch) => branch.length > 0)) {
    const parts = issue.errors.flatMap((branch) => branch.slice(0, 1).map((each) => allowed(each)));
    return [...new Set(parts.filter((part) => part !== null))].join(", or ");
  }
  return issue.message;
}

/** Of the member by which a union tells its branches apart. */
function optionsOf(issue: Issue): readonly unknown[] {
  return issue.code === "invalid_union" && "options" in issue ? (issue.options ?? []) : [];
}

function suggestion(issue: Issue, found: unknown, isSecret: boolean): string | null {
  const options = issue.code === "invalid_value" ? issue.values : optionsOf(issue);
  if (options.length > 0 && typeof found === "string") {
    const near = nearestWord(found, options.map(String));
    return near === null ? null : `Did you mean "${near}"?`;
  }
  if (isSecret && typeof found === "string") {
    return "A secret never stands in the profile itself; put it in the environment and name the variable.";
  }
  return null;
}

function article(type: string): string {
  if (type === "record") return "an object";
  if (type === "array") return "a list";
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

/** Never shows a text where a secret is expected: someone may have put one there. */
function describeValue(value: unknown, hidden: boolean): string {
  if (typeof value === "string" && (value.length > 60 || hidden)) {
    return `a text of ${value.length} characters`;
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : JSON.stringify(value);
}

function isSecretPath(path: readonly PropertyKey[]): boolean {
  return path.some((step) => /secret|key|token|pass/i.test(String(step)));
}
