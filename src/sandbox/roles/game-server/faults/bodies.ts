/** Defects in what a delivery is answered: everything, an empty or broken body, a long one, and GET. */
import { emptyReply } from "../../../../core/server.js";
import { SIGNATURE_HEADER } from "../../../../protocols/webhook/signature.js";
import { deviation, RIGHT_RECEIVER, unauthorized } from "../receiver-policy.js";

const textOf = (body: Uint8Array) => Buffer.from(body).toString("utf8");

export const BODY_FAULTS = [
  deviation("webhook.needs-exact-header-name", "the signature's header is read in one case only", {
    beforeVerifying: ({ request, hasSignature }) =>
      hasSignature && !request.headers.some(([name]) => name === SIGNATURE_HEADER)
        ? unauthorized()
        : null,
  }),
  deviation("webhook.refuses-everything", "every delivery is answered 401", {
    beforeVerifying: unauthorized,
  }),
  deviation("webhook.crashes-on-everything", "every correctly signed delivery ends in a 500", {
    afterVerifying: ({ body }) => (body.length === 0 ? null : emptyReply(500)),
  }),
  deviation("webhook.accepts-empty-body", "an empty body is answered 200", {
    onEmptyBody: RIGHT_RECEIVER.success,
  }),
  deviation("webhook.crashes-on-empty-body", "an empty body ends in a 500", {
    onEmptyBody: () => emptyReply(500),
  }),
  deviation("webhook.empty-body-is-422", "an empty body is answered 422", {
    onEmptyBody: () => emptyReply(422),
  }),
  deviation("webhook.accepts-non-json", "a body that is no JSON is answered 200", {
    onMalformed: RIGHT_RECEIVER.success,
  }),
  deviation("webhook.crashes-on-non-json", "a body that is no JSON ends in a 500", {
    onMalformed: () => emptyReply(500),
  }),
  deviation("webhook.crashes-on-null", "a body that is null ends in a 500", {
    afterVerifying: ({ body }) => (textOf(body) === "null" ? emptyReply(500) : null),
  }),
  deviation("webhook.crashes-on-null-data", "an event whose data is null ends in a 500", {
    afterVerifying: ({ body }) => (/"data":null/.test(textOf(body)) ? emptyReply(500) : null),
  }),
  deviation("webhook.body-limit-16kb", "a body over 16 KB is refused", {
    afterVerifying: ({ body }) => (body.length > 16_384 ? emptyReply(413) : null),
  }),
  deviation("webhook.body-limit-100kb", "a body over 100 KB is refused", {
    afterVerifying: ({ body }) => (body.length > 102_400 ? emptyReply(413) : null),
  }),
  deviation("webhook.answers-get", "GET is answered 200", {
    onGet: RIGHT_RECEIVER.success,
  }),
];
