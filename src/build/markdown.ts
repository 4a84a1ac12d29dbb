/** The few forms of Markdown that the generated documentation is made of. */

/** Columns are as wide as their longest cell, as prettier writes them. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const escaped = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  const widths = head.map((_, column) =>
    Math.max(3, ...escaped.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [first = [], ...others] = escaped;
  return [line(first), line(widths.map((width) => "-".repeat(width))), ...others.map(line)].join(
    "\n",
  );
}

/** Folded away until the reader opens it. */
export function details(title: string, text: string): string {
  return ["<details>", `<summary>${title}</summary>`, "", text, "", "</details>"].join("\n");
}

export function code(text: string): string {
  return `\`${text}\``;
}

/** Plain text in which Markdown would see a tag or emphasis; underscores inside words are none. */
export function escaped(text: string): string {
  return text.replaceAll(/[<*]/g, "\\$&");
}

/** Lines that stand as they are. */
export function block(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, "```"].join("\n");
}
