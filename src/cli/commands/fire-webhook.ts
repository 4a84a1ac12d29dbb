/** `fire-webhook`: its face. */
import { WEBHOOK_EVENTS } from "../../protocols/webhook/events.js";
import type { CommandDefinition } from "../command.js";
import { integerFlag, urlFlag } from "../parsers.js";

export const fireWebhook: CommandDefinition = {
  name: "fire-webhook",
  group: "Webhooks",
  summary: "send one signed delivery holding the events",
  description: `Sends one signed delivery that holds the events, in order.\nEvents: ${WEBHOOK_EVENTS.join(", ")}.`,
  arguments: [{ name: "[event...]", description: "events of the delivery" }],
  options: [
    {
      flags: "--to <url>",
      description: "send here instead of to webhook.url",
      parse: urlFlag("--to"),
    },
    {
      flags: "--format <format>",
      description: "playcamp, or the gateway's converted format",
      choices: ["playcamp", "gateway"],
    },
    {
      flags: "--signature <form>",
      description: "form of the signature, where both are agreed",
      choices: ["simple", "timestamped"],
    },
    {
      flags: "--data <@file|->",
      description: "send these exact bytes instead of built events",
    },
    {
      flags: "--callback-id <id>",
      description: "callbackId of the events (custom_data of the entry)",
    },
    {
      flags: "--repeat <n>",
      description: "send the same delivery n times",
      parse: integerFlag("--repeat", 1, 1_000_000),
    },
    {
      flags: "--retry",
      description: "retry failures on the profile's schedule",
    },
    {
      flags: "--tamper <kind>",
      description: "send a broken delivery and judge the answer",
    },
    {
      flags: "--sandbox",
      description: "fire at a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw fire-webhook sponsor.created --sandbox",
    "playcamp-gw fire-webhook payment.created --set body.events[0].data.amount=5500 --sandbox --verbose",
    "playcamp-gw fire-webhook sponsor.changed --format gateway --sandbox --verbose",
    "playcamp-gw fire-webhook sponsor.created --tamper wrong-secret --sandbox",
  ],
  load: () => import("./fire-webhook.run.js"),
};
