/** The reward app's user ids: their form, and when two of them name one user. */

// Any version and variant: the ids are the reward app's business, only their form is agreed.
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for the hyphenated form of a UUID, in either case. */
export function isUid(text: string): boolean {
  return UUID.test(text);
}

/** One alias for every user: a UUID names the same user in either case. */
export function canonicalUid(uid: string): string {
  return uid.toLowerCase();
}
