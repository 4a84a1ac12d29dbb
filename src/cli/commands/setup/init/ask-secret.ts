/** Where secrets stand, and, where a sample is to be signed, what they are. Values are masked and never said again. */
import type { SecretReference } from "../../../../profile/sections/shared.js";
import { SECRET_MEANINGS } from "../../../../tasks/init/env-example.js";
import { variablePrefix } from "../../../../tasks/init/partner.js";
import type { InitDesk, SecretPlace } from "./desk.js";

export type SecretHome = "env" | "store" | "file";

export function askSecretHome({ prompter }: InitDesk): Promise<SecretHome> {
  return prompter.choose<SecretHome>({
    message: "Where shall your secrets stand? The profile only says where",
    choices: [
      {
        value: "env",
        name: "environment variables",
        about: "also from a .env beside the profile; what CI systems offer",
      },
      {
        value: "store",
        name: "encrypted on this machine",
        about: "typed once here, kept with AES-256-GCM for your user alone",
      },
      {
        value: "file",
        name: "files",
        about: "such as those that Docker or Kubernetes mount",
      },
    ],
  });
}

/** How a secret is asked for. */
export interface SecretOrder {
  /** Path in the profile, such as `entry.key`. */
  readonly path: string;
  readonly partner: string;
  readonly home: SecretHome;
  /** The variable that stands for it, where it is one. */
  readonly byDefault: SecretReference;
  /** `needed`: nothing can be told from an example without it. */
  readonly value: "needed" | "useful" | "unasked";
}

/** @returns the reference; a value that was typed is known to the desk */
export async function askSecret(desk: InitDesk, order: SecretOrder): Promise<SecretReference> {
  const reference = await referenceFor(desk, order);
  const meaning = SECRET_MEANINGS[order.path] ?? "a secret";
  const found = await desk.secrets.find(reference);
  if (found !== null) {
    desk.say(`  ${order.path}, ${meaning}: found in ${nameOf(reference)}`);
    return reference;
  }
  const stores = "store" in reference;
  if (order.value === "unasked" && !stores) {
    desk.say(`  ${order.path}, ${meaning}: to be set in ${nameOf(reference)}`);
    return reference;
  }
  const mayBeEmpty = order.value !== "needed";
  desk.say(`  ${order.path}: ${meaning}.`);
  desk.say(
    stores
      ? `  It is stored encrypted at the end${mayBeEmpty ? "; empty leaves it for later" : ""}.`
      : `  It signs samples${mayBeEmpty ? "; empty: a test key signs them, and the secret comes later" : ""}.`,
  );
  const value = await desk.prompter.secret({
    message: `Value of ${order.path}`,
    problem: (text) => (text === "" && !mayBeEmpty ? "without it nothing can be found out" : null),
  });
  return value === "" ? reference : keepTyped(desk, order, reference, value);
}

/** Asked once: the others go to the same place. */
async function keepTyped(
  desk: InitDesk,
  { path, partner }: SecretOrder,
  reference: SecretReference,
  value: string,
): Promise<SecretReference> {
  const { place } = desk.secrets;
  if ("env" in reference) place.chosen ??= await askPlace(desk.prompter, reference.env);
  const chosen = "env" in reference ? (place.chosen ?? "nowhere") : "nowhere";
  const kept = chosen === "store" ? { store: `${partner}.${path}` } : reference;
  desk.secrets.remember(kept, value, chosen);
  return kept;
}

function askPlace(prompter: InitDesk["prompter"], variable: string): Promise<SecretPlace> {
  return prompter.choose<SecretPlace>({
    message: "Shall what you type be kept?",
    choices: [
      {
        value: "dot-env",
        name: "in .env beside the profile",
        about: `as ${variable}=…, readable by you alone; keep the file out of version control`,
      },
      {
        value: "store",
        name: "encrypted, for your user on this machine",
        about: "the profile then names it in the store",
      },
      {
        value: "nowhere",
        name: "nowhere",
        about: `you set ${variable} yourself, as your server does`,
      },
    ],
  });
}

async function referenceFor(
  { prompter }: InitDesk,
  { path, partner, home, byDefault }: SecretOrder,
): Promise<SecretReference> {
  switch (home) {
    case "env":
      return byDefault;
    case "store":
      return { store: `${partner}.${path}` };
    case "file":
      return {
        file: await prompter.text({
          message: `File that holds ${path}`,
          byDefault: `./secrets/${variablePrefix(path).toLowerCase()}`,
          problem: (text) => (text === "" ? "a path is needed" : null),
        }),
      };
  }
}

function nameOf(reference: SecretReference): string {
  if ("env" in reference) return `the variable ${reference.env}`;
  if ("file" in reference) return reference.file;
  return `the secret store as ${reference.store}`;
}
