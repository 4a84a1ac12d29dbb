/** What a Partner Gateway must know of the profile to judge an entry. */
import type { EntryRecipe } from "../../../protocols/entry/recipe.js";

export interface EntryAgreement {
  readonly recipe: EntryRecipe;
  readonly keys: readonly string[];
}
