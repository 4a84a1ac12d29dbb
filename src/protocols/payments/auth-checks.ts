/** What of `payments.source.auth` cannot be meant. */
import { placeholdersOf } from "../signing/template.js";
import { contradiction } from "./contradiction.js";
import type { GrantAuth, PollAuth, SignatureAuth } from "./auth-mapping.js";

/** @throws {UserError} `payments_contradiction` */
export function checkAuth(auth: PollAuth | undefined): void {
  if (auth?.kind === "oauth2") checkGrant(auth);
  if (auth?.kind === "signature") checkSigned(auth);
}

function checkGrant({ client = "basic", id, jwt }: GrantAuth): void {
  const isSigned = client === "assertion" || client === "bearer";
  if (!isSigned && id === undefined) {
    contradiction(
      `payments.source.auth.client is "${client}", and payments.source.auth.id, which belongs beside the secret, is missing`,
      "The id that the provider gave you beside the secret belongs into id.",
    );
  }
  if (jwt !== undefined && !isSigned) {
    contradiction(
      `payments.source.auth.jwt is the token that the key signs, and by payments.source.auth.client "${client}" the key is a secret`,
      'Set client to "assertion" or "bearer", or leave jwt out.',
    );
  }
}

function checkSigned(auth: SignatureAuth): void {
  const { message, algorithm = "hmac-sha256" } = auth;
  const names = placeholdersOf(message);
  const place = auth.header !== undefined ? "header" : auth.prefix !== undefined ? "prefix" : null;
  if (auth.parameter !== undefined && place !== null) {
    contradiction(
      `payments.source.auth.parameter is the digest's place, and payments.source.auth.${place} is of a header`,
      "Leave one of them out.",
    );
  }
  if (!algorithm.startsWith("hmac-") && !names.includes("key")) {
    contradiction(
      `payments.source.auth digests nothing secret: payments.source.auth.algorithm ${algorithm} takes no key, and payments.source.auth.message has no {key}`,
      "Put {key} where the provider's recipe has the secret, or name an hmac- algorithm.",
    );
  }
  const hasTime = auth.timestampHeader !== undefined || auth.timestampParameter !== undefined;
  if (names.includes("timestamp") && !hasTime) {
    contradiction(
      "payments.source.auth.message has a {timestamp} that is not sent: payments.source.auth.timestampHeader is missing",
      "Name its header in timestampHeader, or its parameter in timestampParameter.",
    );
  }
}
