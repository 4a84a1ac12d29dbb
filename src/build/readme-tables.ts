/** The README's tables, made from the registries that the program itself runs on. */
import { COMMAND_GROUPS } from "../cli/command.js";
import { COMMANDS } from "../cli/commands/index.js";
import { globalFlagList } from "../cli/global-flags.js";
import type { Suite } from "../conformance/suite.js";
import { SUITES } from "../conformance/suites/index.js";
import { REPORT_FORMATS } from "../reports/formats/index.js";
import { SANDBOX_ROLES } from "../sandbox/roles/index.js";
import { profileReference, type ProfileRow } from "./profile-reference.js";

const TABLES: Readonly<Record<string, () => string>> = {
  commands: () =>
    table(
      ["group", "command", "what it does"],
      COMMAND_GROUPS.flatMap((group) =>
        COMMANDS.filter((command) => command.group === group).map(({ name, summary }) => [
          group,
          `\`${name}\``,
          summary,
        ]),
      ),
    ),
  flags: () =>
    table(
      ["flag", "environment variable", "what it does"],
      globalFlagList().map(({ spec: { flags, description }, variable }) => [
        `\`${flags}\``,
        variable === null ? "" : `\`${variable}\``,
        description,
      ]),
    ),
  suites: () =>
    table(
      ["suite", "what it judges", "checks", "MUST", "SHOULD"],
      SUITES.map(({ id, title, scenarios }) => {
        const checks = scenarios.flatMap((scenario) => scenario.checks);
        const count = (level: string) =>
          String(checks.filter((check) => check.level === level).length);
        return [`\`${id}\``, title, String(checks.length), count("MUST"), count("SHOULD")];
      }),
    ),
  sandbox: () =>
    table(
      ["role", "where", "faults", "odd but legal"],
      SANDBOX_ROLES.map(({ title, paths, faults, variants }) => [
        title,
        Object.keys(paths)
          .map((path) => `\`${path}\``)
          .join(" "),
        String(faults.length),
        String(variants.length),
      ]),
    ),
  mutants: () => SUITES.map(mutantsOf).join("\n\n"),
  profile: () => [...profileReference()].map(([name, rows]) => profileOf(name, rows)).join("\n\n"),
  reporters: () => REPORT_FORMATS.map(({ id }) => `\`${id}\``).join(", "),
};

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws {Error} when a table has no place in the text
 */
export function fillReadme(text: string): string {
  return Object.entries(TABLES).reduce((filled, [name, render]) => {
    const place = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(filled)) throw new Error(`README.md has no place for the table "${name}"`);
    return filled.replace(
      place,
      (_, start: string, end: string) => `${start}\n\n${render()}\n\n${end}`,
    );
  }, text);
}

/** Enough to go and look: `explain` and `npm run mutants` name them all. */
const NAMED_CHECKS = 3;

/** What each defect of the sandbox is caught by, as the checks of a suite declare it. */
function mutantsOf({ id, scenarios }: Suite): string {
  const checks = scenarios.flatMap((scenario) => scenario.checks);
  const faults = [...new Set(checks.flatMap(({ kills }) => kills))].sort();
  const rows = faults.map((fault) => [
    `\`${fault}\``,
    namesOf(
      checks
        .filter(({ kills }) => kills.includes(fault))
        .map((check) => check.id.slice(id.length + 1)),
    ),
  ]);
  return [
    `<details><summary><code>${id}</code>: ${faults.length} faults</summary>`,
    "",
    table(["fault", "caught by"], rows),
    "",
    "</details>",
  ].join("\n");
}

function profileOf(name: string, rows: readonly ProfileRow[]): string {
  const [first] = rows;
  return [
    `<details><summary><code>${name}</code>: ${first?.description ?? ""}</summary>`,
    "",
    table(
      ["path", "allowed", "what it says"],
      rows.map(({ path, isRequired, allowed, description }) => [
        `\`${path}\`${isRequired ? " (required)" : ""}`,
        allowed,
        description,
      ]),
    ),
    "",
    "</details>",
  ].join("\n");
}

function namesOf(ids: readonly string[]): string {
  const named = ids.slice(0, NAMED_CHECKS).map((id) => `\`${id}\``);
  const more = ids.length - named.length;
  return [...named, ...(more === 0 ? [] : [`${more} more`])].join(", ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
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
