/** There is nothing to verify. */
import type { Cause } from "./cause.js";
import { PASS_HEADER_AS_IS } from "./fixes.js";

export const SIGNATURE_MISSING: Cause = {
  id: "signature-missing",
  fixes: PASS_HEADER_AS_IS,
  message: "There is no signature.",
  senderSigned: "nothing, or the header was lost on the way",
  receiverHas: "an empty X-Webhook-Signature",
};
