/** What `verify-webhook` can judge, and where it stands in a captured request. */
import {
  PUBLIC_KEY_HEADER,
  SIGNATURE_HEADER as WALLET_SIGNATURE,
} from "../../protocols/wallet/signature.js";
import { SIGNATURE_HEADER as WEBHOOK_SIGNATURE } from "../../protocols/webhook/signature.js";

export const CAPTURED_KINDS = ["webhook", "wallet", "payments"] as const;
export type CapturedKind = (typeof CAPTURED_KINDS)[number];

/** The headers that hold what is verified; null for all, and the URL. */
export function neededHeaders(kind: CapturedKind): readonly string[] | null {
  switch (kind) {
    case "webhook":
      return [WEBHOOK_SIGNATURE];
    case "wallet":
      return [WALLET_SIGNATURE, PUBLIC_KEY_HEADER];
    case "payments":
      return null;
  }
}
