/**
 * Every regular expression of the sources against texts made to be slow for it: what it
 * looks for over and over, with an end that does not fit. Exponential and cubic ones do not
 * come back in time; a quadratic one is known by how its time grows.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { repetitions, soakPart } from "../soak.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface FoundRegex {
  readonly where: string;
  readonly text: string;
}

function regexesIn(path: string): readonly FoundRegex[] {
  const text = readFileSync(join(ROOT, path), "utf8");
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: FoundRegex[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) found.push({ where: path, text: node.text });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const REGEXES = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.startsWith("build"))
  .flatMap((name) => regexesIn(`src/${name.replaceAll("\\", "/")}`));

/** Without a repetition that has no end, nothing grows. */
const OPEN_ENDED = REGEXES.filter(({ text }) =>
  /[*+]|\{\d+,\}/.test(text.replaceAll(/\\.|\[[^\]]*\]/g, "x")),
);

/** What the expression itself names, and what character classes stand for. */
function pumpsFor(source: string): readonly string[] {
  const literals = [...new Set(source.replaceAll(/\\[dwsbDWSB]|[()[\]|*+?^${}]/g, ""))];
  const words = source.match(/[a-z]{2,12}/gi) ?? [];
  return [
    ...new Set([
      ...Array.from("a0 =\t\"'\\-/.:,"),
      ...literals.slice(0, 6),
      ...words.slice(0, 3),
      "a=",
      "a,",
      "aB",
      "\\a",
      '""',
    ]),
  ];
}

interface Pump {
  readonly prefix: string;
  readonly pump: string;
}

/** @returns that text of a hostile mind, in short, for which an expression takes too long; null where none does */
async function slowByRecheck(source: string, flags: string): Promise<string | null> {
  const { check } = await import("recheck");
  const found = await check(source, flags, { timeout: 4_000 });
  if (found.status !== "vulnerable") return null;
  const { attack } = found;
  const pumps: readonly Pump[] = attack.pumps;
  const text = pumps
    .map(({ prefix, pump }) => prefix + pump.repeat(Math.ceil(40_000 / pumps.length / pump.length)))
    .join("");
  const regex = new RegExp(source, flags);
  const isSlow = () => msFor(regex, text + attack.suffix) > MOST_MS_BY_RECHECK;
  return isSlow() && isSlow() ? attack.pattern : null;
}

const MOST_MS_BY_RECHECK = 600;

const STARTS = repetitions({ quick: 3, full: 7 });
const ENDS = ["!", "\n!", "\u0000"];
/** Small ones first: an exponential expression shows there, and is not tried on more. */
const LENGTHS = [30, 1_000, 20_000];
const MOST_MS = 150;

/** @returns the text that takes too long, in short; null where none does */
function slowText(regex: RegExp): string | null {
  for (const length of LENGTHS) {
    for (const pump of pumpsFor(regex.source)) {
      for (const start of ["", '"', "a:", "'", "{", "<", "="].slice(0, STARTS)) {
        for (const end of ENDS) {
          const text = start + pump.repeat(Math.ceil(length / pump.length)) + end;
          if (msFor(regex, text) > MOST_MS && msFor(regex, text) > MOST_MS)
            return JSON.stringify(`${start}${pump}… × ${length}${end}`);
        }
      }
    }
  }
  return null;
}

function msFor(regex: RegExp, text: string): number {
  const started = performance.now();
  regex.lastIndex = 0;
  regex.exec(text);
  return performance.now() - started;
}

it.runIf(soakPart(process.env["SOAK"]) > 0)(
  "no expression is slow on what recheck makes of it",
  async () => {
    const slow: string[] = [];
    for (const text of new Set(OPEN_ENDED.map((each) => each.text))) {
      const end = text.lastIndexOf("/");
      const found = await slowByRecheck(text.slice(1, end), text.slice(end + 1));
      if (found !== null) slow.push(`${text} on ${found}`);
    }
    expect(slow).toEqual([]);
  },
  900_000,
);

it("looks at them all", () => {
  expect(REGEXES.length).toBeGreaterThan(400);
});

it("no expression is slow on a text of 20,000 characters", () => {
  const slow = OPEN_ENDED.flatMap(({ where, text }) => {
    const end = text.lastIndexOf("/");
    const found = slowText(new RegExp(text.slice(1, end), text.slice(end + 1)));
    return found === null ? [] : [`${where}: ${text} on ${found}`];
  });
  expect(slow).toEqual([]);
});
