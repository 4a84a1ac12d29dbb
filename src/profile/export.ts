/** A profile to be given away: what may give access to something is taken out, and it is told what was. */
import type { Redactor } from "../core/redaction.js";
import { credentialAt, withoutUrlCredentials } from "./credentials.js";
import { isPlainObject, isReference } from "./overrides.js";
import { type PlainStep, renderPath } from "../core/json/path.js";

export interface ExportedProfile {
  readonly profile: unknown;
  /** What was taken out or replaced, in words that give nothing away. */
  readonly changes: readonly ExportChange[];
  /** What whoever receives it has to provide: where it is wanted, and the reference. */
  readonly needs: readonly ExportNeed[];
}

export interface ExportChange {
  readonly path: string;
  readonly what: string;
}

export interface ExportNeed {
  readonly path: string;
  readonly reference: Readonly<Record<string, unknown>>;
}

/**
 * @param file parsed JSON
 * @param redactor knows every secret that could be read on this machine
 */
export function exportProfile(file: unknown, redactor: Redactor): ExportedProfile {
  const changes: ExportChange[] = [];
  const needs: ExportNeed[] = [];
  const partner = isPlainObject(file) && typeof file["partner"] === "string" ? file["partner"] : "";
  const note = (path: readonly PlainStep[], what: string) => {
    changes.push({ path: redactor.text(renderPath(path)), what });
  };

  const clean = (value: unknown, path: readonly PlainStep[]): unknown => {
    if (isReference(value)) {
      const reference = value as Readonly<Record<string, unknown>>;
      needs.push({ path: renderPath(path), reference });
      return value;
    }
    if (Array.isArray(value)) return value.map((item: unknown, at) => clean(item, [...path, at]));
    if (isPlainObject(value)) return cleanObject(value, path);
    return typeof value === "string" ? cleanText(value, path) : value;
  };

  const cleanObject = (value: Record<string, unknown>, path: readonly PlainStep[]): unknown =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const here = [...path, key];
        const kind = credentialAt(here, item);
        if (kind === "header" || kind === "parameter") {
          note(here, "left out: it may be a credential");
          return [];
        }
        return [[redactor.text(key), clean(item, here)]];
      }),
    );

  const cleanText = (value: string, path: readonly PlainStep[]): unknown => {
    if (credentialAt(path, value) === "token") {
      const reference = { env: variableFor(partner, path) };
      note(path, `replaced by ${JSON.stringify(reference)}`);
      needs.push({ path: renderPath(path), reference });
      return reference;
    }
    const plain = withoutUrlCredentials(value);
    if (plain !== value) note(path, "less what gives access in the URL");
    const safe = redactor.text(plain);
    if (safe !== plain) note(path, "a secret stood in it");
    return safe;
  };

  return { profile: clean(file, []), changes, needs };
}

/** Such as `ACME_PLAYER_SESSION_TOKEN`, `ACME_STAGING_PLAYERS_0_USER_TOKEN`. */
function variableFor(partner: string, path: readonly PlainStep[]): string {
  return [partner, ...path]
    .filter((step) => step !== "environments" && step !== "wallet")
    .join("_")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");
}
