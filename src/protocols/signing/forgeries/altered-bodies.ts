/**
 * A body changed in one place after it was signed: whoever verifies only a part
 * of it, or a text made of it, does not see the change. A new place is an entry here.
 */

export interface AlteredBody {
  /** Completes "a message with …". */
  readonly what: string;
  readonly body: Uint8Array;
}

interface Place {
  readonly what: string;
  /** Where the change is made; -1 for nowhere. */
  readonly find: (text: string) => number;
}

/** In a value, so that what is read stays JSON of the same form. */
const PLACES: readonly Place[] = [
  { what: "its first digit altered", find: (text) => text.search(/\d/) },
  { what: "its last digit altered", find: (text) => lastOf(text, /\d/g) },
  {
    what: "the last letter of its last text in the other case",
    find: (text) => lastOf(text, /[a-z](?="\s*[,}\]])/gi),
  },
];

export const MOST_ALTERED = PLACES.length;

/** @param body ASCII or UTF-8 */
export function alteredBodies(body: Uint8Array): readonly AlteredBody[] {
  const text = Buffer.from(body).toString("latin1");
  return PLACES.flatMap(({ what, find }) => {
    const at = find(text);
    if (at === -1) return [];
    const changed = text.slice(0, at) + other(text.charAt(at)) + text.slice(at + 1);
    return [{ what, body: Buffer.from(changed, "latin1") }];
  });
}

function lastOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].at(-1)?.index ?? -1;
}

/** No zero, which may not begin a number. */
function other(character: string): string {
  if (/\d/.test(character)) return character === "1" ? "2" : "1";
  const lower = character.toLowerCase();
  return character === lower ? character.toUpperCase() : lower;
}
