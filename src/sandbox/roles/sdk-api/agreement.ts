/** The keys that PlayCamp has given out. */
export interface SdkApiAgreement {
  /** Reads and writes: `{keyId}:{secret}`. */
  readonly serverKey: string;
  /** Reads only what is public, so it is forbidden everywhere here. */
  readonly clientKey: string;
}
