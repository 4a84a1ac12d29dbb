/** `entry`: read off an example, taken from the default, or written out. */
import { amended, type Draft, presetSections, withSections } from "../../../../tasks/init/draft.js";
import { firstOf } from "../../../../tasks/init/draft-from-order.js";
import { askExample } from "./ask-entry-example.js";
import { askRecipe } from "./ask-entry-recipe.js";
import { askPresetValues, askValue } from "./ask-values.js";
import { askSecret, type SecretHome } from "./ask-secret.js";
import { type InitDesk, sampleWorld } from "./desk.js";
import { entryOf, sayEntrySample } from "./entry-sample.js";

export async function askEntry(desk: InitDesk, draft: Draft, home: SecretHome): Promise<Draft> {
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
  const begun = withSections(draft, await presetSections("entry", draft.partner));
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
      ? await askExample(desk, keyed, world)
      : await askPresetValues(desk, keyed, "entry");
  const written = how === "own" ? await askRecipe(desk, described, world) : described;
  desk.say("  A token is refused when it is older than its time to live.");
  const settled = await askValue(desk, written, {
    path: "entry.signature.ttl",
    message: "Time to live",
  });
  sayEntrySample(desk, settled, world);
  return settled;
}
