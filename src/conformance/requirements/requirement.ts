/** What a requirement is: one demand of a source document, in our own words, and who judges it. */
import type { Level } from "../../core/report.js";

/** The set that this version of the tool judges by. A later set may add, never silently change. */
export const REQUIREMENT_SET = "2026-12";

/** Every set that there has been, the oldest first; a profile may name one of them. */
export const REQUIREMENT_SETS: readonly string[] = [REQUIREMENT_SET];

/** Who has to meet it. */
export type Party =
  "gateway" | "game server" | "game client" | "operator" | "provider" | "reward app" | "PlayCamp";

export interface Requirement {
  /** Permanent and public: `<document>.<subject>.<demand>`. */
  readonly id: string;
  /** Heading or table of the document that it stands under. */
  readonly section: string;
  readonly level: Level;
  readonly binds: Party;
  /** The demand as one sentence. */
  readonly text: string;
  /** Checks that judge it: ids or globs. Empty where `unjudged` says why. */
  readonly judgedBy: readonly string[];
  /** Why no test from outside can judge it; null where checks do. */
  readonly unjudged: string | null;
}

export interface RequirementDocument {
  /** Stands before the id of each of its requirements. */
  readonly id: string;
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

/** One requirement, less what its document gives; `judged` is a list of checks, or the reason why there is none. */
export type RequirementRow = readonly [
  id: string,
  level: Level,
  binds: Party,
  text: string,
  judged: readonly string[] | string,
];

/** @param sections heading → its requirements */
export function defineDocument(
  id: string,
  title: string,
  sections: Readonly<Record<string, readonly RequirementRow[]>>,
): RequirementDocument {
  return {
    id,
    title,
    requirements: Object.entries(sections).flatMap(([section, rows]) =>
      rows.map(([name, level, binds, text, judged]) => ({
        id: `${id}.${name}`,
        section,
        level,
        binds,
        text,
        judgedBy: typeof judged === "string" ? [] : judged,
        unjudged: typeof judged === "string" ? judged : null,
      })),
    ),
  };
}
