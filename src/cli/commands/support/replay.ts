/** `replay`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { factor, flag, integer, list, pair, text, url, type OptionsOf } from "../../options.js";
import { sandboxOptions } from "../../session/sandbox-options.js";

const options = {
  fromLogs: text(
    "--from-logs <webhook>",
    "what PlayCamp's logs of this webhook hold, rebuilt and signed anew",
  ),
  failed: flag("--failed", "of the logs, only what was not accepted (yet)"),
  to: url("--to <url>", "send here instead; a URL without a query keeps the old one"),
  baseUrl: url(
    "--base-url <url>",
    "send to this server instead, below this path: paths and queries stay",
  ),
  resign: flag("--resign", "sign anew for now: entry, webhook, wallet, payment poll"),
  edit: flag("--edit", "change the body in $EDITOR first"),
  times: integer("--times <n>", "send it n times, one after another", { min: 1, max: 100_000 }),
  parallel: integer("--parallel <n>", "send n copies at the same moment, each time", {
    min: 1,
    max: 64,
  }),
  speed: factor("--speed <factor>", "keep the pauses between several, divided by this"),
  fill: list(
    pair("--fill <name=value>", "what a gap holds: body.userId=42, or webhook.secret.env=NAME"),
  ),
  ...sandboxOptions("send to a sandbox that is started for this call"),
};
export type Options = OptionsOf<typeof options>;

export const replay = defineCommand({
  name: "replay",
  group: "Support",
  summary: "send a delivery again, byte for byte or signed anew",
  description:
    "Sends a delivery of the journal again, or the requests of a file: a bundle, a HAR, an export of Postman, Insomnia or Bruno, commands of curl, PowerShell, HTTPie or wget, fetch(…) calls, events in JSON, raw HTTP text.\n--set body.… and header.… change it; without --resign a signature stays as it was.\nWhat was taken out of it when it was kept is filled in from the profile. Shows the answer then and now.\n--from-logs rebuilds deliveries from PlayCamp's own logs and sends them to webhook.url; their original bytes are not known.",
  arguments: [
    {
      name: "[id|@file...]",
      description: "ids, last, or @file; - reads stdin",
      values: { ask: "deliveries", files: "at" },
    },
  ],
  options,
  examples: [
    "playcamp-gw replay last --to http://127.0.0.1:3000/webhooks/playcamp --resign",
    "playcamp-gw replay @delivery.json --times 3",
    "playcamp-gw replay last --sandbox --resign",
  ],
  load: () => import("./replay.run.js"),
});
