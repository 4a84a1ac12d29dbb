/** `verify-webhook`: its face. */
import type { CommandDefinition } from "../command.js";

export const verifyWebhook: CommandDefinition = {
  name: "verify-webhook",
  group: "Webhooks",
  summary: "verify a captured delivery and name the cause of a mismatch",
  description:
    "Verifies a captured webhook delivery. On a mismatch it tries the known causes and names\nthe one that it can prove by recomputing; it never guesses. The body comes from a file or\nstdin, byte for byte as it was received.",
  options: [
    {
      flags: "--body <@file|->",
      description: "the raw body, as received",
      required: true,
    },
    {
      flags: "--signature <value>",
      description: "the value of X-Webhook-Signature; '' when it was missing",
      required: true,
    },
    {
      flags: "--secret-env <name>",
      description:
        "verify with the secret in this variable instead of the profile's",
    },
    {
      flags: "--at <iso time>",
      description: "judge a timestamp as of this time instead of now",
    },
    { flags: "--sandbox", description: "verify with the sandbox's secret" },
  ],
  examples: [
    `echo '{"events":[]}' | playcamp-gw verify-webhook --body - --signature 00ff --sandbox`,
  ],
  load: () => import("./verify-webhook.run.js"),
};
