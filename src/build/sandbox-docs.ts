/** What the documentation says of the sandbox: who it plays, and how each can depart from the rule. */
import type { DeviationInfo } from "../sandbox/role.js";
import { SANDBOX_ROLES } from "../sandbox/roles/index.js";
import { code, details, escaped, table } from "./markdown.js";

export function roleTable(): string {
  return table(
    ["role", "where", "faults", "odd but legal", "conditions"],
    SANDBOX_ROLES.map(({ title, paths, faults, variants, conditions }) => [
      title,
      Object.keys(paths).map(code).join(" "),
      String(faults.length),
      String(variants.length),
      String(conditions.length),
    ]),
  );
}

export function deviationTables(): string {
  return SANDBOX_ROLES.flatMap(({ title, faults, variants, conditions }) => [
    ...deviationsOf(`${title}: faults`, faults),
    ...deviationsOf(`${title}: odd but legal`, variants),
    ...deviationsOf(`${title}: conditions`, conditions),
  ]).join("\n\n");
}

function deviationsOf(title: string, deviations: readonly DeviationInfo[]): readonly string[] {
  if (deviations.length === 0) return [];
  const rows = deviations.map((each) => [code(each.id), escaped(each.title)]);
  return [details(`${title} (${deviations.length})`, table(["id", "what it does"], rows))];
}
