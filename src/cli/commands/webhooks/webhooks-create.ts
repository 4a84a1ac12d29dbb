/** `webhooks create`: its declaration. */
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import type { CommandDefinition } from "../../command.js";
import { urlFlag } from "../../parsers.js";
import { LIMIT_OPTIONS, SANDBOX_OPTION } from "./webhooks-flags.js";

export const webhooksCreate: CommandDefinition = {
  name: "webhooks create",
  group: "Webhooks",
  summary: "register a webhook, and keep the secret that PlayCamp shows once",
  description: `Registers a webhook for one kind of event. PlayCamp shows its signing secret once: it is put\ninto the encrypted store of this machine, to be referred to as {"store":"…"} in a profile,\nor printed with --print-secret.\nEvents: ${WEBHOOK_EVENTS.join(", ")}.`,
  arguments: [{ name: "<event>", description: "the kind of event" }],
  options: [
    {
      flags: "--url <url>",
      description: "where PlayCamp delivers (default: webhook.url)",
      parse: urlFlag("--url"),
    },
    ...LIMIT_OPTIONS,
    {
      flags: "--print-secret",
      description: "print the secret instead of storing it",
    },
    {
      flags: "--store-as <name>",
      description: "store the secret under this name",
    },
    SANDBOX_OPTION,
  ],
  examples: [
    "playcamp-gw webhooks create sponsor.created --sandbox --print-secret",
    "playcamp-gw webhooks create payment.bulk_created --retry-count 5 --timeout-ms 10000 --sandbox --json --print-secret",
  ],
  load: () => import("./webhooks-create.run.js"),
};
