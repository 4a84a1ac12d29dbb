/**
 * Which known defects explain a set of failing checks: each check declares the
 * defects that it catches, and so each defect has the set of checks that it fails.
 */
import type { CheckDefinition } from "../check.js";

/** A defect as the sandbox can have it. */
export interface KnownDefect {
  readonly id: string;
  /** What the target does, as one sentence. */
  readonly title: string;
}

export interface Judged {
  readonly failed: readonly string[];
  readonly passed: readonly string[];
  /** What came instead, of the checks that failed, in their findings' words. */
  readonly said?: readonly string[];
}

/** What explains some of the failing checks: each of the defects alone does. */
export interface Part {
  readonly defects: readonly KnownDefect[];
  readonly checks: readonly string[];
}

/** More defects than these at once are a guess. */
const MOST_TOGETHER = 3;

/**
 * @param checks those of one suite
 * @returns the parts that explain all that failed together, or the one that does alone; empty
 *   where no defect, or no few of them, explain it without failing what passed
 */
export function explainFailures(
  { failed, passed, said = [] }: Judged,
  checks: readonly Pick<CheckDefinition, "id" | "kills" | "mayCatch">[],
  defects: readonly KnownDefect[],
): readonly Part[] {
  if (failed.length === 0) return [];
  const fitting = withoutContradicted(defects, said)
    .map((defect) => ({ defect, ...effectOf(defect.id, checks) }))
    .filter(({ certain }) => certain.some((id) => failed.includes(id)))
    .filter(({ certain }) => !certain.some((id) => passed.includes(id)));
  const whole = fitting.filter(({ certain, possible }) =>
    failed.every((id) => certain.includes(id) || possible.includes(id)),
  );
  const parts: readonly Part[] =
    whole.length > 0
      ? [{ defects: whole.map(({ defect }) => defect), checks: failed }]
      : smallestCover(failed, fitting);
  return parts.map((part) => ({ ...part, defects: shownBy(said, part.defects) }));
}

/** What a defect of a catalogue lets in, as findings name it too; null for any other. */
function letInBy({ title }: KnownDefect): string | null {
  const [, moved] =
    /^(?:credentials|signatures) are not checked of (?:a message )?(.*)$/.exec(title) ?? [];
  const [, forged] = /^(.*) (?:counts as right|is let pass)$/.exec(title) ?? [];
  return moved ?? forged ?? null;
}

/** It neither accepts nor refuses: it breaks. */
export function isCrash(said: readonly string[]): boolean {
  return said.length > 0 && said.every((text) => /: 5\d\d\b/.test(text));
}

/** Refused is refused, with whatever status, and what crashes a target was not let in either. */
function isKeptOut(said: readonly string[]): boolean {
  return said.length > 0 && said.every((text) => /: [45]\d\d\b/.test(text));
}

function withoutContradicted(
  defects: readonly KnownDefect[],
  said: readonly string[],
): readonly KnownDefect[] {
  return isKeptOut(said) ? defects.filter((defect) => letInBy(defect) === null) : defects;
}

/** Of those that fit equally, the ones whose doing the findings name, where they name any. */
function shownBy(said: readonly string[], defects: readonly KnownDefect[]): readonly KnownDefect[] {
  const shown = defects.filter((defect) => {
    const what = letInBy(defect);
    return what !== null && said.some((text) => text.includes(what));
  });
  return shown.length > 0 ? shown : defects;
}

interface Effect {
  readonly defect: KnownDefect;
  /** Checks that it fails. */
  readonly certain: readonly string[];
  /** Checks that it fails by luck of timing. */
  readonly possible: readonly string[];
}

function effectOf(
  id: string,
  checks: readonly Pick<CheckDefinition, "id" | "kills" | "mayCatch">[],
): Omit<Effect, "defect"> {
  return {
    certain: checks.filter(({ kills }) => kills.includes(id)).map((check) => check.id),
    possible: checks.filter(({ mayCatch = [] }) => mayCatch.includes(id)).map((check) => check.id),
  };
}

/** The one that explains most first: for so few sets that is the smallest cover, or one more. */
function smallestCover(failed: readonly string[], effects: readonly Effect[]): readonly Part[] {
  const parts: Part[] = [];
  let open = failed;
  while (open.length > 0) {
    if (parts.length === MOST_TOGETHER) return [];
    const gains = effects.map(({ defect, certain }) => ({
      defect,
      gain: open.filter((id) => certain.includes(id)),
    }));
    const most = Math.max(0, ...gains.map(({ gain }) => gain.length));
    const checks = gains.find(({ gain }) => gain.length === most)?.gain ?? [];
    if (checks.length === 0) return [];
    const alike = gains.filter(({ gain }) => gain.join() === checks.join());
    parts.push({ defects: alike.map(({ defect }) => defect), checks });
    open = open.filter((id) => !checks.includes(id));
  }
  return parts;
}
