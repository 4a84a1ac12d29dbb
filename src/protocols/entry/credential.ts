/** An entry's signature as the catalogue of forgeries sees it. */
import { type Credential, signatureCredential } from "../signing/forgeries/credential.js";
import { renderMessage } from "./message.js";
import { placeholderValue, type EntryRecipe, type EntryValues } from "./recipe.js";
import { unknownPlaceholder } from "./refuse.js";

/** @throws {UserError} `entry_placeholder_unknown` */
export function entryCredential(recipe: EntryRecipe, values: EntryValues, key: string): Credential {
  const { algorithm, encoding, message } = recipe.signature;
  return signatureCredential({
    algorithm,
    encoding,
    carrier: "url",
    key,
    message: (each) => {
      const bytes = renderMessage(message, (name) =>
        name === "key" ? each : placeholderValue(recipe, values, name),
      );
      if (bytes === null) throw unknownPlaceholder(recipe, values);
      return bytes;
    },
  });
}
