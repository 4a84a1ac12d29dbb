/** What a payment sample leaves open, asked for one by one. A guess that nobody settles stays one, and is told at the end. */
import type { Choice } from "../../../../core/ports.js";
import type { Profile } from "../../../../profile/schema.js";
import { explainConversion } from "../../../../protocols/payments/convert.js";
import type { FieldExplanation } from "../../../../protocols/payments/fields.js";
import { type JsonValue } from "../../../../core/json/value.js";
import {
  type FieldMapping,
  fieldRule,
  type PaymentConversion,
  type PaymentField,
} from "../../../../protocols/payments/mapping.js";
import { DISTRIBUTION_TYPES, PLATFORMS } from "../../../../protocols/payments/payment.js";
import { amended, confirmed, type Draft } from "../../../../tasks/init/draft.js";
import { explained, renderExplained } from "../../../output/conversion-text.js";
import { askValue, textOf } from "./ask-values.js";
import type { InitDesk } from "./desk.js";

type PaymentsSection = NonNullable<Profile["payments"]>;
type Records = readonly JsonValue[];
type Settle = (desk: InitDesk, draft: Draft, records: Records) => Promise<Draft>;

/** Path of a guess → how it is settled. */
const SETTLERS: Readonly<Record<string, Settle>> = {
  "payments.source.success": settleSuccess,
  "payments.source.paging": (desk, draft) =>
    askValues(desk, draft, [
      ["payments.source.paging.page", "Parameter for the page's number"],
      ["payments.source.paging.size", "Parameter for the page's size"],
    ]),
  "payments.source.paging.cursor": (desk, draft) =>
    askValues(desk, draft, [
      ["payments.source.paging.cursor", "Parameter that asks for the next page"],
    ]),
  "payments.map.amount": settleUnit,
  "payments.map.purchasedAt": (desk, draft, records) =>
    askField(desk, draft, records, {
      field: "purchasedAt",
      message: "Time zone of the times, such as UTC or Asia/Seoul",
      byDefault: "UTC",
      rule: (zone) => ({ ...ruleOf(draft, "purchasedAt"), zone }),
    }),
  "payments.map.currency": (desk, draft, records) =>
    askField(desk, draft, records, {
      field: "currency",
      message: "Currency of payments that name none",
      byDefault: "USD",
      rule: (currency) => ({ ...ruleOf(draft, "currency"), const: currency }),
    }),
  "payments.map.platform": (desk, draft) => settleWords(desk, draft, "platform", PLATFORMS),
  "payments.map.distributionType": (desk, draft) =>
    settleWords(desk, draft, "distributionType", DISTRIBUTION_TYPES),
};

/** @param missing fields that nothing in the records seemed to be */
export async function settleGuesses(
  desk: InitDesk,
  draft: Draft,
  records: Records,
  missing: readonly PaymentField[],
): Promise<Draft> {
  let settled = draft;
  for (const field of missing)
    settled = await askField(desk, settled, records, {
      field,
      message: `Where in a record is ${field}? A path, such as order.id`,
      rule: (path) => path,
    });
  for (const { path, message } of draft.guesses) {
    const settle = SETTLERS[path];
    if (settle === undefined) continue;
    desk.say(`  ${message}`);
    settled = confirmed(await settle(desk, settled, records), path);
  }
  return settled;
}

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

function ruleOf(draft: Draft, field: PaymentField) {
  return fieldRule(paymentsOf(draft).map[field] ?? {});
}

function withRule(draft: Draft, field: PaymentField, rule: FieldMapping): Draft {
  const payments = paymentsOf(draft);
  return amended(draft, {
    payments: {
      ...payments,
      map: { ...payments.map, [field]: rule },
    },
  });
}

function explainedField(
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
async function askField(
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

async function settleSuccess(desk: InitDesk, draft: Draft): Promise<Draft> {
  const isRule = await desk.prompter.confirm("Does that value mean success?", true);
  if (isRule) return draft;
  const payments = paymentsOf(draft);
  const { success: _, ...source } = payments.source;
  return amended(draft, { payments: { ...payments, source } });
}

async function settleUnit({ prompter }: InitDesk, draft: Draft, records: Records): Promise<Draft> {
  const ruleIn = (unit: string) => ({ ...ruleOf(draft, "amount"), unit });
  const rule = await prompter.choose({
    message: "What does the first amount mean?",
    choices: ["major", "minor"].map((unit): Choice<FieldMapping> => {
      const filled = withRule(draft, "amount", ruleIn(unit));
      const amount = explainedField(filled, "amount", records);
      const currency = explainedField(filled, "currency", records);
      const shown = amount?.problem ?? `${String(amount?.value)} ${String(currency?.value)}`;
      return { value: ruleIn(unit), name: shown };
    }),
  });
  return withRule(draft, "amount", rule);
}

/** A constant, or each word that the records use. */
async function settleWords(
  { prompter }: InitDesk,
  draft: Draft,
  field: PaymentField,
  known: readonly string[],
): Promise<Draft> {
  const { lookup, ...rule } = ruleOf(draft, field);
  const ask = (message: string, now: unknown) =>
    prompter.choose({
      message,
      choices: known.map((value) => ({ value, name: value })),
      isDefault: (value) => value === now,
    });
  if (lookup === undefined) {
    const value = await ask(`${field} of every payment`, rule.const);
    return withRule(draft, field, { ...rule, const: value });
  }
  const words: [string, string][] = [];
  for (const [word, now] of Object.entries(lookup))
    words.push([word, await ask(`${field} "${word}" is`, now)]);
  return withRule(draft, field, {
    ...rule,
    lookup: Object.fromEntries(words),
  });
}

async function askValues(
  desk: InitDesk,
  draft: Draft,
  questions: readonly (readonly [path: string, message: string])[],
): Promise<Draft> {
  let answered = draft;
  for (const [path, message] of questions)
    answered = await askValue(desk, answered, { path, message });
  return answered;
}
