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

export interface Explanation {
  /** `one`: each of the defects alone explains all. `several`: they explain all together. */
  readonly kind: "one" | "several";
  readonly defects: readonly KnownDefect[];
}

/** More defects than these at once are a guess. */
const MOST_TOGETHER = 3;

/**
 * @param checks those of one suite
 * @returns null where no defect, or no few of them, explain what failed without failing what passed
 */
export function explainFailures(
  { failed, passed, said = [] }: Judged,
  checks: readonly Pick<CheckDefinition, "id" | "kills" | "mayCatch">[],
  defects: readonly KnownDefect[],
): Explanation | null {
  if (failed.length === 0) return null;
  const fitting = withoutContradicted(defects, said)
    .map((defect) => ({ defect, ...effectOf(defect.id, checks) }))
    .filter(({ certain }) => certain.some((id) => failed.includes(id)))
    .filter(({ certain }) => !certain.some((id) => passed.includes(id)));
  const whole = fitting.filter(({ certain, possible }) =>
    failed.every((id) => certain.includes(id) || possible.includes(id)),
  );
  if (whole.length > 0)
    return {
      kind: "one",
      defects: shownBy(
        said,
        whole.map(({ defect }) => defect),
      ),
    };
  const chosen = smallestCover(failed, fitting);
  return chosen === null ? null : { kind: "several", defects: chosen };
}

/** What a defect of a catalogue lets in, as findings name it too; null for any other. */
function letInBy({ title }: KnownDefect): string | null {
  const [, moved] =
    /^(?:credentials|signatures) are not checked of (?:a message )?(.*)$/.exec(title) ?? [];
  const [, forged] = /^(.*) (?:counts as right|is let pass)$/.exec(title) ?? [];
  return moved ?? forged ?? null;
}

/** What crashes a target was not let in by it. */
export function isCrash(said: readonly string[]): boolean {
  return said.length > 0 && said.every((text) => /: 5\d\d\b/.test(text));
}

function withoutContradicted(
  defects: readonly KnownDefect[],
  said: readonly string[],
): readonly KnownDefect[] {
  return isCrash(said) ? defects.filter((defect) => letInBy(defect) === null) : defects;
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
function smallestCover(
  failed: readonly string[],
  effects: readonly Effect[],
): readonly KnownDefect[] | null {
  const chosen: KnownDefect[] = [];
  let open = new Set(failed);
  while (open.size > 0) {
    if (chosen.length === MOST_TOGETHER) return null;
    const gain = (effect: Effect) => effect.certain.filter((id) => open.has(id)).length;
    const best = effects.reduce<Effect | null>(
      (found, each) => (gain(each) > (found === null ? 0 : gain(found)) ? each : found),
      null,
    );
    if (best === null) return null;
    chosen.push(best.defect);
    open = new Set([...open].filter((id) => !best.certain.includes(id)));
  }
  return chosen;
}
