/** Whom a TLS connection trusts, and as whom it presents itself. */
import { rootCertificates } from "node:tls";
import type { TlsSettings } from "../../core/http.js";

/** @param extraCa PEM texts; naming any replaces Node's own list, which therefore goes with them */
export function trustOf(
  { ca, cert, key }: TlsSettings = {},
  extraCa: readonly string[],
): { ca?: string[]; cert?: string; key?: string } {
  const trusted = [...(ca === undefined ? [] : [ca]), ...extraCa];
  return {
    ...(trusted.length === 0 ? {} : { ca: [...rootCertificates, ...trusted] }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}
