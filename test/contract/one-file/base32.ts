/** A signing encoding: Base32 without padding. */
import type { Encoding } from "../../../src/protocols/signing/encodings/encoding.js";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

export const base32: Encoding = {
  encode: (bytes) => {
    const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
    const groups = bits.match(/.{1,5}/g) ?? [];
    return groups.map((group) => LETTERS[Number.parseInt(group.padEnd(5, "0"), 2)]).join("");
  },
  alphabet: "A-Z2-7",
  characters: LETTERS,
  isPadded: false,
  decode: (text) => {
    const bits = Array.from(text)
      .map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, "0"))
      .join("");
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  },
};
