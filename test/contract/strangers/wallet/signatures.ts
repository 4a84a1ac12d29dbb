/** Wallets that take a wrong signature somewhere. */
import { createHash, createHmac } from "node:crypto";
import { type Fields, header, isFields, jsonOf } from "../serve.js";
import { exactly, orWhen, remembersGiven, SHORTCUTS, type Trust } from "../trust.js";
import { refusal } from "./operator.js";
import { wrong } from "./table.js";

/** Unchecked where a condition on the request holds. */
const unless = (condition: (request: Fields, path: string) => boolean): Trust =>
  orWhen(({ asked }) => {
    const request = jsonOf(asked.body);
    return condition(isFields(request) ? request : {}, asked.path.toLowerCase());
  });

export const SIGNATURES = [
  wrong(
    "empty-signature",
    "takes an empty X-Signature",
    "an empty signature proves nothing; anybody could credit himself",
    {
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong(
    "missing-signature",
    "checks X-Signature only where it comes",
    "a missing header is answered 401",
    {
      trusts: SHORTCUTS.missing,
    },
  ),
  wrong("first-half", "compares the first half", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("any-prefix", "accepts every beginning of the right signature", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "accepts what begins with the right signature",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a signature counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong(
    "any-case",
    "compares without regard to case",
    "Base64 is case-sensitive: that throws bits away",
    {
      trusts: SHORTCUTS.anyCase,
    },
  ),
  wrong("empty-key", "accepts an HMAC under the empty key", "an empty key is known to everybody", {
    trusts: SHORTCUTS.emptyKey,
  }),
  wrong(
    "secret-itself",
    "accepts the secret in place of a signature",
    "a signature is made of the body",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong(
    "public-key-as-secret",
    "accepts an HMAC under the public key",
    "the public key travels with every request",
    {
      trusts: orWhen(
        ({ given, asked }) =>
          given ===
          createHmac("sha256", header(asked, "x-public-key") ?? "")
            .update(asked.body)
            .digest("base64"),
      ),
    },
  ),
  wrong("plain-digest", "accepts a digest of the body without a key", "anybody can make it", {
    trusts: orWhen(
      ({ given, asked }) => given === createHash("sha256").update(asked.body).digest("base64"),
    ),
  }),
  wrong(
    "remembered-signature",
    "believes a signature that was right once under any body",
    "a signature belongs to its bytes",
    () => ({
      trusts: remembersGiven(),
    }),
  ),
  wrong("deposit-unchecked", "checks all but /deposit", "all four endpoints are signed", {
    trusts: unless((_, path) => path.endsWith("/deposit")),
  }),
  wrong("balance-unchecked", "does not check /balance", "all four endpoints are signed", {
    trusts: unless((_, path) => path.endsWith("/balance")),
  }),
  wrong("auth-empty", "takes an empty signature at /auth", "all four endpoints are signed", {
    trusts: (credential) =>
      exactly(credential) || (credential.given === "" && credential.asked.path.endsWith("/auth")),
  }),
  wrong("rollback-unchecked", "checks bets and wins, not ROLL_BACK", "a rollback credits money", {
    trusts: unless(({ action }) => action === "ROLL_BACK"),
  }),
  wrong("free-bet-win-unchecked", "does not check FREE_BET_WIN", "it credits money", {
    trusts: unless(({ action }) => action === "FREE_BET_WIN"),
  }),
  wrong("free-bet-unchecked", "does not check FREE_BET", "all actions are signed", {
    trusts: unless(({ action }) => action === "FREE_BET"),
  }),
  wrong("auth-missing", "takes /auth without a signature", "all four endpoints are signed", {
    trusts: (credential) =>
      exactly(credential) ||
      (credential.given === undefined && credential.asked.path.endsWith("/auth")),
  }),
  wrong(
    "once-a-session",
    "checks the first callback of a session, and believes the others",
    "each request is verified",
    () => {
      const known = new Set<unknown>();
      return {
        trusts: (credential) => {
          const request = jsonOf(credential.asked.body);
          const session = isFields(request) ? request["session_token"] : undefined;
          if (session !== undefined && known.has(session)) return true;
          if (!exactly(credential)) return false;
          known.add(session);
          return true;
        },
      };
    },
  ),
  wrong(
    "close-unchecked",
    "does not check CLOSE_ROUND",
    "what a wallet does after a round is for the provider to start",
    {
      trusts: unless(({ action }) => action === "CLOSE_ROUND"),
    },
  ),
  wrong(
    "repetition-unchecked",
    "looks for a known id before it looks at the signature",
    "an old reply tells a stranger the balance",
    () => {
      const ids = new Set<unknown>();
      return {
        trusts: (credential) => {
          const request = jsonOf(credential.asked.body);
          const id = isFields(request) ? request["provider_tx_id"] : undefined;
          if (id !== undefined && ids.has(id)) return true;
          if (!exactly(credential)) return false;
          if (id !== undefined) ids.add(id);
          return true;
        },
      };
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request is verified",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong("other-content-type", "checks what says to be JSON", "a Content-Type makes nothing true", {
    trusts: SHORTCUTS.otherContentType,
  }),
  wrong("large-bodies", "does not check bodies above 64 KB", "the check holds for every size", {
    trusts: SHORTCUTS.largeBodies,
  }),
  wrong(
    "put",
    "checks POST alone, and serves PUT",
    "the check holds for every method that is served",
    {
      trusts: SHORTCUTS.otherMethods,
    },
  ),
  wrong(
    "slash-at-end",
    "checks the exact paths, and serves them with a slash at their end",
    "the check holds on every spelling of a path",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong("forwarded", "trusts X-Forwarded-For 127.0.0.1", "anybody can write that header", {
    trusts: SHORTCUTS.forwardedLocal,
  }),
  wrong(
    "any-public-key",
    "does not look at X-Public-Key",
    "an unknown public key is answered 401",
    {
      trustsPublicKey: () => true,
    },
  ),
  wrong(
    "missing-public-key",
    "checks X-Public-Key only where it comes",
    "both headers name and prove the tenant",
    {
      trustsPublicKey: (given) => given === undefined || given === "pk_operator_7",
    },
  ),
  wrong(
    "public-key-prefix",
    "accepts a beginning of the public key",
    "another key names another tenant",
    {
      trustsPublicKey: (given) => given !== undefined && "pk_operator_7".startsWith(given),
    },
  ),
  wrong("re-serialised", "verifies the JSON as it writes it itself", "the raw bytes are signed", {
    signedText: ({ body }) => {
      const value = jsonOf(body);
      return value === undefined ? body : JSON.stringify(value);
    },
  }),
  wrong("refuses-403", "answers 403 to a bad signature", "the text says 401", {
    unsigned: refusal(403, "forbidden"),
  }),
  wrong(
    "refuses-in-200",
    "answers 200 with code 401 inside",
    "the HTTP status is what the provider reads",
    {
      unsigned: { status: 200, body: { code: 401, message: "signature", data: null } },
    },
  ),
];
