/** A digest's bytes as programs print them that were told no encoding. */

const SHA256_DIGITS = 64;

/** As Latin-1 text, `[-12, 34]` of Java, escapes of Python or the number of a big integer. */
export function listedBytes(text: string): Buffer | null {
  const numbers = /^-?\d+(?:[,\s]+-?\d+){15,}$/.test(text)
    ? text.split(/[,\s]+/).map(Number)
    : null;
  if (numbers !== null) return Buffer.from(numbers.map((each) => each & 0xff));
  if (/\\x[0-9a-f]{2}/.test(text))
    return Buffer.from(
      text.replace(/^b(["'])(.*)\1$/s, "$2").replace(ESCAPED, unescaped),
      "latin1",
    );
  if (/^\d{70,78}$/.test(text))
    return Buffer.from(BigInt(text).toString(16).padStart(SHA256_DIGITS, "0"), "hex");
  return /^[\0-\xff]{16,64}$/.test(text) && !/^[ -~]*$/.test(text)
    ? Buffer.from(text, "latin1")
    : null;
}

const ESCAPED = /\\(?:x([0-9a-f]{2})|(.))/gs;
const ESCAPES: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r" };

function unescaped(_: string, hex: string | undefined, letter = ""): string {
  return hex === undefined
    ? (ESCAPES[letter] ?? letter)
    : String.fromCharCode(Number.parseInt(hex, 16));
}
