/** What of `payments.source.auth` cannot be meant. */
import { placeholdersOf } from "../signing/template.js";
import { contradiction } from "./contradiction.js";
import type { GrantAuth, PaymentSource, SignatureAuth } from "./mapping.js";

type AuthSource = Pick<PaymentSource, "auth" | "in" | "method">;

/** @throws {UserError} `payments_contradiction` */
export function checkAuth(source: AuthSource): void {
  if (source.auth?.kind === "oauth2") checkGrant(source.auth);
  if (source.auth?.kind === "signature") checkSigned(source.auth, source);
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

function checkSigned(auth: SignatureAuth, source: AuthSource): void {
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
  const hasBody = source.in === "json" || source.in === "form" || source.method === "POST";
  if (names.includes("body") && !hasBody) {
    contradiction(
      "payments.source.auth digests the body, and a poll by GET has none",
      "Use {query} or {params}.",
    );
  }
}
