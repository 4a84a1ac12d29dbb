/** Single values of a draft, asked for one by one and checked by the profile's own rules. */
import { UserError } from "../../../../core/errors.js";
import { valueBelow } from "../../../../core/json/path.js";
import {
  assertValid,
  type Draft,
  draftWarnings,
  withValues,
} from "../../../../tasks/init/draft.js";
import { loadPreset, type PresetId } from "../../../../tasks/init/presets/index.js";
import type { InitDesk } from "./desk.js";

export interface ValueQuestion {
  /** Path in the profile. */
  readonly path: string;
  readonly message: string;
  /** What an answer leads to, shown while it is typed; an answer that it cannot be made of is refused. */
  readonly preview?: (draft: Draft) => string;
}

/** The draft's own value is the default. */
export async function askValue(
  desk: InitDesk,
  draft: Draft,
  { path, message, preview }: ValueQuestion,
): Promise<Draft> {
  const now = valueBelow(draft.sections, path);
  const filled = (answer: string) => withValues(draft, [`${path}=${answer}`]);
  const answer = await desk.prompter.text({
    message,
    ...(typeof now === "string" ? { byDefault: now } : {}),
    problem: (text) => {
      if (text === "") return "a value is needed";
      return problemOf(() => {
        const next = filled(text);
        assertValid(next, "");
        assertNothingOdd(next, path);
        preview?.(next);
      });
    },
    ...(preview === undefined ? {} : { preview: (text) => textOf(() => preview(filled(text))) }),
  });
  return filled(answer);
}

/** What every partner has to say of a preset. */
export async function askPresetValues(desk: InitDesk, draft: Draft, id: PresetId): Promise<Draft> {
  let answered = draft;
  const { questions } = await loadPreset(id);
  for (const { path, message, about } of questions) {
    desk.say(`  ${about}`);
    answered = await askValue(desk, answered, { path, message });
  }
  return answered;
}

/** What a file may hold and an answer hardly means: an answer can be mended at once. */
function assertNothingOdd(draft: Draft, path: string): void {
  const odd = draftWarnings(draft).find(
    (warning) => warning.path === path && warning.found !== "http://",
  );
  if (odd !== undefined)
    throw new UserError("profile_invalid", `${odd.message}. ${odd.hint ?? ""}`.trim());
}

/** What is wrong, without the file that has no name yet; null when nothing is. */
function problemOf(attempt: () => void): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.replace(/^: /, "");
  }
}

/** What can be said, or why nothing can. */
export function textOf(render: () => string): string {
  try {
    return render();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `  ${error.message.replace(/^: /, "")}`;
  }
}
