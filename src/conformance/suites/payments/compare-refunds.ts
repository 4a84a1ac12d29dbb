/** Which refunds walks of the query hold: what one is known by, and whether its parts hold what the whole does. */
import type { Finding } from "../../finding.js";
import { instant } from "./ranges.js";
import type { Entry, Walk } from "./walk.js";

/** A refund and its payment, which several parts of an order may share. */
function nameOf({ conversion, id, text }: Entry): string {
  const of = conversion.kind === "refund" ? conversion.transactionId : "";
  return id === null ? text : JSON.stringify([of, id]);
}

/** Without what is no refund by `counts`. */
export function namesOf({ entries }: Walk): readonly string[] {
  return entries.filter(({ conversion }) => conversion.kind !== "other").map(nameOf);
}

export function isNamedRefund({ conversion, id }: Entry): boolean {
  return conversion.kind === "refund" && id !== null;
}

/** Parts that adjoin may share what lies on their border. */
export function expectOnePart(parts: readonly Walk[]): Finding | null {
  const first = new Map<string, number>();
  for (const [at, part] of parts.entries()) {
    for (const name of part.entries.filter(isNamedRefund).map(nameOf)) {
      const before = first.get(name) ?? at;
      first.set(name, before);
      if (at - before < 2) continue;
      return {
        expected: `${name} in one part of the range`,
        actual: `it comes for ${rangeText(parts[before])} and for ${rangeText(part)}`,
      };
    }
  }
  return null;
}

function rangeText(walk: Walk | undefined): string {
  const { fromMs, toMs } = walk?.window ?? { fromMs: 0, toMs: 0 };
  return `${instant(fromMs)} to ${instant(toMs)}`;
}

export function expectSame(whole: Walk, parts: readonly Walk[]): Finding | null {
  const inWhole = new Set(namesOf(whole));
  const inParts = new Set(parts.flatMap(namesOf));
  const lost = [...inParts].filter((name) => !inWhole.has(name));
  const absent = [...inWhole].filter((name) => !inParts.has(name));
  const missing = lost.length > 0 ? lost : absent;
  if (missing.length === 0) return null;
  return {
    expected: `the same refunds: ${inWhole.size} in the whole range, ${inParts.size} in its parts`,
    actual: `${missing.length} only in the ${lost.length > 0 ? "parts" : "whole"}, such as ${missing.slice(0, 3).join(", ")}`,
  };
}
