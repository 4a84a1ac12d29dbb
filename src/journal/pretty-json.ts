/** Indents JSON for reading without touching a single value: numbers keep every digit. */
import { jsonLeaves } from "./json-leaves.js";

const TOKEN = /"[^"\\]*(?:\\[^][^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** @returns null when the text is no JSON */
export function prettyJson(text: string): string | null {
  if (!jsonLeaves(text).whole) return null;
  let depth = 0;
  let result = "";
  let before = "";
  const newLine = () => `\n${"  ".repeat(depth)}`;
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "}" || token === "]") {
      depth -= 1;
      result += before === "{" || before === "[" ? token : newLine() + token;
    } else {
      if (before === "{" || before === "[") result += newLine();
      result += token;
      if (token === "{" || token === "[") depth += 1;
      if (token === ",") result += newLine();
      if (token === ":") result += " ";
    }
    before = token;
  }
  return result;
}
