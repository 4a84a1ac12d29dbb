/** `profile set-secret`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { flag, type OptionsOf } from "../../options.js";

const options = {
  keepNewline: flag("--keep-newline", "keep a line break at the end of what stdin gives"),
  delete: flag("--delete", "take the secret out of the store"),
};
export type Options = OptionsOf<typeof options>;

export const profileSetSecret = defineCommand({
  name: "profile set-secret",
  group: "Set-up",
  summary: "put a secret into the encrypted store of this machine",
  description:
    'Asks for the secret without showing it, or reads it from stdin; it is never an argument. A profile\nrefers to it as {"store":"<name>"}. The store is encrypted; its key is made on first use, or comes from\nPLAYCAMP_GW_STORE_KEY. A variable PLAYCAMP_GW_SECRET_<NAME> takes the place of a stored secret.',
  arguments: [
    { name: "<name>", description: "its name in the store", values: { ask: "stored-secrets" } },
  ],
  options,
  examples: ["playcamp-gw profile set-secret acme-webhook"],
  load: () => import("./profile-set-secret.run.js"),
});
