/** Every defect of the wallet. A new one is an entry in one of these files. */
import { SIGNATURE_HEADER } from "../../../../protocols/wallet/signature.js";
import { misplacingFaults } from "../../../forgery-faults.js";
import { AMOUNT_FAULTS } from "./amounts.js";
import { IDEMPOTENCY_FAULTS } from "./idempotency.js";
import { IDENTITY_FAULTS } from "./identity.js";
import { RACE_FAULTS } from "./races.js";
import { REPLY_FAULTS } from "./callback-replies.js";
import { ROUND_FAULTS } from "./rounds.js";
import { SIGNATURE_FAULTS } from "./signature.js";

export const WALLET_FAULTS = [
  ...misplacingFaults("wallet", SIGNATURE_HEADER),
  ...SIGNATURE_FAULTS,
  ...IDENTITY_FAULTS,
  ...AMOUNT_FAULTS,
  ...IDEMPOTENCY_FAULTS,
  ...RACE_FAULTS,
  ...ROUND_FAULTS,
  ...REPLY_FAULTS,
];
