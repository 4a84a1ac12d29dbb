/** Which keys may have signed instead of the one given here, as findings about an entry. */
import {
  mistakenKeys,
  twiceMistakenKeys,
  type MistakenKey,
} from "../../signing/mistakes/secrets.js";
import { proved, type EntryFinding } from "../finding.js";

export interface KeyCandidate {
  readonly key: string | Uint8Array;
  /** null for the key as given. */
  readonly finding: EntryFinding | null;
  /** Of a second mistake, one after the other. */
  readonly also?: EntryFinding | null;
}

/** A key that signs something else, and may have been mixed up with this one. */
export interface OtherKey {
  /** How a finding names it: `staging`, `webhook.secret`. */
  readonly label: string;
  readonly value: string;
}

/** The key as given first, then other keys, then its likely variations; equal ones once. */
export function keyCandidates(
  key: string,
  others: readonly OtherKey[] = [],
): readonly KeyCandidate[] {
  return [
    { key, finding: null },
    ...others
      .filter(({ value }) => value !== "" && value !== key)
      .map(({ label, value }) => ({
        key: value,
        finding: proved(
          "key",
          "key_of_other_place",
          `It was signed with another key: ${label}.`,
          "Use the key that was agreed for this purpose and this environment, on both sides.",
        ),
      })),
    ...[...mistakenKeys(key, "key", ({ isLast }) => isLast !== true)].map(candidate),
  ];
}

/** The variations that are many. */
export function unlikelyKeyCandidates(key: string): readonly KeyCandidate[] {
  return [...mistakenKeys(key, "key", ({ isLast }) => isLast === true)].map(candidate);
}

/** Two variations at once. */
export function twiceMistakenCandidates(key: string): readonly KeyCandidate[] {
  return [...twiceMistakenKeys(key, "key")].map(candidate);
}

function candidate({ key, mistakes }: MistakenKey): KeyCandidate {
  const [finding = null, also = null] = mistakes.map(({ entryId, remedy, signed, here }) =>
    proved(
      "key",
      `key_${entryId}`,
      `The signer used ${signed}; given here is ${here}. With that the signature matches.`,
      remedy,
    ),
  );
  return { key, finding, also };
}
