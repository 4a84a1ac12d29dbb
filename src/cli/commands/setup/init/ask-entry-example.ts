/** An entry recipe read off known-good URLs, with questions only where they leave something open. */
import { UserError } from "../../../../core/errors.js";
import type { EntryRecipe } from "../../../../protocols/entry/recipe.js";
import { type Draft, withSections } from "../../../../tasks/init/draft.js";
import { firstOf } from "../../../../tasks/init/draft-from-order.js";
import {
  entrySectionOf,
  type KnownOfEntries,
  leftOver,
  recipesOf,
} from "../../../../tasks/init/import-entry.js";
import { entryUrlIn } from "../../../../tasks/init/pasted.js";
import type { SampleWorld } from "../../../../tasks/init/samples.js";
import type { InitDesk } from "./desk.js";
import { entryOf } from "./entry-sample.js";

/** Asks again until an example can be explained, and for more while it can be in several ways. */
export async function askExample(
  desk: InitDesk,
  draft: Draft,
  { key }: SampleWorld,
): Promise<Draft> {
  const { partner } = draft;
  for (;;) {
    const forget = desk.mark();
    const pasted = await desk.prompter.text({
      message: "An entry URL that is accepted (or a curl line, or a request with it)",
      problem: (text) =>
        entryUrlIn(text) === null
          ? "there is no whole URL with its query in that; Esc or < goes back"
          : null,
    });
    const url = entryUrlIn(pasted) ?? pasted;
    try {
      const recipes = recipesOf([url], { key, partner });
      const first = await settle(desk, url, recipes, { key, partner });
      const campaign = await askCampaign(desk, first);
      const recipe =
        campaign === null
          ? first
          : await settle(desk, url, recipesOf([url], { key, partner, campaign }), {
              key,
              partner,
              campaign,
            });
      desk.say(`  found: ${describeRecipe(recipe)}`);
      const { sections, guesses } = entrySectionOf(recipe, url, firstOf(entryOf(draft).key));
      return withSections(draft, sections, guesses);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      desk.say(`  ${error.message}. ${error.hint ?? ""}`);
      desk.say("  Esc or < goes back, to type the key again or choose another way.");
      forget();
    }
  }
}

/** Nothing shows that a parameter is the campaign when it is neither signed nor named so. */
async function askCampaign({ prompter }: InitDesk, recipe: EntryRecipe): Promise<string | null> {
  for (const [name, value] of leftOver(recipe)) {
    const isCampaign = await prompter.confirm(
      `Is ${name}=${value} the campaign? (No: it is the same in every entry)`,
      false,
    );
    if (isCampaign) return value;
  }
  return null;
}

async function settle(
  { prompter, say }: InitDesk,
  url: string,
  recipes: readonly EntryRecipe[],
  known: KnownOfEntries,
): Promise<EntryRecipe> {
  const [only, ...others] = recipes;
  if (only !== undefined && others.length === 0) return only;
  say(`  ${recipes.length} recipes give this URL.`);
  const second = await prompter.text({
    message: "Another example, for another user (empty: choose by hand)",
  });
  if (second.trim() !== "") {
    const fitting = recipesOf([url, second.trim()], known);
    const [found, ...more] = fitting;
    if (found !== undefined && more.length === 0) return found;
    return chooseRecipe(prompter, fitting);
  }
  return chooseRecipe(prompter, recipes);
}

function chooseRecipe(
  prompter: InitDesk["prompter"],
  recipes: readonly EntryRecipe[],
): Promise<EntryRecipe> {
  return prompter.choose({
    message: "Which is the agreed one?",
    choices: recipes.map((value) => ({ value, name: describeRecipe(value) })),
  });
}

/** In a line. */
function describeRecipe({ signature, params }: EntryRecipe): string {
  const { algorithm, message, encoding, timestamp, token } = signature;
  return `${algorithm} of ${JSON.stringify(message)} in ${encoding}, time in ${timestamp}; ${params.token}=${token}`;
}
