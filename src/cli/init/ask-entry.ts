/** `entry`: read off an example, taken from the default, or spelled out with a sample that signs along. */
import { UserError } from "../../core/errors.js";
import { entryRecipeOf } from "../../profile/entry-settings.js";
import type { EntryRecipe } from "../../protocols/entry/recipe.js";
import { SIGNATURE_ENCODINGS } from "../../protocols/signing/encodings.js";
import { SIGNING_ALGORITHMS } from "../../protocols/signing/algorithms.js";
import {
  amended,
  type Draft,
  presetSections,
  withSections,
  withValues,
} from "../../tasks/init/draft.js";
import { firstOf } from "../../tasks/init/draft-from-order.js";
import {
  entrySectionOf,
  type KnownOfEntries,
  leftOver,
  recipesOf,
} from "../../tasks/init/import-entry.js";
import {
  entrySample,
  renderSample,
  SAMPLE_USN,
  type SampleWorld,
} from "../../tasks/init/samples.js";
import { askPresetValues, askValue } from "./ask-values.js";
import { askSecret, type SecretHome } from "./ask-secret.js";
import { type InitDesk, sampleWorld, signedWith } from "./desk.js";

export async function askEntry(
  desk: InitDesk,
  draft: Draft,
  home: SecretHome,
): Promise<Draft> {
  const how = await desk.prompter.choose({
    message: "How is an entry URL signed?",
    choices: [
      {
        value: "example" as const,
        name: "like an example that I have",
        about: "a URL that the gateway accepts and its key are enough",
      },
      {
        value: "default" as const,
        name: "by the gateway's default recipe",
        about: "SHA-256 of {usn}|{timestamp}|{key}, in hex",
      },
      {
        value: "own" as const,
        name: "by a recipe of our own",
        about: "spell it out; a sample is signed while you type",
      },
    ],
    isDefault: (value) => value === "default",
  });
  const begun = withSections(draft, presetSections("entry", draft.partner));
  const key = await askSecret(desk, {
    path: "entry.key",
    partner: draft.partner,
    home,
    byDefault: firstOf(entryOf(begun).key),
    value: how === "example" ? "needed" : "useful",
  });
  const keyed = amended(begun, { entry: { ...entryOf(begun), key } });
  const world = await sampleWorld(key, desk);
  const described =
    how === "example"
      ? await fromExample(desk, keyed, world)
      : await askPresetValues(desk, keyed, "entry");
  const spelled =
    how === "own" ? await spellOut(desk, described, world) : described;
  desk.say("  A token is refused when it is older than its time to live.");
  const settled = await askValue(desk, spelled, {
    path: "entry.signature.ttl",
    message: "Time to live",
  });
  sayEntrySample(desk, settled, world);
  return settled;
}

function entryOf({ sections }: Draft) {
  const { entry } = sections;
  if (entry === undefined) throw new TypeError("the draft has no entry");
  return entry;
}

/** Asks again until an example can be explained, and for more while it can be in several ways. */
async function fromExample(
  desk: InitDesk,
  draft: Draft,
  { key }: SampleWorld,
): Promise<Draft> {
  const { partner } = draft;
  for (;;) {
    const url = (
      await desk.prompter.text({
        message: "An entry URL that is accepted",
        problem: (text) =>
          /^https?:\/\/[^?]+\?./i.test(text.trim())
            ? null
            : "a whole URL with its query is needed",
      })
    ).trim();
    try {
      const recipes = recipesOf([url], { key, partner });
      const first = await settle(desk, url, recipes, { key, partner });
      const campaign = await askCampaign(desk, first);
      const recipe =
        campaign === null
          ? first
          : await settle(
              desk,
              url,
              recipesOf([url], { key, partner, campaign }),
              { key, partner, campaign },
            );
      desk.say(`  found: ${describeRecipe(recipe)}`);
      const { sections, guesses } = entrySectionOf(
        recipe,
        url,
        firstOf(entryOf(draft).key),
      );
      return withSections(draft, sections, guesses);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      desk.say(`  ${error.message}. ${error.hint ?? ""}`);
    }
  }
}

/** Nothing shows that a parameter is the campaign when it is neither signed nor named so. */
async function askCampaign(
  { prompter }: InitDesk,
  recipe: EntryRecipe,
): Promise<string | null> {
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
export function describeRecipe({ signature, params }: EntryRecipe): string {
  const { algorithm, message, encoding, timestamp, token } = signature;
  return `${algorithm} of ${JSON.stringify(message)} in ${encoding}, time in ${timestamp}; ${params.token}=${token}`;
}

async function spellOut(
  desk: InitDesk,
  draft: Draft,
  world: SampleWorld,
): Promise<Draft> {
  const { prompter, say } = desk;
  const preview = (filled: Draft) => sampleText(filled, world);
  say(
    "  With hmac the key is the HMAC's key; otherwise it stands in the text.",
  );
  const algorithm = await prompter.choose({
    message: "Algorithm",
    choices: SIGNING_ALGORITHMS.map((value) => ({ value, name: value })),
  });
  const isHmac = algorithm.startsWith("hmac");
  let spelled = withValues(draft, [
    `entry.signature.algorithm=${algorithm}`,
    ...(isHmac ? ["entry.signature.message={usn}|{timestamp}"] : []),
  ]);
  say("  Placeholders: {usn} {campaign} {timestamp} {key} {partner}.");
  spelled = await askValue(desk, spelled, {
    path: "entry.signature.message",
    message: "Text that is signed",
    preview,
  });
  spelled = await askChoice(desk, spelled, "entry.signature.encoding", {
    message: "The signature is written as",
    values: SIGNATURE_ENCODINGS,
  });
  spelled = await askChoice(desk, spelled, "entry.signature.timestamp", {
    message: "The timestamp counts",
    values: ["s", "ms"],
  });
  say("  The token is what the game hands over; {signature} stands in it.");
  spelled = await askValue(desk, spelled, {
    path: "entry.signature.token",
    message: "Token",
    preview,
  });
  for (const [name, meaning] of PARAMETERS)
    spelled = await askValue(desk, spelled, {
      path: `entry.params.${name}`,
      message: `Parameter that carries ${meaning}`,
    });
  return spelled;
}

const PARAMETERS = [
  ["usn", "the user's id"],
  ["campaign", "the campaign"],
  ["token", "the token"],
] as const;

async function askChoice(
  { prompter }: InitDesk,
  draft: Draft,
  path: string,
  question: { readonly message: string; readonly values: readonly string[] },
): Promise<Draft> {
  const value = await prompter.choose({
    message: question.message,
    choices: question.values.map((each) => ({ value: each, name: each })),
  });
  return withValues(draft, [`${path}=${value}`]);
}

function sampleText(draft: Draft, world: SampleWorld): string {
  const recipe = entryRecipeOf(entryOf(draft), draft.partner);
  return renderSample(entrySample(recipe, world));
}

export function sayEntrySample(
  { say }: Pick<InitDesk, "say">,
  draft: Draft,
  world: SampleWorld,
): void {
  say(
    `\nUser ${SAMPLE_USN}, ${signedWith(world)}. Your server must make the same of them:`,
  );
  say(`${sampleText(draft, world)}\n`);
}
