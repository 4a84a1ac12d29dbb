/** Quoted-printable, as mail is written: `=3D` for `=`, and `=` at the end of a line that goes on. */

/** @param codes of two hex digits, as a pattern: those that are undone */
export function unquotedPrintable(text: string, codes = "[0-9A-F]{2}"): string {
  return text
    .replace(/=\r?\n/g, "")
    .replace(new RegExp(`=(${codes})`, "gi"), (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
}
