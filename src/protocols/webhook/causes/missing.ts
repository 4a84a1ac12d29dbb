/** There is nothing to verify. */
import type { Cause } from "./cause.js";
import { PASS_HEADER_AS_IS } from "./fixes.js";

/** What programs write where a header is not there. */
const NOTHING =
  /^["'[{(]{0,8}(?:|undefined|null|None|nil|<nil>|NULL|N\/A|n\/a|-|none|missing|false|NaN)["'\]})]{0,8}$/;

/**
 * @param header where it should stand
 * @returns null where there is a signature, right or wrong
 */
export function missingSignature(signature: string, header: string): Cause | null {
  const word = signature.trim();
  if (!NOTHING.test(word)) return null;
  return {
    id: "signature-missing",
    fixes: PASS_HEADER_AS_IS,
    message:
      word === ""
        ? "There is no signature."
        : `There is no signature: the word ${JSON.stringify(word)} stands in its place.`,
    senderSigned: "nothing, or the header was lost on the way",
    receiverHas: word === "" ? `an empty ${header}` : `the word ${JSON.stringify(word)}`,
  };
}
