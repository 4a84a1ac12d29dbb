/** A member's name as it reads: `isTest`, `is_test` and `Is-Test` are one. */

/** In small letters, without separators; letters and digits of every script stay. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
}
