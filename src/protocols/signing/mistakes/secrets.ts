/**
 * Which keys a signer may have used instead of the secret it should have: one
 * table for webhooks, entries and whatever else is signed with a shared secret.
 * Recomputing proves or drops each.
 */
import type { Mistaken, SecretMistake } from "./mistake.js";
import { FORM_MISTAKES } from "./secret-form.js";
import { PART_MISTAKES } from "./secret-part.js";
import { PLACE_MISTAKES } from "./secret-place.js";
import { TEXT_MISTAKES } from "./secret-text.js";

/** The likely ones first. */
export const SECRET_MISTAKES: readonly SecretMistake[] = [
  ...PART_MISTAKES.filter(({ id }) => id === "not-loaded"),
  ...TEXT_MISTAKES,
  ...FORM_MISTAKES,
  ...PART_MISTAKES.filter(({ id }) => id !== "not-loaded" && id !== "slip"),
  ...PLACE_MISTAKES,
  ...PART_MISTAKES.filter(({ id }) => id === "slip"),
];

/** A key with the mistakes that lead to it, the first one first. */
export interface MistakenKey {
  readonly key: Uint8Array;
  readonly mistakes: readonly (Omit<Mistaken, "key"> &
    Pick<SecretMistake, "id" | "entryId" | "remedy">)[];
}

/**
 * @param noun what the secret is called in the texts
 * @param only which lines of the table
 * @returns the keys of one mistake each, equal ones once
 */
export function* mistakenKeys(
  secret: string,
  noun: string,
  only: (mistake: SecretMistake) => boolean = () => true,
): Generator<MistakenKey> {
  const seen = new Set([Buffer.from(secret).toString("latin1")]);
  const named = (text: string) => text.replaceAll("{secret}", noun);
  for (const { id, entryId, remedy, of } of SECRET_MISTAKES.filter(only)) {
    for (const { key, signed, here } of of(secret)) {
      const text = Buffer.from(key).toString("latin1");
      if (seen.has(text)) continue;
      seen.add(text);
      yield {
        key,
        mistakes: [
          { id, entryId, remedy: named(remedy), signed: named(signed), here: named(here) },
        ],
      };
    }
  }
}

/** The keys of two mistakes, one after the other, each a likely one. */
export function* twiceMistakenKeys(secret: string, noun: string): Generator<MistakenKey> {
  const isLikely = ({ isLast, id }: SecretMistake) => isLast !== true && id !== "not-loaded";
  for (const first of mistakenKeys(secret, noun, isLikely)) {
    const text = Buffer.from(first.key).toString("utf8");
    // Two additions are unlikely, and many; a line break is added to anything.
    const isAddition = text.includes(secret) && text !== `${secret}\n`;
    if (isAddition || !Buffer.from(text).equals(first.key)) continue;
    for (const second of mistakenKeys(text, noun, isLikely)) {
      if (Buffer.from(second.key).equals(Buffer.from(secret))) continue;
      yield { key: second.key, mistakes: [...first.mistakes, ...second.mistakes] };
    }
  }
}
