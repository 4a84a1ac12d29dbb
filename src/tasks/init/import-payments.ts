/** From a sample of a game's payment records to a proposed `payments` section. */
import { UserError } from "../../core/errors.js";
import type { Profile } from "../../profile/schema.js";
import { proposePayments, type PaymentProposal } from "../../protocols/payments/propose.js";
import type { DraftGuess } from "./draft.js";
import type { ProfileSections } from "./presets/preset.js";

type PaymentsSection = NonNullable<Profile["payments"]>;

export interface ImportedPayments {
  readonly sections: ProfileSections;
  readonly guesses: readonly DraftGuess[];
  readonly proposal: PaymentProposal;
}

/**
 * @param text a reply of the payment query, its records, or one of them
 * @param base what a sample does not tell: URL, range, authentication
 * @param isUnknownFine takes records of which no field is known
 * @throws {UserError} `payments_not_recognised`
 */
export function importPayments(
  text: string,
  base: PaymentsSection,
  isUnknownFine = false,
): ImportedPayments {
  const proposal = proposePayments(text, isUnknownFine);
  if (proposal === null)
    throw new UserError(
      "payments_not_recognised",
      "there is no payment record in the sample",
      "Give a whole reply of your payment query, a list of records, or one record: JSON, CSV or XML.",
    );
  const {
    records: _,
    success: __,
    paging: ___,
    refund: ____,
    counts: _____,
    ...asked
  } = base.source;
  return {
    // The protocol's types are the schema's, but for read-only lists.
    sections: {
      payments: {
        ...base,
        source: { ...asked, ...proposal.source },
        map: proposal.map,
      } as PaymentsSection,
    },
    guesses: proposal.guesses.map(({ at, message }) => ({
      path: `payments.${at}`,
      message,
    })),
    proposal,
  };
}
