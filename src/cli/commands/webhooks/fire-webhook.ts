/** `fire-webhook`: its declaration. */
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import type { CommandDefinition } from "../../command.js";
import { factorFlag, integerFlag, urlFlag } from "../../parsers.js";

export const fireWebhook: CommandDefinition = {
  name: "fire-webhook",
  group: "Webhooks",
  summary: "send one signed delivery holding the events",
  description: [
    `Sends one signed delivery that holds the events, in order.`,
    `Events: ${WEBHOOK_EVENTS.join(", ")}.`,
    "With --concurrency or --rate it measures: each delivery has ids, times and a signature of its own, latencies come as a histogram, and the journal keeps the first 50 of them, and of the others the first 1,000 that go wrong.",
  ].join("\n"),
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
      description:
        "send it n times: the very same delivery, or with --concurrency or --rate each with ids and a signature of its own",
      parse: integerFlag("--repeat", 1, 1_000_000_000),
    },
    {
      flags: "--concurrency <n>",
      description: "measure: n deliveries at a time (default: 1, or 64 with --rate)",
      parse: integerFlag("--concurrency", 1, 10_000),
    },
    {
      flags: "--rate <n>",
      description:
        "measure: n deliveries a second, whatever the target does; latency counts from when each was to be sent",
      parse: integerFlag("--rate", 1, 1_000_000),
    },
    {
      flags: "--allow-remote-load",
      description:
        "allow --concurrency, --rate and more than 100 repeats to another host than this machine",
    },
    {
      flags: "--retry",
      description: "retry failures on the profile's schedule, or when Retry-After says",
    },
    {
      flags: "--speed <factor>",
      description: "with --retry, divide every wait by this, such as 100x",
      parse: factorFlag("--speed"),
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
    "playcamp-gw fire-webhook payment.created --repeat 500 --concurrency 16 --sandbox",
  ],
  load: () => import("./fire-webhook.run.js"),
};
