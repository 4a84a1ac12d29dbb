/** What the documentation says of the profile, a table for each top-level key. */
import { code, details, escaped, table } from "./markdown.js";
import { profileReference, type ProfileRow } from "./profile-reference.js";

export function profileTables(): string {
  return [...profileReference()].map(([name, rows]) => keyTable(name, rows)).join("\n\n");
}

function keyTable(name: string, rows: readonly ProfileRow[]): string {
  const [first] = rows;
  return details(
    `<code>${name}</code>: ${first?.description ?? ""}`,
    table(
      ["path", "allowed", "what it says"],
      rows.map(({ path, isRequired, allowed, description }) => [
        `${code(path)}${isRequired ? " (required)" : ""}`,
        allowed,
        escaped(description),
      ]),
    ),
  );
}
