/** An entry's signature as the catalogue of forgeries sees it. */
import { type Credential, signatureCredential } from "../signing/forgeries/credential.js";
import { renderMessage } from "./message.js";
import { placeholderValue, type EntryRecipe, type EntryValues } from "./recipe.js";
import { unknownPlaceholder } from "./refuse.js";
import { entrySignature } from "./sign.js";

/** @throws {UserError} `entry_placeholder_unknown` */
export function entryCredential(recipe: EntryRecipe, values: EntryValues, key: string): Credential {
  const { algorithm, encoding, message } = recipe.signature;
  const credential = signatureCredential({
    algorithm,
    encoding,
    carrier: "url",
    key,
    message: (each) => signedBytes(recipe, values, each),
    borrowed: othersOf(values).map((other) => entrySignature(recipe, other, key)),
  });
  if (message.includes("{key}")) {
    const unkeyed = message.replace(/(?<![^}])[^}]*\{key\}$/, "").replace(/^\{key\}[^{]*/, "");
    const keyless = { ...recipe, signature: { ...recipe.signature, message: unkeyed } };
    return { ...credential, unkeyed: entrySignature(keyless, values, "") };
  }
  return credential;
}

function signedBytes(recipe: EntryRecipe, values: EntryValues, key: string): Uint8Array {
  const bytes = renderMessage(recipe.signature.message, (name) =>
    name === "key" ? key : placeholderValue(recipe, values, name),
  );
  if (bytes === null) throw unknownPlaceholder(recipe, values);
  return bytes;
}

/** The same entry of another user, at another time, for another campaign. */
function othersOf(values: EntryValues): readonly EntryValues[] {
  return [
    { ...values, usn: `1${values.usn}` },
    { ...values, timestamp: String(Number(values.timestamp) - 7) },
    { ...values, campaign: `${values.campaign}x` },
  ];
}
