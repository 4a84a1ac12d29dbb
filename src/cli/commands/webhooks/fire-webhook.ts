/** `fire-webhook`: its declaration. */
import { TAMPER_KINDS } from "../../../protocols/webhook/tamper.js";
import { WEBHOOK_EVENTS } from "../../../protocols/webhook/events.js";
import { defineCommand } from "../../define-command.js";
import { factor, file, flag, input, integer, oneOf, text, type OptionsOf } from "../../options.js";
import { lineProfile, saveOptions, secretOptions, toOption } from "../../session/line-profile.js";
import { workersOption } from "../load/plan-options.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const options = {
  ...toOption("send here instead of to webhook.url"),
  ...secretOptions,
  ...saveOptions,
  format: oneOf("--format <format>", "playcamp, or the gateway's converted format", [
    "playcamp",
    "gateway",
  ]),
  signature: oneOf("--signature <form>", "form of the signature, where both are agreed", [
    "simple",
    "timestamped",
  ]),
  data: input("--data <@file|->", "send these exact bytes instead of built events"),
  callbackId: text("--callback-id <id>", "callbackId of the events (custom_data of the entry)"),
  repeat: integer(
    "--repeat <n>",
    "send it n times: the very same delivery, or with --concurrency or --rate each with ids and a signature of its own",
    { min: 1, max: 1_000_000_000 },
  ),
  concurrency: integer(
    "--concurrency <n>",
    "measure: n deliveries at a time (default: 1, or 64 with --rate)",
    { min: 1, max: 10_000 },
  ),
  rate: integer(
    "--rate <n>",
    "measure: n deliveries a second, whatever the target does; latency counts from when each was to be sent",
    { min: 1, max: 1_000_000 },
  ),
  ...workersOption,
  allowRemoteLoad: flag(
    "--allow-remote-load",
    "allow --concurrency, --rate and more than 100 repeats to another host than this machine",
  ),
  plan: file("--plan <file>", "send the load that this file describes; see plan run"),
  retry: flag("--retry", "retry failures on the profile's schedule, or when Retry-After says"),
  speed: factor("--speed <factor>", "with --retry, divide every wait by this, such as 100x"),
  tamper: text("--tamper <kind>", "send a broken delivery and judge the answer", {
    ask: "webhook-tampers",
  }),
  ...sandboxOption("fire at a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const fireWebhook = defineCommand({
  name: "fire-webhook",
  group: "Webhooks",
  summary: "send one signed delivery holding the events",
  description: [
    `Sends one signed delivery that holds the events, in order.`,
    `Events: ${WEBHOOK_EVENTS.join(", ")}.`,
    `Kinds of --tamper: ${TAMPER_KINDS.map(({ id }) => id).join(", ")}.`,
    "With --concurrency or --rate it measures: each delivery has ids, times and a signature of its own, latencies come as a histogram, and the journal keeps the first 50 of them, and of the others the first 1,000 that go wrong.",
  ].join("\n"),
  arguments: [
    {
      name: "[event...]",
      description: "events of the delivery",
      values: { words: WEBHOOK_EVENTS },
    },
  ],
  options,
  line: (values, place) => lineProfile("webhook", values, place),
  examples: [
    "playcamp-gw fire-webhook sponsor.created --sandbox",
    "playcamp-gw fire-webhook payment.created --set body.events[0].data.amount=5500 --sandbox --verbose",
    "playcamp-gw fire-webhook sponsor.changed --format gateway --sandbox --verbose",
    "playcamp-gw fire-webhook sponsor.created --tamper wrong-secret --sandbox",
    "playcamp-gw fire-webhook payment.created --repeat 500 --concurrency 16 --sandbox",
  ],
  load: () => import("./fire-webhook.run.js"),
});
