/** Where a text is written to, part by part: what is put together first is a copy more. */

export interface TextOut {
  /** As it is. */
  add(text: string): void;
  /** As a JSON string. */
  addQuoted(text: string): void;
}

export function writeText(text: string, out: TextOut): void {
  out.add(text);
}

/** @returns what was written, as one text */
export function textOf(write: (out: TextOut) => void): string {
  let whole = "";
  write({
    add: (text) => {
      whole += text;
    },
    addQuoted: (text) => {
      whole += JSON.stringify(text);
    },
  });
  return whole;
}
