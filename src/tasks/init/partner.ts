/** The partner's id, and the names that are made of it. */

/** An id stands in URLs and file names as it is. */
export function isPartnerId(text: string): boolean {
  return /^[\w.~-]+$/.test(text);
}

export const PARTNER_ID_RULE = "letters, digits, dots, dashes and underscores, as in a URL";

/** `acme-rpg` → `ACME_RPG`: how the partner's variables begin. */
export function variablePrefix(partner: string): string {
  const words = partner
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|(?<!_)_+$/g, "");
  return /^[A-Z]/.test(words) ? words : `PARTNER${words === "" ? "" : "_"}${words}`;
}
