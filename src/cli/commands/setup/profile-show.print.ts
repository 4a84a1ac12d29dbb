/** Writes what `profile show` found: a table, or JSON. */
import type { Redactor } from "../../../core/redaction.js";
import type { SecretTrace } from "../../../profile/secrets.js";
import { THE_DEFAULT, type TracedLayer } from "../../../profile/trace.js";
import { shortLine } from "../../../reports/printable.js";
import { renderColumns } from "../../output/columns.js";
import type { CommandContext } from "../../command.js";

export interface ShownValue {
  readonly path: string;
  /** Null for a secret that is not there. */
  readonly value: unknown;
  readonly secret: boolean;
  /** Where the value, or the reference to a secret, stands. */
  readonly source: string;
  /** That, and what it outranks. */
  readonly order: readonly TracedLayer[];
  /** Of a secret: where it was looked for, in that order. */
  readonly places?: readonly Pick<SecretTrace, "source" | "state">[];
  readonly characters?: number | null;
}

export interface ShownProfile {
  readonly path: string;
  readonly name: string | null;
  /** The flag or variable that named it, or in words why it is this one. */
  readonly chosenBy: string;
  readonly environment: string | null;
  readonly environmentBy: string | null;
  readonly environments: readonly string[];
  readonly values: readonly ShownValue[];
}

const VALUE_WIDTH = 56;

/** @param redactor the last guard: no known secret is printed, wherever it stands */
export function printShown(shown: ShownProfile, redactor: Redactor, context: CommandContext): void {
  const { path, chosenBy, environment, environmentBy, environments } = shown;
  const values = shown.values.map((each) => ({
    ...each,
    value: redacted(each.value, redactor),
    order: each.order.map((layer) => ({
      ...layer,
      value: redacted(layer.value, redactor),
    })),
  }));
  if (context.flags.json) {
    context.result(JSON.stringify({ ...shown, values }, null, 2));
    return;
  }
  context.say(`profile ${path} (${chosenBy})`);
  if (environment !== null) context.say(`environment ${environment} (${environmentBy ?? "--env"})`);
  else if (environments.length > 0)
    context.say(`no environment; there are ${environments.join(", ")}`);
  const rows = values.map((value) => [
    value.path,
    shortLine(valueText(value), VALUE_WIDTH),
    sourceText(value),
  ]);
  context.result(renderColumns([["path", "value", "from"], ...rows]));
}

function redacted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return redactor.text(value);
  return Array.isArray(value) ? value.map((item: unknown) => redacted(item, redactor)) : value;
}

function valueText({ value, secret, characters }: ShownValue): string {
  if (secret && value === null) return "(not there)";
  const text = typeof value === "string" && value !== "" ? value : JSON.stringify(value);
  const length = characters ?? null;
  return length === null ? text : `${text} (${length} characters)`;
}

function sourceText({ source, order, places }: ShownValue): string {
  // That a value differs from the default goes without saying.
  const outranked = order
    .slice(1)
    .map((layer) => layer.source)
    .filter((each) => each !== THE_DEFAULT);
  const stands = [source, ...over(outranked)].join(" ");
  if (places === undefined) return stands;
  const used = places.find(({ state }) => state === "used");
  const overridden = places
    .filter(({ state }) => state === "overridden")
    .map((place) => place.source);
  const found =
    used === undefined
      ? `looked for in ${places.map(lookedFor).join(", ")}`
      : [used.source, ...over(overridden)].join(" ");
  return `${found}, as ${stands} says`;
}

function lookedFor({ source, state }: Pick<SecretTrace, "source" | "state">): string {
  return state === "unreadable" ? `${source} (cannot be read)` : source;
}

function over(sources: readonly string[]): readonly string[] {
  return sources.length === 0 ? [] : [`(over ${sources.join(", ")})`];
}
