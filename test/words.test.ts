/**
 * Many readers of this code do not have English as their first language. These words make them
 * look into a dictionary, or mean something else here; each has a plain one in its place.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Rule {
  readonly words: readonly string[];
  readonly say: string;
  /** How often the sources still say it; to become 0, never to grow. */
  readonly left: number;
}

const RULES: readonly Rule[] = [
  { words: ["rightly"], say: "correctly", left: 0 },
  { words: ["face", "faces"], say: "declaration", left: 1 },
  { words: ["premise", "premises"], say: "precondition", left: 0 },
  { words: ["bend", "bends", "bent"], say: "deviation", left: 0 },
  { words: ["fate", "fates"], say: "outcome", left: 0 },
  { words: ["kit", "kits"], say: "context", left: 0 },
  { words: ["sieve", "sieves"], say: "prefilter", left: 0 },
  { words: ["spelling", "spellings", "spelt", "spelled"], say: "encoding, form or alias", left: 0 },
  { words: ["twin", "twins"], say: "control, or duplicate", left: 0 },
];

/** Parts of check and fault ids, which partners name in baselines and CI: they stay. */
const PERMANENT = ["twin-bets", "twin-wins", "parallel-twins", "twins-are-409"];

/** One line each: where, which word, and what to say instead. */
function findings(path: string, text: string, { words, say }: Rule): readonly string[] {
  const pattern = new RegExp(`\\b(?:${words.join("|")})\\b`, "gi");
  return text.split("\n").flatMap((line, at) => {
    const free = PERMANENT.reduce((left, id) => left.replaceAll(id, ""), line);
    return Array.from(free.matchAll(pattern), ([word]) => `${path}:${at + 1}: ${word}; say ${say}`);
  });
}

async function filesIn(folder: string, ending: string): Promise<readonly string[]> {
  const names = await readdir(join(ROOT, folder), { recursive: folder !== "." });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

async function findingsIn(paths: readonly string[], rule: Rule): Promise<readonly string[]> {
  const texts = await Promise.all(paths.map((path) => readFile(join(ROOT, path), "utf8")));
  return texts.flatMap((text, at) => findings(paths[at] ?? "", text, rule));
}

const SOURCES = await filesIn("src", ".ts");
/** Those that are written by hand. */
const DOCS = [...(await filesIn(".", ".md")), ...(await filesIn(".github", ".md"))];

describe.each(RULES)("instead of $words, $say", (rule) => {
  it("is what the sources say", async () => {
    const found = await findingsIn(SOURCES, rule);
    expect(found.length, found.join("\n")).toBeLessThanOrEqual(rule.left);
  });

  it("is what the documentation says", async () => {
    expect(await findingsIn(DOCS, rule)).toEqual([]);
  });
});

it("finds a word wherever it stands, and leaves ids and longer words alone", () => {
  const twin: Rule = { words: ["twin", "twins"], say: "control", left: 0 };
  const text = 'the Twin of it\nconst id = "wallet.parallel.twin-bets-move-once";\nontwin("twins")';
  expect(findings("a.ts", text, twin)).toEqual([
    "a.ts:1: Twin; say control",
    "a.ts:3: twins; say control",
  ]);
});
