/** Odd but legal: what a right receiver may also do. */
import { emptyReply } from "../../../core/server.js";
import { parseJsonBytes } from "../../../protocols/webhook/signature.js";
import { badRequest, deviation, unauthorized } from "./receiver-policy.js";

export const GAME_SERVER_VARIANTS = [
  deviation("webhook.answers-202", "success is 202 without a body", {
    success: () => emptyReply(202),
  }),
  deviation("webhook.answers-204", "success is 204 and the connection is closed", {
    success: () => ({ ...emptyReply(204), closeConnection: true }),
  }),
  deviation("webhook.slow-300ms", "every reply takes 300 ms", {
    delayMs: () => 300,
  }),
  deviation(
    "webhook.malformed-is-401",
    "malformed JSON is answered 401, as verifyWebhook leads to",
    {
      onMalformed: unauthorized,
    },
  ),
  deviation("webhook.strict-hex", "an upper-case signature is refused", {
    beforeVerifying: ({ signature }) => (/[A-F]/.test(signature) ? unauthorized() : null),
  }),
  deviation(
    "webhook.typed-fields",
    "only amounts may have a fraction, and the body has no members but the known",
    {
      afterVerifying: ({ body }) =>
        /"(?!amount")\w+":\d+(?:\.|e)|\],"\w+":/i.test(Buffer.from(body).toString("utf8"))
          ? badRequest("not the agreed fields")
          : null,
    },
  ),
  deviation(
    "webhook.empty-body-first",
    "an empty body is answered 400 before the signature is checked",
    {
      beforeVerifying: ({ body }) => (body.length === 0 ? badRequest("the body is empty") : null),
    },
  ),
  deviation(
    "webhook.parses-before-verifying",
    "malformed JSON is answered 400 before the signature is checked",
    {
      beforeVerifying: ({ body, hasSignature }) =>
        hasSignature && body.length > 0 && parseJsonBytes(body) === null
          ? badRequest("the body is not JSON")
          : null,
    },
  ),
];
