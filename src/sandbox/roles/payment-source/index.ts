/** The game's payment query: payments by date range, in the words of the agreement. */
import { defineRole } from "../../role.js";
import type { PaymentSourceAgreement } from "./agreement.js";
import { CONDITIONS } from "./conditions.js";
import { AUTHENTICATION_FAULTS } from "./faults/authentication.js";
import { PAGING_FAULTS } from "./faults/paging.js";
import { RANGE_FAULTS } from "./faults/range.js";
import { RECORD_FAULTS, REPLY_FAULTS } from "./faults/records.js";
import { REFUND_FAULTS } from "./faults/refunds.js";
import { createPaymentQuery, createRefundQuery } from "./handler.js";
import { RIGHT, type SourcePolicy } from "./payment-source-policy.js";
import { VARIANTS } from "./variants.js";

export type { PaymentSourceAgreement } from "./agreement.js";

const PREFIX = "/game/payments";
const REFUNDS_PREFIX = "/game/refunds";

export const paymentSourceRole = defineRole<
  SourcePolicy,
  { readonly payments: PaymentSourceAgreement }
>({
  id: "payment-source",
  title: "Game server (payment query)",
  paths: {
    [PREFIX]: "payment history by date range, authenticated and paged as agreed",
    [REFUNDS_PREFIX]: "what was given back, by date range, where that is agreed on",
  },
  policy: RIGHT,
  faults: [
    ...AUTHENTICATION_FAULTS,
    ...RANGE_FAULTS,
    ...PAGING_FAULTS,
    ...RECORD_FAULTS,
    ...REPLY_FAULTS,
    ...REFUND_FAULTS,
  ],
  variants: VARIANTS,
  conditions: CONDITIONS,
  // A refusal may be HTTP 200.
  refuses: ({ status, body }) => status >= 400 || Buffer.from(body).includes("not authorised"),
  start: ({ payments }, policy, world) => ({
    routes: [
      {
        prefix: PREFIX,
        handle: createPaymentQuery(payments, policy, world, PREFIX),
      },
      ...(payments.refunds === undefined
        ? []
        : [
            {
              prefix: REFUNDS_PREFIX,
              handle: createRefundQuery(payments, payments.refunds, policy, world, REFUNDS_PREFIX),
            },
          ]),
    ],
  }),
});
