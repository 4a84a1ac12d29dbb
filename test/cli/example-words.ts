/** The words of an example as a POSIX shell reads them; enough for lines that hold quotes and no more. */
export function wordsOf(line: string): readonly string[] {
  return Array.from(line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g), ([word]) =>
    word.replaceAll(/['"]/g, ""),
  );
}
