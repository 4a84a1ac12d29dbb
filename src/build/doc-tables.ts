/** The generated parts of the documentation, made from the registries that the program itself runs on. */
import { REPORT_FORMAT_IDS } from "../reports/formats/index.js";
import { commandsByGroup, commandTable, globalFlagTable } from "./command-docs.js";
import { code } from "./markdown.js";
import { profileTables } from "./profile-docs.js";
import { deviationTables, roleTable } from "./sandbox-docs.js";
import { checkTables, faultTables, suiteTable } from "./suite-docs.js";

export interface Doc {
  /** From the repository's root. */
  readonly path: string;
  /** Name of a place in the text → what is written there. */
  readonly tables: Readonly<Record<string, () => string>>;
}

export const DOCS: readonly Doc[] = [
  {
    path: "README.md",
    tables: {
      suites: suiteTable,
      reporters: () => REPORT_FORMAT_IDS.map((id) => code(id)).join(", "),
    },
  },
  {
    path: "src/cli/commands/README.md",
    tables: { commands: commandTable, flags: globalFlagTable, each: commandsByGroup },
  },
  {
    path: "src/conformance/suites/README.md",
    tables: { suites: suiteTable, checks: checkTables, faults: faultTables },
  },
  { path: "src/profile/README.md", tables: { profile: profileTables } },
  { path: "src/sandbox/README.md", tables: { roles: roleTable, deviations: deviationTables } },
];

/**
 * Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
 *
 * @throws {Error} when a table has no place in the text
 */
export function fillDoc({ path, tables }: Doc, text: string): string {
  return Object.entries(tables).reduce((filled, [name, render]) => {
    const place = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(filled)) throw new Error(`${path} has no place for the table "${name}"`);
    return filled.replace(
      place,
      (_, start: string, end: string) => `${start}\n\n${render()}\n\n${end}`,
    );
  }, text);
}
