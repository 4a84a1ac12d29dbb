/** The records of a walk: each converts, and no two share an id. */
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { PAYMENTS_CLAUSE, type PaymentsContext } from "./payments-target.js";
import type { Entry, Walk } from "./walk.js";

const CONVERTS: CheckDefinition = {
  id: "payments.records.convert",
  title: "every record becomes a payment by the agreed mapping",
  level: "MUST",
  clause: `${PAYMENTS_CLAUSE}: each record is converted to PlayCamp's bulk payment format`,
  why: "A record that cannot be converted is not reported: its creator is not credited.",
  fix: "Fill the field in every record, or widen payments.map, for example by a lookup entry.",
  kills: [
    "payments.writes-thousands-separators",
    "payments.omits-users",
    "payments.writes-new-platforms",
  ],
};

const UNIQUE: CheckDefinition = {
  id: "payments.records.unique-ids",
  title: "two different payments never share a transaction id",
  level: "MUST",
  clause: `${PAYMENTS_CLAUSE}: PlayCamp deduplicates by transaction id`,
  why: "The second payment of an id is taken for a repetition and dropped: its money is never counted.",
  fix: "Map transactionId to what is unique to a payment, not to an order or a receipt that several share.",
  kills: ["payments.reuses-ids"],
};

export const RECORD_CHECKS = [CONVERTS, UNIQUE];

export function judgeRecords(context: PaymentsContext, { entries, exchanges }: Walk): void {
  context.conclude(CONVERTS.id, exchanges, expectConverted(entries));
  context.conclude(UNIQUE.id, exchanges, expectUnique(entries));
}

function expectConverted(entries: readonly Entry[]): Finding | null {
  const refused = entries.flatMap(({ conversion, text }) =>
    conversion.kind === "refused" ? [{ conversion, text }] : [],
  );
  const [first] = refused;
  if (first === undefined) return null;
  const problems = first.conversion.problems.map(
    ({ field, problem }) => `${field}: ${problem ?? ""}`,
  );
  return {
    expected: `${entries.length} records that convert`,
    actual: `${refused.length} that do not, such as ${shortened(first.text)}: ${problems.join("; ")}`,
  };
}

function expectUnique(entries: readonly Entry[]): Finding | null {
  const seen = new Map<string, string>();
  for (const { id, text, conversion } of entries) {
    // A refund may have its payment's id, and a payment may be given back in parts.
    if (id === null || conversion.kind === "refund") continue;
    const before = seen.get(id);
    if (before !== undefined && before !== text) {
      return {
        expected: "one payment a transaction id",
        actual: `two different records with the id ${id}: ${shortened(before)} and ${shortened(text)}`,
      };
    }
    seen.set(id, text);
  }
  return null;
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
