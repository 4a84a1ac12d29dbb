import type { CatalogueAdditions } from "./catalogue.js";

/** The keys that PlayCamp has given out, and what a partner's own tests go by. */
export interface SdkApiAgreement {
  /** Reads and writes: `{keyId}:{secret}`. */
  readonly serverKey: string;
  /** Reads only what is public: good for client endpoints alone. */
  readonly clientKey: string;
  /** Campaigns, creators and coupons that exist besides the sandbox's own. */
  readonly samples: CatalogueAdditions;
}
