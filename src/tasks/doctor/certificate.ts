/** What a TLS handshake showed: whether the chain is trusted, for how long, and which flag would make it so. */
import type { ProbeFailure, TlsFacts } from "../../core/probes.js";
import { type DoctorLine, fail, type Place, pass, unreachable, warn } from "./line.js";

const DAY_MS = 86_400_000;
const RENEW_DAYS = 30;

/** @param section whose `tls` settings hold for this target, such as `payments.source` */
export function judgeTls(
  place: Place,
  { protocol, distrust, chain }: TlsFacts,
  section: string,
  nowMs: number,
): DoctorLine {
  const [own] = chain;
  if (own === undefined)
    return fail(place, "the server shows no certificate", "Install one on the server.");
  if (distrust !== null) {
    const { message, fix } = explainDistrust(distrust, section);
    const names = distrust.code === "ERR_TLS_CERT_ALTNAME_INVALID";
    const shown = names ? `it holds for ${own.names}` : `issued by ${own.issuer}`;
    return fail(place, `${message} (${own.subject}, ${shown})`, fix);
  }
  const first = chain.reduce((a, b) => (b.validToMs < a.validToMs ? b : a));
  const days = Math.floor((first.validToMs - nowMs) / DAY_MS);
  const which = first === own ? "" : `, by then "${first.subject}" above it ends`;
  const until = new Date(first.validToMs).toISOString().slice(0, 10);
  const message = `${protocol}, issued by ${own.issuer}, ${days} days left (until ${until})${which}`;
  return days < RENEW_DAYS
    ? warn(place, message, "Renew the certificate before it ends.")
    : pass(place, message);
}

/** What OpenSSL and Node call it → what it is, and what to do. */
const DISTRUST: Readonly<
  Record<string, readonly [message: string, fix: (trust: string) => string]>
> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    "the certificate is signed by itself",
    (trust) => `If it is the right one, trust it: ${trust}.`,
  ],
  SELF_SIGNED_CERT_IN_CHAIN: [
    "the chain ends in a CA that is not trusted here",
    (trust) => `If it is your own CA, or your proxy's, trust it: ${trust}.`,
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    "the CA that issued the certificate is not trusted here",
    (trust) => `If it is your own CA, trust it: ${trust}.`,
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    "the server sends its own certificate without the one that issued it",
    (trust) =>
      `Have the server send the whole chain (fullchain.pem); if its CA is your own, trust it: ${trust}.`,
  ],
  CERT_HAS_EXPIRED: [
    "the certificate has expired",
    () => "Renew it on the server, and see whether this machine's clock is right.",
  ],
  CERT_NOT_YET_VALID: [
    "the certificate is not valid yet",
    () => "See whether this machine's clock is right.",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    "the certificate is for another name",
    () => "Use a name that the certificate holds, or have this name added to it.",
  ],
};

function explainDistrust(
  { code, message }: ProbeFailure,
  section: string,
): { readonly message: string; readonly fix: string } {
  const trust = `--cacert ca.pem, or ${section}.tls.ca in the profile`;
  const known = DISTRUST[code];
  return known === undefined
    ? {
        message: `the certificate is not trusted: ${message || code}`,
        fix: `If it is the right one, name its CA: ${trust}.`,
      }
    : { message: known[0], fix: known[1](trust) };
}

/** There was no handshake at all. */
export function judgeNoTls(
  place: Place,
  { code, message }: ProbeFailure,
  section: string,
): DoctorLine {
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH|HTTP_REQUEST/.test(code))
    return unreachable(
      place,
      "what answers there does not speak TLS",
      "If it is plain HTTP, write http:// in the profile; else look at the port.",
    );
  if (/CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE/.test(code))
    return unreachable(
      place,
      `the server refuses the handshake (${code})`,
      `It may want a client certificate: ${section}.tls.cert and ${section}.tls.key in the profile.`,
    );
  return unreachable(
    place,
    `no TLS: ${message} (${code})`,
    "Look at the port, at firewalls, and at whether TLS is set up on the server.",
  );
}
