/**
 * Forms of ids that belong to somebody else: opaque to whoever receives them,
 * told apart by every byte, and never a reason to break. Each is made around
 * the digits of a fresh id. Every suite may send them.
 */

type Form = (digits: string) => string;

/** Ids that must be taken like any other. */
export const OPAQUE_IDS: Readonly<Record<string, Form>> = {
  "of 128 characters": (digits) => digits.padEnd(128, "Q7"),
  "with leading zeros": (digits) => `00${digits}`,
  "of 64 bits": (digits) => `9${digits.padStart(18, "0")}`,
  "of letters in both cases": (digits) => `aB${digits}Cd`,
  "with a dot, a dash and an at sign": (digits) => `p-${digits}.x_y@example`,
  "with a space": (digits) => `player ${digits}`,
  "with a minus sign": (digits) => `-${digits}`,
};

/** Ids that may be refused, and must not break anything. */
export const ODD_IDS: Readonly<Record<string, Form>> = {
  "with a quote": (digits) => `${digits}o'neil`,
  "with double quotes": (digits) => `${digits}"one"`,
  "with a backslash": (digits) => `${digits}\\`,
  "with a NUL": (digits) => `${digits}\0b`,
  "with a line break": (digits) => `${digits}\r\nb`,
  "with a tag": (digits) => `${digits}<b>`,
  "with a percent sign": (digits) => `${digits}100%`,
  "with a path": (digits) => `${digits}/../../`,
  "with a dollar sign and braces": (digits) => `${digits}\${x}{{x}}`,
  "of 2,000 letters": (digits) => digits.padEnd(2_000, "x"),
};

/** Two ids that are two, though some compare reads them as one. */
export const SIMILAR_IDS: Readonly<Record<string, (digits: string) => readonly [string, string]>> =
  {
    "in another case": (digits) => [`Ab${digits}`, `aB${digits}`],
    "with leading zeros": (digits) => [digits, `00${digits}`],
    "with .0 behind": (digits) => [digits, `${digits}.0`],
    "in another notation of numbers": (digits) => [`${digits}00000`, `${digits}e5`],
    "one more, above 2^53": (digits) => {
      const high = digits.padEnd(17, "0").slice(0, 17);
      return [`9${high}0`, `9${high}1`];
    },
    "with another end, after 16 characters": (digits) => ends(digits, 16),
    "with another end, after 32 characters": (digits) => ends(digits, 32),
    "with another end, after 90 characters": (digits) => ends(digits, 90),
    "with a NUL and more": (digits) => [digits, `${digits}\0x`],
    "with a space behind": (digits) => [digits, `${digits} `],
    "in composed letters": (digits) => [`e\u0301${digits}`, `\u00e9${digits}`],
    "with an accent": (digits) => [`e${digits}`, `\u00e9${digits}`],
    "with a plus for a space": (digits) => [`a ${digits}`, `a+${digits}`],
    "that a pattern of SQL fits": (digits) => [`${digits}7`, `${digits}_`],
    "that another pattern fits": (digits) => [`${digits}77`, `${digits}%`],
    "in wide digits": (digits) => [
      digits,
      digits.replaceAll(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit))),
    ],
  };

function ends(digits: string, length: number): readonly [string, string] {
  const start = digits.padEnd(length, "5");
  return [`${start}1`, `${start}2`];
}
