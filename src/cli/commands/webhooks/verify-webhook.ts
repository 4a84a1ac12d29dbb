/** `verify-webhook`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { input, integer, list, oneOf, pair, text, time, type OptionsOf } from "../../options.js";
import { CAPTURED_KINDS } from "../../../tasks/webhooks/captured-kind.js";
import { FRAMEWORKS } from "../../../protocols/webhook/causes/frameworks.js";
import { sandboxOption } from "../../session/sandbox-options.js";

const options = {
  body: input("--body <@file|->", "the raw body, as received"),
  signature: text(
    "--signature <value>",
    "the signature's header (X-Webhook-Signature, X-Signature); '' when it was missing; instead of a whole request's own",
  ),
  as: oneOf(
    "--as <kind>",
    "what it is, where its headers do not tell: a webhook delivery, a wallet callback, a payment poll",
    CAPTURED_KINDS,
  ),
  request: integer("--request <n>", "which request of a file that holds several", { min: 1 }),
  secretEnv: text(
    "--secret-env <name>",
    "verify with the secret in this variable instead of the profile's",
  ),
  fill: list(
    pair(
      "--fill <name=value>",
      "what was taken out of a kept request: body.userId=42, or webhook.secret.env=NAME",
    ),
  ),
  at: time(
    "--at <iso time>",
    "judge a timestamp as of this time (default: when the request was captured, else now)",
  ),
  framework: oneOf("--framework <name>", "show what to write in this framework", FRAMEWORKS),
  ...sandboxOption("verify with the sandbox's secret"),
};
export type Options = OptionsOf<typeof options>;

export const verifyWebhook = defineCommand({
  name: "verify-webhook",
  group: "Webhooks",
  summary: "verify a captured delivery, callback or poll and name the cause of a mismatch",
  description:
    "Verifies a captured webhook delivery. On a mismatch it tries the known causes and names\nthe one that it can prove by recomputing; it never guesses. Give the whole request, as raw\nHTTP text, a curl command, a HAR or any other capture that replay takes, or the journal's id of\nit; or its raw body, byte for byte as it was received, and the signature that came with it.\n\nA captured wallet callback (X-Signature) and a payment poll (its fingerprint or key) are judged\ntoo, by the wallet and the payments section of the profile.",
  arguments: [
    {
      name: "[id|@file]",
      description: "the whole request: an id, last, or @file; - reads stdin",
      values: { ask: "deliveries", files: "at" },
    },
  ],
  options,
  examples: [
    `echo '{"events":[]}' | playcamp-gw verify-webhook --body - --signature 00ff --sandbox`,
    `echo 'curl -d "{}" -H "X-Webhook-Signature: 00ff" http://localhost/' | playcamp-gw verify-webhook - --sandbox`,
  ],
  load: () => import("./verify-webhook.run.js"),
});
