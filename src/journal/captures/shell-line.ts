/** What command lines of HTTPie and wget have in common: one command, perhaps with its body piped into it. */
import { incompleteCapture } from "../incomplete.js";
import { displayText } from "../redacted.js";
import { type ShellToken, shellTokens } from "../shell-words.js";

export interface ProgramLine {
  readonly program: string;
  readonly words: readonly string[];
  /** What is piped into it; null for nothing. */
  readonly piped: string | null;
}

/** @throws {UserError} `capture_incomplete`, `curl_invalid` for what the shell alone understands */
export function programLine(text: string, names: RegExp): ProgramLine {
  const line = text
    .split(/\r?\n/)
    .filter((each) => !/^\s*#/.test(each))
    .join("\n")
    .trim()
    .replace(/^\$ /, "");
  const tokens = shellTokens(line);
  const bar = tokens.indexOf("|");
  const first = plainWords(bar === -1 ? tokens : tokens.slice(0, bar));
  if (names.test(first[0] ?? ""))
    return { program: first[0] ?? "", words: first.slice(1), piped: null };
  const end = tokens.indexOf("|", bar + 1);
  const [program = "", ...words] = plainWords(tokens.slice(bar + 1, end === -1 ? undefined : end));
  if (!names.test(program)) throw incompleteCapture("what is piped into the command is not known");
  return { program, words, piped: pipedBy(first) };
}

function plainWords(tokens: readonly ShellToken[]): readonly string[] {
  return tokens.flatMap((token) => {
    if (token === "|") return [];
    const { word } = token;
    if (typeof word === "string") return [word];
    throw incompleteCapture(
      `the variable in ${JSON.stringify(displayText(word))} has no value in it: write the value out`,
    );
  });
}

function pipedBy([program, ...words]: readonly string[]): string {
  if (program === "echo" && words[0] === "-n") return words.slice(1).join(" ");
  if (program === "echo") return `${words.join(" ")}\n`;
  const [format = "", ...values] = words;
  if (program === "printf" && format === "%s" && values.length === 1) return values[0] ?? "";
  if (program === "printf" && values.length === 0 && !/[%\\]/.test(format)) return format;
  throw incompleteCapture(`its body comes out of ${program ?? ""}, which only running it tells`);
}
