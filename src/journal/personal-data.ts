/**
 * Finds personal data by the paths that a profile names: `body.events[*].data.userId`,
 * `query.usn`, `header.X-User`; `*` is any one step, `**` any number of them.
 */
import { ANY, DEEP, EACH, parsePattern, type PatternStep, renderPath } from "../core/json/path.js";
import { type SecretEncoding, encodeSecret } from "../core/redaction.js";
import { type LeafPath, jsonLeaves } from "../core/json/leaves.js";

export interface PersonalPath {
  readonly part: "body" | "query" | "header";
  readonly steps: readonly PatternStep[];
}

/** A value found at such a path. */
export interface PersonalPlace {
  /** Where it stood, such as `body.events[0].data.userId`. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly as: SecretEncoding;
  readonly value: string;
}

/** @returns null when the text is no such path */
export function parsePersonalPath(text: string): PersonalPath | null {
  const [part, ...steps] = parsePattern(text) ?? [];
  if (part !== "body" && part !== "query" && part !== "header") return null;
  return steps.length === 0 ? null : { part, steps };
}

/** @param text the body's bytes as Latin-1 */
export function personalPlacesOfBody(
  text: string,
  paths: readonly PersonalPath[],
): readonly PersonalPlace[] {
  const wanted = paths.filter(({ part }) => part === "body");
  if (wanted.length === 0 || text === "") return [];
  const { leaves, whole } = jsonLeaves(text);
  if (!whole && !/^\s*[[{"]/.test(text)) return placesOfPairs(text, 0, "body", wanted);
  const found = leaves
    .filter(({ path }) => wanted.some(({ steps }) => covers(steps, path)))
    .map(({ path, start, end, quoted }) =>
      place(renderPath(["body", ...path]), text, start, end, quoted ? JSONS : []),
    );
  return whole ? found : [...found, ...placesOfBroken(text, wanted)];
}

export function personalPlacesOfUrl(
  url: string,
  paths: readonly PersonalPath[],
): readonly PersonalPlace[] {
  const wanted = paths.filter(({ part }) => part === "query");
  const at = url.indexOf("?");
  return wanted.length === 0 || at === -1 ? [] : placesOfPairs(url, at + 1, "query", wanted);
}

export function isPersonalHeader(name: string, paths: readonly PersonalPath[]): boolean {
  return paths.some(
    ({ part, steps }) => part === "header" && String(steps[0]).toLowerCase() === name.toLowerCase(),
  );
}

/** A path covers a value, and everything below it. */
function covers(steps: readonly PatternStep[], path: LeafPath): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  if (step === DEEP) return path.some((_, at) => covers(rest, path.slice(at))) || !rest.length;
  const [head, ...tail] = path;
  if (head === undefined) return false;
  return (step === ANY || step === EACH || step === head) && covers(rest, tail);
}

const JSONS = ["json", "json-ascii", "json-slash", "json-ascii-slash", "json-html"] as const;
const URLS = ["url", "form", "query", "url-strict", "url-lower"] as const;

function place(
  label: string,
  text: string,
  start: number,
  end: number,
  encodings: readonly SecretEncoding[],
): PersonalPlace {
  const raw = text.slice(start, end);
  const bytes = Buffer.from(raw, "latin1").toString("utf8");
  const written = encodings.flatMap((as) => {
    const value = decode(bytes, as);
    return value !== null && encodeSecret(value, as) === bytes ? [{ as, value }] : [];
  });
  return { label, start, end, ...(written[0] ?? { as: "raw", value: bytes }) };
}

function decode(text: string, as: SecretEncoding): string | null {
  try {
    if (as.startsWith("json")) return JSON.parse(`"${text}"`) as string;
    return decodeURIComponent(as === "form" || as === "query" ? text.replaceAll("+", " ") : text);
  } catch {
    return null;
  }
}

function placesOfPairs(
  text: string,
  from: number,
  part: "body" | "query",
  wanted: readonly PersonalPath[],
): readonly PersonalPlace[] {
  const fragment = text.indexOf("#", from);
  const end = part === "query" && fragment !== -1 ? fragment : text.length;
  const places: PersonalPlace[] = [];
  let start = from;
  for (const pair of text.slice(from, end).split("&")) {
    const at = pair.indexOf("=");
    const name = at === -1 ? null : (decode(pair.slice(0, at), "form") ?? "");
    if (name !== null && wanted.some(({ steps }) => covers(steps, [name])))
      places.push(place(`${part}.${name}`, text, start + at + 1, start + pair.length, URLS));
    start += pair.length + 1;
  }
  return places;
}

/** In broken JSON a value goes by the last key alone: rather one too many than one too few. */
function placesOfBroken(text: string, wanted: readonly PersonalPath[]): readonly PersonalPlace[] {
  return wanted.flatMap(({ steps }) => {
    const key = steps.findLast((step) => typeof step !== "number");
    if (typeof key !== "string") return [];
    const named = new RegExp(
      `"${key.replaceAll(/[^\w]/g, "\\$&")}"\\s*:\\s*(?:"((?:[^"\\\\]|\\\\.)*)|([^\\s,}\\]"]+))`,
      "g",
    );
    return [...text.matchAll(named)].map((match) => {
      const value = match[1] ?? match[2] ?? "";
      const end = match.index + match[0].length;
      return place(`body.${key}`, text, end - value.length, end, JSONS);
    });
  });
}
