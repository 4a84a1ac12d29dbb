/** Base64, and its form for URLs. */
import type { Encoding } from "./encoding.js";

export const base64: Encoding = {
  encode: (bytes) => bytes.toString("base64"),
  alphabet: "A-Za-z0-9+/",
  isPadded: true,
  decode: (text) => Buffer.from(text, "base64"),
};

export const base64Url: Encoding = {
  encode: (bytes) => bytes.toString("base64url"),
  alphabet: "A-Za-z0-9_-",
  isPadded: false,
  decode: (text) => Buffer.from(text, "base64url"),
};
