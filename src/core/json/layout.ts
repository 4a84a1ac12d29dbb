/** Lays JSON out for reading without touching a single value: numbers keep every digit, keys that stand twice stay. */
import { scanJson } from "./scan.js";

/** Indenting grows with the square of the depth; what is deeper stays as it is. */
const DEEPEST_SHOWN = 64;

/** @returns the same tokens indented by two spaces, or null when the text is no JSON */
export function prettyJson(text: string): string | null {
  const pieces: string[] = [];
  let depth = 0;
  /** What the next value stands after. */
  let before: "" | "[" | "," | ":" = "";
  const newLine = () => pieces.push("\n", "  ".repeat(depth));
  const beginItem = () => {
    if (before === ",") pieces.push(",");
    if (before === "," || before === "[") newLine();
  };
  const closers: string[] = [];
  const fault = scanJson(
    text,
    {
      open: (isList) => {
        beginItem();
        pieces.push(isList ? "[" : "{");
        closers.push(isList ? "]" : "}");
        depth += 1;
        before = "[";
      },
      close: () => {
        depth -= 1;
        if (before !== "[") newLine();
        pieces.push(closers.pop() ?? "");
        before = ",";
      },
      key: (start, end) => {
        beginItem();
        pieces.push(text.slice(start, end), ": ");
        before = ":";
      },
      scalar: (start, end) => {
        beginItem();
        pieces.push(text.slice(start, end));
        before = ",";
      },
    },
    DEEPEST_SHOWN,
  );
  return fault === null ? pieces.join("") : null;
}
