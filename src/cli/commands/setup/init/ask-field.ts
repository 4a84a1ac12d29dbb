/** The draft's mapping, field by field: what it holds, what it makes of the sample, and a question about one field. */
import type { JsonValue } from "../../../../core/json/value.js";
import type { Profile } from "../../../../profile/schema.js";
import { explainConversion } from "../../../../protocols/payments/convert-fields.js";
import type { FieldExplanation } from "../../../../protocols/payments/fields.js";
import {
  type FieldMapping,
  fieldRule,
  type PaymentConversion,
  type PaymentField,
} from "../../../../protocols/payments/mapping.js";
import { amended, type Draft } from "../../../../tasks/init/draft.js";
import { explained, renderExplained } from "../../../output/conversion-text.js";
import { textOf } from "./ask-values.js";
import type { InitDesk } from "./desk.js";

type PaymentsSection = NonNullable<Profile["payments"]>;
export type Records = readonly JsonValue[];

const MOST_EXPLAINED = 2;

/** How the first records are converted, as `poll-payments --explain` shows it. */
export function explanation(draft: Draft, records: Records): string {
  const conversion: PaymentConversion = paymentsOf(draft);
  return records
    .slice(0, MOST_EXPLAINED)
    .map((record, at) => renderExplained(explained(record, conversion), at))
    .join("\n\n");
}

export function paymentsOf({ sections }: Draft): PaymentsSection {
  const { payments } = sections;
  if (payments === undefined) throw new TypeError("the draft has no payments");
  return payments;
}

export function ruleOf(draft: Draft, field: PaymentField) {
  return fieldRule(paymentsOf(draft).map[field] ?? {});
}

export function withRule(draft: Draft, field: PaymentField, rule: FieldMapping): Draft {
  const payments = paymentsOf(draft);
  return amended(draft, {
    payments: {
      ...payments,
      map: { ...payments.map, [field]: rule },
    },
  });
}

export function explainedField(
  draft: Draft,
  field: PaymentField,
  records: Records,
): FieldExplanation | undefined {
  const [record = null] = records;
  return explainConversion(record, paymentsOf(draft)).find((each) => each.field === field);
}

interface FieldQuestion {
  readonly field: PaymentField;
  readonly message: string;
  readonly byDefault?: string;
  readonly rule: (answer: string) => FieldMapping;
}

/** Shows along what the first record's field becomes. */
export async function askField(
  { prompter }: InitDesk,
  draft: Draft,
  records: Records,
  { field, message, byDefault, rule }: FieldQuestion,
): Promise<Draft> {
  const look = (answer: string) =>
    explainedField(withRule(draft, field, rule(answer)), field, records);
  const told = (answer: string): string => {
    const { raw, value, problem } = look(answer) ?? {};
    return problem ?? `${raw ?? "nothing"} becomes ${String(value)}`;
  };
  const answer = await prompter.text({
    message,
    ...(byDefault === undefined ? {} : { byDefault }),
    preview: (text) => (text === "" ? "" : `  ${textOf(() => told(text))}`),
    problem: (text) =>
      text === "" ? "a value is needed" : textOf(() => look(text)?.problem ?? "") || null,
  });
  return withRule(draft, field, rule(answer));
}
