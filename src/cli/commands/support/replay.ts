/** `replay`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { factorFlag, integerFlag, pairFlag, urlFlag } from "../../parsers.js";
import { PAYMENTS_SANDBOX_OPTIONS } from "../../session/sandbox-options.js";

export const replay: CommandDefinition = {
  name: "replay",
  group: "Support",
  summary: "send a delivery again, byte for byte or signed anew",
  description:
    "Sends a delivery of the journal again, or the requests of a file: a bundle, a HAR, curl commands, raw HTTP text.\nWhat was taken out of it when it was kept is filled in from the profile. Shows the answer then and now.\n--from-logs rebuilds deliveries from PlayCamp's own logs and sends them to webhook.url; their original bytes are not known.",
  arguments: [
    {
      name: "[id|@file...]",
      description: "ids, last, or @file; - reads stdin",
    },
  ],
  options: [
    {
      flags: "--from-logs <webhook>",
      description: "what PlayCamp's logs of this webhook hold, rebuilt and signed anew",
    },
    {
      flags: "--failed",
      description: "of the logs, only what was not accepted (yet)",
    },
    {
      flags: "--to <url>",
      description: "send here instead; a URL without a query keeps the old one",
      parse: urlFlag("--to"),
    },
    {
      flags: "--resign",
      description: "sign anew for now: entry, webhook, wallet, payment poll",
    },
    {
      flags: "--times <n>",
      description: "send it n times, one after another",
      parse: integerFlag("--times", 1, 100_000),
    },
    {
      flags: "--parallel <n>",
      description: "send n copies at the same moment, each time",
      parse: integerFlag("--parallel", 1, 64),
    },
    {
      flags: "--speed <factor>",
      description: "keep the pauses between several, divided by this",
      parse: factorFlag("--speed"),
    },
    {
      flags: "--fill <name=value>",
      description: "what a gap holds: body.userId=42, or webhook.secret.env=NAME",
      parse: pairFlag("--fill"),
      repeatable: true,
    },
    {
      flags: "--sandbox",
      description: "send to a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
    {
      flags: "--variant <id>",
      description: "make the sandbox odd but legal (needs --sandbox)",
      repeatable: true,
    },
    ...PAYMENTS_SANDBOX_OPTIONS,
  ],
  examples: [
    "playcamp-gw replay last --to http://127.0.0.1:3000/webhooks/playcamp --resign",
    "playcamp-gw replay @delivery.json --times 3",
    "playcamp-gw replay last --sandbox --resign",
  ],
  load: () => import("./replay.run.js"),
};
