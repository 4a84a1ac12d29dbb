/** Splits a command line into a program and its arguments. There is no shell behind it: nothing is expanded, piped or redirected. */
import { UserError } from "./errors.js";

/**
 * On Windows only double quotes group and a backslash is part of a path;
 * elsewhere both kinds of quotes group and a backslash takes the next
 * character as it is.
 *
 * @throws {UserError} `command_invalid`
 */
export function splitCommand(line: string, isWindows: boolean): readonly [string, ...string[]] {
  const pieces = isWindows
    ? /"([^"]*)"|([^\s"]+)|(\s+)/y
    : /"((?:[^"\\]|\\[^])*)"|((?:[^\s"'\\]|\\[^])+)|(\s+)|'([^']*)'/y;
  const words: string[] = [];
  let word: string | null = null;
  const end = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  while (pieces.lastIndex < line.length) {
    const from = pieces.lastIndex;
    const match = pieces.exec(line);
    if (match === null) throw invalid(`a quote or backslash is left open: ${line.slice(from)}`);
    const [, double, plain, space, single] = match;
    if (space !== undefined) {
      end();
      continue;
    }
    if (plain !== undefined && /^(?:\|\|?|&&?|;|[<>].*|\d>.*)$/.test(plain))
      throw invalid(`${plain} means something to a shell, and none is used here`);
    word = `${word ?? ""}${single ?? unescape(double ?? plain ?? "", double !== undefined, isWindows)}`;
  }
  end();
  const [program, ...args] = words;
  if (program === undefined || program === "") throw invalid("it is empty");
  return [program, ...args];
}

/** Inside double quotes a backslash means something only before `"`, `\`, `$` and a backtick. */
function unescape(text: string, quoted: boolean, isWindows: boolean): string {
  if (isWindows) return text;
  return text.replaceAll(quoted ? /\\(["\\$`])/g : /\\([^])/g, "$1");
}

function invalid(what: string): UserError {
  return new UserError(
    "command_invalid",
    `the command line cannot be run: ${what}`,
    "Give a program and its arguments, quoted where they hold spaces. For a pipe or a variable name the shell: sh -c '…', or cmd /d /c … on Windows.",
  );
}
