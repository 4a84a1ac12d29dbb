/** What a draft's entry recipe signs, for somebody to compare with their own server's output. */
import { entryRecipeOf } from "../../../../profile/entry-settings.js";
import type { Draft } from "../../../../tasks/init/draft.js";
import {
  entrySample,
  renderSample,
  SAMPLE_USN,
  type SampleWorld,
} from "../../../../tasks/init/samples.js";
import { type InitDesk, signedWith } from "./desk.js";

export function entryOf({ sections }: Draft) {
  const { entry } = sections;
  if (entry === undefined) throw new TypeError("the draft has no entry");
  return entry;
}

/** @throws {UserError} where the recipe signs nothing */
export function entrySampleText(draft: Draft, world: SampleWorld): string {
  const recipe = entryRecipeOf(entryOf(draft), draft.partner);
  return renderSample(entrySample(recipe, world));
}

export function sayEntrySample(
  { say }: Pick<InitDesk, "say">,
  draft: Draft,
  world: SampleWorld,
): void {
  say(`\nUser ${SAMPLE_USN}, ${signedWith(world)}. Your server must make the same of them:`);
  say(`${entrySampleText(draft, world)}\n`);
}
