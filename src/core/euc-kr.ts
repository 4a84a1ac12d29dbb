/**
 * EUC-KR as Korean Windows and Excel write it (CP949, UHC): the decoder of Node knows KS X 1001
 * alone, and reads the 8,822 rarer syllables (갂, 똠, 햏) as two wrong characters without an error.
 */
import { once } from "./memoize.js";

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Added to KS X 1001 in 1998. */
const LATER: readonly (readonly [pair: number, character: string])[] = [
  [0xa2e6, "€"],
  [0xa2e7, "®"],
];

/** Both bytes as one number → the character. */
export const eucKrPairs = once((): ReadonlyMap<number, string> => {
  const pairs = new Map(LATER);
  const decoder = new TextDecoder("euc-kr");
  for (let lead = 0xa1; lead <= 0xfd; lead += 1) {
    // This row belongs to the user.
    if (lead === 0xc9) continue;
    for (let trail = 0xa1; trail <= 0xfe; trail += 1) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== "\uFFFD") pairs.set(lead * 256 + trail, text);
    }
  }
  // The syllables that KS X 1001 lacks stand in their order, where it has no pair of bytes.
  const known = new Set(pairs.values());
  const free = freePairs();
  for (let code = FIRST_SYLLABLE; code <= LAST_SYLLABLE; code += 1) {
    const syllable = String.fromCharCode(code);
    if (known.has(syllable)) continue;
    const { value } = free.next();
    if (value !== undefined) pairs.set(value, syllable);
  }
  return pairs;
});

function* freePairs(): Generator<number, undefined> {
  for (let lead = 0x81; lead <= 0xc6; lead += 1) {
    for (let trail = 0x41; trail <= (lead <= 0xa0 ? 0xfe : 0xa0); trail += 1) {
      const isLetter = (trail >= 0x41 && trail <= 0x5a) || (trail >= 0x61 && trail <= 0x7a);
      if (isLetter || trail >= 0x81) yield lead * 256 + trail;
    }
  }
  return undefined;
}

/**
 * @param otherwise stands for what is no character; null refuses it
 * @throws {TypeError} where that is null
 */
export function decodeEucKr(bytes: Uint8Array, otherwise: string | null): string {
  const pairs = eucKrPairs();
  const found: string[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      found.push(String.fromCharCode(lead));
      continue;
    }
    const trail = bytes[at + 1];
    const character = trail === undefined ? undefined : pairs.get(lead * 256 + trail);
    if (character === undefined && otherwise === null)
      throw new TypeError("these bytes are no EUC-KR");
    found.push(character ?? otherwise ?? "");
    // An ASCII byte behind a broken lead is a character of its own.
    if (character !== undefined || (trail ?? 0) >= 0x80) at += 1;
  }
  return found.join("");
}
