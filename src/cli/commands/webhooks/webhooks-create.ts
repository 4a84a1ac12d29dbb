/** `webhooks create`: its declaration. */
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import { defineCommand } from "../../define-command.js";
import { flag, text, url, type OptionsOf } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { limitOptions } from "./webhooks-options.js";

const options = {
  url: url("--url <url>", "where PlayCamp delivers (default: webhook.url)"),
  ...limitOptions,
  printSecret: flag("--print-secret", "print the secret instead of storing it"),
  storeAs: text("--store-as <name>", "store the secret under this name"),
  ...sandboxOption(),
};
export type Options = OptionsOf<typeof options>;

export const webhooksCreate = defineCommand({
  name: "webhooks create",
  group: "Webhooks",
  summary: "register a webhook, and keep the secret that PlayCamp shows once",
  description: `Registers a webhook for one kind of event. PlayCamp shows its signing secret once: it is put\ninto the encrypted store of this machine, to be referred to as {"store":"…"} in a profile,\nor printed with --print-secret.\nEvents: ${WEBHOOK_EVENTS.join(", ")}.`,
  arguments: [
    { name: "<event>", description: "the kind of event", values: { words: WEBHOOK_EVENTS } },
  ],
  options,
  examples: [
    "playcamp-gw webhooks create sponsor.created --sandbox --print-secret",
    "playcamp-gw webhooks create payment.bulk_created --retry-count 5 --timeout-ms 10000 --sandbox --json --print-secret",
  ],
  load: () => import("./webhooks-create.run.js"),
});
