/** Which framework's line of code to show: the one that was named, or the ones whose writing was seen in the signed text. */
import { namesOf } from "../../../core/names-of.js";
import type { CauseText, Fixes } from "./cause.js";

/** Framework → where its line stands; the first that a remedy has. */
const LINES = {
  express: ["express"],
  nestjs: ["nestjs", "express"],
  fastify: ["fastify", "express"],
  nextjs: ["nextjs", "express"],
  flask: ["python"],
  fastapi: ["python"],
  django: ["python"],
  spring: ["spring"],
  php: ["php"],
  laravel: ["laravel", "php"],
  symfony: ["php"],
  go: ["go"],
  aspnet: ["aspnet"],
  rails: ["rails"],
} as const satisfies Readonly<Record<string, readonly (keyof Fixes)[]>>;

export type Framework = keyof typeof LINES;
export const FRAMEWORKS: readonly Framework[] = namesOf(LINES);

/** What a cause says of the writer → who writes so. */
const SEEN: readonly (readonly [words: RegExp, frameworks: readonly Framework[]])[] = [
  [/JSON\.stringify|object Object|express\.json/, ["express", "nestjs", "fastify", "nextjs"]],
  [/Python|b'…'/, ["flask", "fastapi", "django"]],
  [/PHP|Laravel|Symfony/, ["php", "laravel"]],
  [/\bGo\b|Go's/, ["go"]],
  [/Gson|Jackson|Java\b/, ["spring"]],
  [/\.NET|Json\.NET|Newtonsoft/, ["aspnet"]],
  [/Rails|Ruby/, ["rails"]],
];

/** Names that stand so near to each other, in characters, are one list: "(Python, Gson, Java)". */
const NEAR = 30;

/** By what the cause says of how the text was written, the most special part last; none where it says nothing. */
export function frameworksSeen({
  message,
  senderSigned,
  receiverHas,
}: CauseText): readonly Framework[] {
  const said = [receiverHas, message, senderSigned].join("\n");
  const seen = SEEN.flatMap(([words, frameworks]) =>
    [...said.matchAll(new RegExp(words, "g"))]
      .slice(-1)
      .map(({ index }) => ({ index, frameworks })),
  );
  const last = Math.max(...seen.map(({ index }) => index));
  return seen.flatMap(({ index, frameworks }) => (index >= last - NEAR ? frameworks : []));
}

/** @returns the line for each framework, equal ones once */
export function fixLines(
  fixes: Fixes,
  frameworks: readonly Framework[],
): readonly (readonly [framework: Framework, line: string])[] {
  const shown = new Set<string>();
  return frameworks.flatMap((framework) => {
    const name = LINES[framework].find((each) => fixes[each] !== undefined);
    const line = name === undefined ? undefined : fixes[name];
    if (line === undefined || shown.has(line)) return [];
    shown.add(line);
    return [[framework, line] as const];
  });
}
