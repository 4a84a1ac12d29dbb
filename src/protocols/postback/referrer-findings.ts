/** What can be wrong with an install referrer, and how each fault is put into words. */

/** The keys of a referrer: all of them, once each, and no others. */
export const REFERRER_KEYS = ["pid", "uid", "gid"] as const;

export type ReferrerKey = (typeof REFERRER_KEYS)[number];

export type ReferrerFindingKind =
  /** A URL without a `referrer` parameter. */
  | "no_referrer"
  | "missing"
  | "empty"
  | "doubled"
  | "extra"
  /** Stands in the URL's own query, because the referrer's `&` was not encoded. */
  | "not_encoded"
  | "double_encoded"
  /** `%` without two hex digits, or bytes that are no UTF-8. */
  | "malformed_percent"
  /** A literal `+` where some decoders read a space. */
  | "ambiguous_plus"
  | "uid_not_uuid";

export interface ReferrerFinding {
  readonly kind: ReferrerFindingKind;
  /** The key it is about, known or not; null where it is about the whole. */
  readonly key: string | null;
  readonly message: string;
}

const KEYED_MESSAGES = {
  missing: (key: string) => `${key} is missing`,
  empty: (key: string) => `${key} is empty`,
  doubled: (key: string) => `${key} stands there more than once`,
  extra: (key: string) => `"${key}" does not belong in a referrer: it holds pid, uid and gid only`,
  uid_not_uuid: () => "uid is not a UUID",
} as const;

export const NO_REFERRER: ReferrerFinding = {
  kind: "no_referrer",
  key: null,
  message: "the URL has no referrer parameter",
};

export const DOUBLE_ENCODED: ReferrerFinding = {
  kind: "double_encoded",
  key: null,
  message: "the referrer is still encoded after decoding it once: encode it once only",
};

export const AMBIGUOUS_PLUS: ReferrerFinding = {
  kind: "ambiguous_plus",
  key: null,
  message: "a literal + is a space to some decoders: write %2B for a plus, %20 for a space",
};

export function keyFinding(kind: keyof typeof KEYED_MESSAGES, key: string): ReferrerFinding {
  return { kind, key, message: KEYED_MESSAGES[kind](key) };
}

export function notEncoded(key: ReferrerKey): ReferrerFinding {
  const message = `${key} stands outside the referrer parameter, where the game never sees it: URL-encode the referrer as a whole`;
  return { kind: "not_encoded", key, message };
}

export function stillEncoded(key: ReferrerKey): ReferrerFinding {
  const message = `the value of ${key} is still percent-encoded where it should be plain`;
  return { kind: "double_encoded", key, message };
}

export function malformed(text: string, key: string | null): ReferrerFinding {
  const bad = /%(?![0-9a-f]{2}).{0,2}/isu.exec(text)?.[0];
  const what = bad === undefined ? "percent-encoded bytes that are no UTF-8" : `"${bad}"`;
  const where = key === null ? "the referrer" : `the value of ${key}`;
  return { kind: "malformed_percent", key, message: `${where} holds ${what}` };
}
