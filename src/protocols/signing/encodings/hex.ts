/** Hexadecimal, in small letters and in capital ones. */
import type { Encoding } from "./encoding.js";

export const lowerHex: Encoding = {
  encode: (bytes) => bytes.toString("hex"),
  alphabet: "0-9a-f",
  characters: "0123456789abcdef",
  isPadded: false,
  decode: (text) => Buffer.from(text, "hex"),
};

export const upperHex: Encoding = {
  ...lowerHex,
  encode: (bytes) => bytes.toString("hex").toUpperCase(),
  alphabet: "0-9A-F",
  characters: "0123456789ABCDEF",
};
