/** The catalogue of forgeries as vectors to refuse: of several wrong values of one forgery, the one in the middle. */
import type { Credential } from "../../protocols/signing/forgeries/credential.js";
import { attemptsOf, forgeriesFor } from "../../protocols/signing/forgeries/forgeries.js";

export interface ForgedValue {
  readonly id: string;
  readonly title: string;
  readonly value: string | null;
}

/** @param taken ids of vectors that say the same */
export function forgedValues(
  credential: Credential,
  taken: readonly string[],
): readonly ForgedValue[] {
  return forgeriesFor(credential)
    .filter(({ id }) => !taken.includes(id))
    .flatMap(({ id, what }) => {
      const attempts = attemptsOf(id, credential);
      const middle = attempts[Math.floor(attempts.length / 2)];
      return middle === undefined ? [] : [{ id, title: what, value: middle.value }];
    });
}
