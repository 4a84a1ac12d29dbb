/**
 * Which names of headers, parameters, members, fields and cookies say that their
 * value gives access to something. The one list of them; `privacy.names` adds to it.
 */

export interface SecretNames {
  has(name: string, place: NamePlace): boolean;
  /** `false` is certain: none that means something there stands in this text. Bytes come as Latin-1. */
  mayStandIn(text: string, place: NamePlace): boolean;
}

/** Members of JSON are called `key` for many reasons; a parameter hardly is. */
export type NamePlace = "header" | "query" | "body" | "cookie";

/** A word that says it all, wherever it stands in a name. */
const WORDS = new Set([
  "secret",
  "secrets",
  "password",
  "passwd",
  "passwort",
  "passcode",
  "passphrase",
  "pwd",
  "credential",
  "credentials",
  "apikey",
  "authkey",
  "accesskey",
  "secretkey",
  "privatekey",
  "otp",
  "jwt",
  "cvv",
  "cvc",
]);

/** The last word of a name, or its end where the words are not divided. */
const ENDINGS = /(?:secret|passw(?:or)?d|token|tokens|apikey|credentials?|authorization|bearer)$/;

/** `next_page_token` turns a page, `token_type` says what kind it is. */
const PAGING = /(?:^|-)(?:next|prev|previous|page|continuation|continue|cursor|sync|skip)(?:-|$)/;
const PAGING_TOKEN = /^(?:next|prev|previous|page|continuation|cursor|sync|skip)(?:page)?tokens?$/;

/** What a key is for, before the word `key`. */
const KINDS_OF_KEY = new Set([
  "api",
  "access",
  "secret",
  "private",
  "auth",
  "client",
  "shared",
  "signing",
  "sign",
  "encryption",
  "hmac",
  "master",
  "app",
  "subscription",
  "service",
  "account",
  "server",
  "webhook",
  "consumer",
  "storage",
  "session",
  "functions",
  "license",
]);

const SESSIONS = new Set(["session", "sessid", "phpsessid", "jsessionid", "sid", "connect-sid"]);
const SIGNATURES = new Set(["signature", "sig", "hmac", "sign"]);

interface NameOptions {
  /** Also parameters that sign a message: no secret, and yet good for as long as they last. */
  readonly signatures?: boolean;
  /** Where the names count that mean a secret everywhere. */
  readonly builtIn?: "headers" | "everywhere";
}

/**
 * @param extra names that a profile adds, whatever their case and separators
 */
export function createSecretNames(
  extra: readonly string[] = [],
  { signatures = false, builtIn = "everywhere" }: NameOptions = {},
): SecretNames {
  const added = new Set(extra.map(wordsOf));
  const known = new Map<string, boolean>();
  const has = (name: string, place: NamePlace) => {
    const id = `${place} ${name}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    const words = wordsOf(name);
    const isSecret =
      added.has(words) ||
      ((builtIn === "everywhere" || place === "header") && isSecretName(words, place)) ||
      (signatures && place === "query" && isSignatureName(words));
    // A hostile body may have names without end.
    if (known.size < MOST_KNOWN) known.set(id, isSecret);
    return isSecret;
  };
  return { has, mayStandIn: (text, place) => added.size > 0 || mayHoldNames(text, place) };
}

/** Quick, where no names are added. */
function mayHoldNames(text: string, place: NamePlace): boolean {
  // Escaped, two words of a name may stand apart in a way of their own; in a URL a name means more.
  const isBody = place === "body" && !text.includes("\\") && !mayHoldQuery(text);
  return (isBody ? MAY_HOLD_SECRET_MEMBERS : MAY_HOLD_SECRET_NAMES).test(text);
}

function mayHoldQuery(text: string): boolean {
  return (text.includes("?") || text.includes("&")) && QUERY_PAIR.test(text);
}

/** The beginning of what a URL in a text says by name. */
const QUERY_PAIR = /[?&][\w.%[\]-]{1,100}=/;

const MOST_KNOWN = 4_096;

const MAY_HOLD_SECRET_NAMES =
  /secret|pass|pwd|credential|key|token|jwt|otp|auth|bearer|sess|sid|cv[vc]|sig|hmac|\\u/i;

/** A member's `key` means something after certain words only: every sponsor's event has a `creatorKey`. */
const MAY_HOLD_SECRET_MEMBERS = new RegExp(
  `secret|pass|pwd|credential|token|jwt|otp|auth|bearer|sess|sid|cv[vc]|(?:${[...KINDS_OF_KEY].join("|")})[^a-z\\d]*key`,
  "i",
);

/** Such as `x-api-key` of `X-API_Key` and `xApiKey`; `user-password` of `user[password]`. */
function wordsOf(name: string): string {
  return name
    .slice(0, LONGEST_NAME)
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "")
    .join("-");
}

const LONGEST_NAME = 200;

function isSecretName(words: string, place: NamePlace): boolean {
  const parts = words.split("-").filter((part, at) => at > 0 || part !== "x");
  const last = parts.at(-1) ?? "";
  if (parts.some((part) => WORDS.has(part))) return !/^(?:id|type|length|hint)$/.test(last);
  if (PAGING.test(words) || PAGING_TOKEN.test(last)) return false;
  if (ENDINGS.test(last)) return true;
  if (last === "auth" || last === "authentication") return place !== "body";
  if (last === "key" || last === "keys") {
    const kind = parts.at(-2);
    return kind === undefined ? place !== "body" : KINDS_OF_KEY.has(kind);
  }
  return SESSIONS.has(parts.join("-")) && (place !== "body" || last !== "session");
}

function isSignatureName(words: string): boolean {
  return SIGNATURES.has(words.split("-").at(-1) ?? "");
}
