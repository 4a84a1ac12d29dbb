/** Which field of two readings of one record differs: what a reader wants to see, not both of them whole. */
import type { Conversion } from "../../../protocols/payments/conversion.js";

/** @returns the field, and what stands there before and after, as JSON; null where all is the same */
export function differingField(
  before: Conversion,
  after: Conversion,
): { readonly before: string; readonly after: string } | null {
  const [one, other] = [fieldsOf(before), fieldsOf(after)];
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const [was, is] = [one.get(name) ?? "nothing", other.get(name) ?? "nothing"];
    if (was !== is) return { before: `${name} ${was}`, after: `${name} ${is}` };
  }
  return null;
}

function fieldsOf(conversion: Conversion): ReadonlyMap<string, string> {
  const { payment, ...own } = { payment: null, ...conversion };
  const problem =
    "problems" in own ? { problems: own.problems.map((each) => each.problem).join("; ") } : {};
  const fields = Object.entries({ ...own, ...problem, ...payment });
  return new Map(fields.map(([name, value]) => [name, JSON.stringify(value)]));
}
