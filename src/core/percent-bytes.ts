/** What a percent-encoded text stands for, byte by byte: a text may be millions of escapes. */

/**
 * @param text of bytes, or of characters up to U+00FF; a `%` without two digits stands for itself
 * @param plus what a plus sign is: a form's is a space
 */
export function percentBytes(text: string, plus: "+" | " " = "+"): Buffer {
  const plusByte = plus.charCodeAt(0);
  const decoded = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const byte = code === PERCENT ? hexByteAt(text, at + 1) : null;
    if (byte !== null) at += 2;
    decoded[length] = byte ?? (code === PLUS ? plusByte : code);
    length += 1;
  }
  return decoded.subarray(0, length);
}

const [PERCENT, PLUS] = [0x25, 0x2b];

function hexByteAt(text: string, at: number): number | null {
  const [high, low] = [hexDigit(text.charCodeAt(at)), hexDigit(text.charCodeAt(at + 1))];
  return high === null || low === null ? null : high * 16 + low;
}

function hexDigit(code: number): number | null {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : null;
}
