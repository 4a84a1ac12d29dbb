/** A profile in the making: what presets, imports and answers have settled so far, and what was only guessed. */
import { UserError } from "../../core/errors.js";
import { once } from "../../core/memoize.js";
import { createProfileGuide } from "../../profile/guide.js";
import { acrossEnvironments, inspectProfile } from "../../profile/inspect.js";
import { loadProfile, profileError } from "../../profile/load.js";
import { applyOverrides, parseOverride } from "../../profile/overrides.js";
import type { ProfileProblem } from "../../profile/problems.js";
import type { Profile } from "../../profile/schema.js";
import { useProblems } from "../../profile/use-checks.js";
import { profileWarnings } from "../../profile/warnings.js";
import { variablePrefix } from "./partner.js";
import { loadPreset, type PresetId } from "./presets/index.js";
import type { ProfileSections } from "./presets/preset.js";

export interface Draft {
  readonly partner: string;
  readonly sections: ProfileSections;
  readonly guesses: readonly DraftGuess[];
}

/** Something that the user should confirm. */
export interface DraftGuess {
  /** Path in the profile. */
  readonly path: string;
  readonly message: string;
}

/** Made once: a value that is typed is looked up with every key. */
const guide = once(createProfileGuide);

/** @throws {UserError} `preset_conflict` when two presets fill the same section differently */
export async function draftFromPresets(partner: string, ids: readonly PresetId[]): Promise<Draft> {
  const filled = new Map<string, PresetId>();
  const guesses: DraftGuess[] = [];
  let sections: ProfileSections = {};
  for (const id of new Set(ids)) {
    const preset = await presetSections(id, partner);
    const { questions } = await loadPreset(id);
    for (const [name, section] of Object.entries(preset)) {
      const before = filled.get(name);
      const isSame =
        JSON.stringify(section) === JSON.stringify(sections[name as keyof ProfileSections]);
      if (before !== undefined && !isSame)
        throw new UserError(
          "preset_conflict",
          `the presets ${before} and ${id} both describe "${name}"`,
          "Choose one of them; other agreements belong into environments of the profile.",
        );
      filled.set(name, id);
    }
    sections = { ...sections, ...preset };
    for (const { path, about } of questions)
      guesses.push({ path, message: `stands for your own; ${about}` });
  }
  return { partner, sections, guesses };
}

/** A preset's sections, its variables named after the partner. */
export async function presetSections(id: PresetId, partner: string): Promise<ProfileSections> {
  const text = JSON.stringify((await loadPreset(id)).sections);
  return JSON.parse(text.replaceAll("{PARTNER}", variablePrefix(partner))) as ProfileSections;
}

/** A section given here replaces the one that the draft has; what was guessed of it goes with it. */
export function withSections(
  draft: Draft,
  sections: ProfileSections,
  guesses: readonly DraftGuess[] = [],
): Draft {
  const names = Object.keys(sections);
  const isOfThose = ({ path }: DraftGuess) => names.includes(path.split(".")[0] ?? "");
  return {
    ...draft,
    sections: { ...draft.sections, ...sections },
    guesses: [...draft.guesses.filter((guess) => !isOfThose(guess)), ...guesses],
  };
}

/** A section given here replaces the one that the draft has; what was guessed stays a guess. */
export function amended(draft: Draft, sections: ProfileSections): Draft {
  return { ...draft, sections: { ...draft.sections, ...sections } };
}

/** What was guessed there has been confirmed. */
export function confirmed(draft: Draft, path: string): Draft {
  return {
    ...draft,
    guesses: draft.guesses.filter((guess) => guess.path !== path),
  };
}

/**
 * Lays values over the draft as `--set` does; what is said is no guess any more.
 *
 * @throws {UserError} `set_*`
 */
export function withValues(draft: Draft, sets: readonly string[]): Draft {
  if (sets.length === 0) return draft;
  const overrides = sets.map(parseOverride);
  const { partner, ...sections } = applyOverrides(
    { partner: draft.partner, ...draft.sections },
    overrides,
    guide(),
  ) as Profile;
  const given = sets.map((set) => set.replace(/:?=[\s\S]*$/, ""));
  const isSettled = ({ path }: DraftGuess) =>
    given.some((each) => each === path || each.startsWith(`${path}.`));
  return {
    partner,
    sections,
    guesses: draft.guesses.filter((guess) => !isSettled(guess)),
  };
}

/** What `profile validate` warns of. */
export function draftWarnings(draft: Draft): readonly ProfileProblem[] {
  const file: unknown = JSON.parse(profileText(draft));
  return profileWarnings(file, inspectProfile(file));
}

/**
 * What `profile validate` refuses, and a command only when it comes to use a section.
 *
 * @throws {UserError} `profile_invalid`
 */
export function assertUsable(draft: Draft, origin: string): void {
  assertValid(draft, origin);
  const inspection = inspectProfile(JSON.parse(profileText(draft)));
  const problems = acrossEnvironments(inspection, useProblems);
  if (problems.length > 0) throw profileError(origin, problems);
}

/** @throws {UserError} `profile_invalid` */
export function assertValid(draft: Draft, origin: string): void {
  loadProfile(profileText(draft), {
    origin,
    environment: null,
    overrides: [],
  });
}

const SECTION_ORDER = [
  "entry",
  "webhook",
  "payments",
  "sdkApi",
  "wallet",
  "provider",
  "postback",
  "settlement",
  "requirements",
  "privacy",
] as const satisfies readonly (keyof ProfileSections)[];

/**
 * The profile as a file.
 *
 * @param schemaUrl what editors check it with
 */
export function profileText(draft: Draft, schemaUrl?: string): string {
  const { partner, sections } = draft;
  const ordered = SECTION_ORDER.flatMap((name) =>
    sections[name] === undefined ? [] : [[name, sections[name]] as const],
  );
  const profile = {
    ...(schemaUrl === undefined ? {} : { $schema: schemaUrl }),
    version: 1,
    partner,
    ...Object.fromEntries(ordered),
  };
  return `${JSON.stringify(profile, null, 2)}\n`;
}
