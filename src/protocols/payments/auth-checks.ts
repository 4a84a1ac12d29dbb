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
      `payments.source.auth asks for a token with ${client === "basic" ? "Basic credentials" : "id and secret in the body"}, and names no id`,
      "The id that the provider gave you beside the secret belongs into id.",
    );
  }
  if (jwt !== undefined && !isSigned) {
    contradiction(
      "payments.source.auth.jwt is the token that the key signs, and client says that the key is a secret",
      'Set client to "assertion" or "bearer", or leave jwt out.',
    );
  }
}

function checkSigned(auth: SignatureAuth): void {
  const { message, algorithm = "hmac-sha256" } = auth;
  const names = placeholdersOf(message);
  if (auth.parameter !== undefined && (auth.header !== undefined || auth.prefix !== undefined)) {
    contradiction(
      "payments.source.auth has the digest in a parameter and in a header",
      "Leave one of them out.",
    );
  }
  if (!algorithm.startsWith("hmac-") && !names.includes("key")) {
    contradiction(
      `payments.source.auth digests nothing secret: ${algorithm} takes no key, and the message has no {key}`,
      "Put {key} where the provider's recipe has the secret, or name an hmac- algorithm.",
    );
  }
  const hasTime = auth.timestampHeader !== undefined || auth.timestampParameter !== undefined;
  if (names.includes("timestamp") && !hasTime) {
    contradiction(
      "payments.source.auth digests a timestamp that is not sent",
      "Name its header in timestampHeader, or its parameter in timestampParameter.",
    );
  }
}
