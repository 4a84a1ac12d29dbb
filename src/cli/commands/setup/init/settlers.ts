/** How each guess of a payment sample is settled: by a question that shows what an answer makes of the sample. */
import type { Choice } from "../../../../core/ports.js";
import type { FieldMapping, PaymentField } from "../../../../protocols/payments/mapping.js";
import { DISTRIBUTION_TYPES, PLATFORMS } from "../../../../protocols/payments/payment.js";
import { amended, type Draft } from "../../../../tasks/init/draft.js";
import {
  askField,
  explainedField,
  paymentsOf,
  type Records,
  ruleOf,
  withRule,
} from "./ask-field.js";
import { askValue } from "./ask-values.js";
import type { InitDesk } from "./desk.js";

type Settle = (desk: InitDesk, draft: Draft, records: Records) => Promise<Draft>;

/** Path of a guess → how it is settled. */
export const SETTLERS: Readonly<Record<string, Settle>> = {
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
  "payments.map.purchasedAt": settleTime,
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

/** First how a time is written, where that cannot be told, and then where its clock stands. */
async function settleTime(desk: InitDesk, draft: Draft, records: Records): Promise<Draft> {
  const readable = explainedField(
    withRule(draft, "purchasedAt", { ...ruleOf(draft, "purchasedAt"), zone: "UTC" }),
    "purchasedAt",
    records,
  );
  const written =
    (readable?.problem ?? null) === null
      ? draft
      : await askField(desk, draft, records, {
          field: "purchasedAt",
          message: `How are times written? A pattern such as yyyy-MM-dd HH:mm:ss or yyyyMMddHHmmss`,
          rule: (unit) => ({ ...ruleOf(draft, "purchasedAt"), unit, zone: "UTC" }),
        });
  return askField(desk, written, records, {
    field: "purchasedAt",
    message: "Time zone of the times, such as UTC or Asia/Seoul",
    byDefault: "UTC",
    rule: (zone) => ({ ...ruleOf(written, "purchasedAt"), zone }),
  });
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
  const choices = ["major", "minor"].map((unit): Choice<FieldMapping> => {
    const filled = withRule(draft, "amount", ruleIn(unit));
    const amount = explainedField(filled, "amount", records);
    const currency = explainedField(filled, "currency", records);
    const shown = amount?.problem ?? `${String(amount?.value)} ${String(currency?.value)}`;
    return { value: ruleIn(unit), name: shown };
  });
  // Won and yen have no smaller unit.
  if (new Set(choices.map(({ name }) => name)).size === 1) return draft;
  const rule = await prompter.choose({ message: "What does the first amount mean?", choices });
  return withRule(draft, "amount", rule);
}

/** A constant, or each word that the records use. */
export async function settleWords(
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
