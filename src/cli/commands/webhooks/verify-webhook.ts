/** `verify-webhook`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { integerFlag, pairFlag } from "../../parsers.js";

export const verifyWebhook: CommandDefinition = {
  name: "verify-webhook",
  group: "Webhooks",
  summary: "verify a captured delivery and name the cause of a mismatch",
  description:
    "Verifies a captured webhook delivery. On a mismatch it tries the known causes and names\nthe one that it can prove by recomputing; it never guesses. Give the whole request, as raw\nHTTP text, a curl command, a HAR, a bundle, or the journal's id of it; or its raw body, byte\nfor byte as it was received, and the signature that came with it.",
  arguments: [
    {
      name: "[id|@file]",
      description: "the whole request: an id, last, or @file; - reads stdin",
    },
  ],
  options: [
    {
      flags: "--body <@file|->",
      description: "the raw body, as received",
    },
    {
      flags: "--signature <value>",
      description:
        "the value of X-Webhook-Signature; '' when it was missing; instead of a whole request's own",
    },
    {
      flags: "--request <n>",
      description: "which request of a file that holds several",
      parse: integerFlag("--request", 1),
    },
    {
      flags: "--secret-env <name>",
      description: "verify with the secret in this variable instead of the profile's",
    },
    {
      flags: "--fill <name=value>",
      description:
        "what was taken out of a kept request: body.userId=42, or webhook.secret.env=NAME",
      parse: pairFlag("--fill"),
      repeatable: true,
    },
    {
      flags: "--at <iso time>",
      description:
        "judge a timestamp as of this time (default: when the request was captured, else now)",
    },
    { flags: "--sandbox", description: "verify with the sandbox's secret" },
  ],
  examples: [
    `echo '{"events":[]}' | playcamp-gw verify-webhook --body - --signature 00ff --sandbox`,
    `echo 'curl -d "{}" -H "X-Webhook-Signature: 00ff" http://localhost/' | playcamp-gw verify-webhook - --sandbox`,
  ],
  load: () => import("./verify-webhook.run.js"),
};
