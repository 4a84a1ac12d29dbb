/** Base64, and its form for URLs. */
import type { Encoding } from "./encoding.js";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const base64: Encoding = {
  encode: (bytes) => bytes.toString("base64"),
  alphabet: "A-Za-z0-9+/",
  characters: `${LETTERS_AND_DIGITS}+/`,
  isPadded: true,
  decode: (text) => Buffer.from(text, "base64"),
};

export const base64Url: Encoding = {
  encode: (bytes) => bytes.toString("base64url"),
  alphabet: "A-Za-z0-9_-",
  characters: `${LETTERS_AND_DIGITS}-_`,
  isPadded: false,
  decode: (text) => Buffer.from(text, "base64url"),
};
