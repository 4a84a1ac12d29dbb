/** What a payment sample leaves open, asked for one by one. A guess that nobody settles stays one, and is told at the end. */
import type { Choice } from "../../../../core/ports.js";
import type { Profile } from "../../../../profile/schema.js";
import { explainConversion } from "../../../../protocols/payments/convert.js";
import type { FieldExplanation } from "../../../../protocols/payments/fields.js";
import { parseReadPath } from "../../../../core/json/path.js";
import { type JsonValue } from "../../../../core/json/value.js";
import {
  type FieldMapping,
  fieldRule,
  type PaymentConversion,
  type PaymentField,
  REQUIRED_FIELDS,
} from "../../../../protocols/payments/mapping.js";
import { proposeRule } from "../../../../protocols/payments/propose-fields.js";
import { type RecordLeaf, recordLeaves } from "../../../../protocols/payments/record-leaves.js";
import { shortLine } from "../../../../reports/printable.js";
import { displayWidth, padEnd } from "../../../../reports/text-width.js";
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

/** @param missing fields that nothing in the records seemed to be */
export async function settleGuesses(
  desk: InitDesk,
  draft: Draft,
  records: Records,
  missing: readonly PaymentField[],
): Promise<Draft> {
  let settled = draft;
  const open = openFields(draft, missing);
  for (const field of open) settled = await settleOpen(desk, settled, records, field);
  for (const { path, message } of settled.guesses) {
    const settle = SETTLERS[path];
    if (settle === undefined) continue;
    desk.say(`  ${message}`);
    settled = confirmed(await settle(desk, settled, records), path);
  }
  return settled;
}

/** Fields without a place in a record, what an amount is in before the amount. */
function openFields(draft: Draft, missing: readonly PaymentField[]): readonly PaymentField[] {
  const { map } = paymentsOf(draft);
  const standIns = STAND_INS.filter((field) => {
    const { const: value, ...place } = fieldRule(map[field] ?? {});
    return value !== undefined && Object.keys(place).length === 0;
  });
  const isOpen = new Set<PaymentField>([...missing, ...standIns]);
  const order: readonly PaymentField[] = ["currency", ...REQUIRED_FIELDS];
  return [...new Set(order)].filter((field) => isOpen.has(field));
}

const STAND_INS = ["currency", "platform", "distributionType"] as const;

const SAMPLE_COLUMNS = 40;

/** Which of the records' own parts it is, with what stands there; or the same for all, or a path. */
async function settleOpen(
  desk: InitDesk,
  draft: Draft,
  records: Records,
  field: PaymentField,
): Promise<Draft> {
  const { map } = paymentsOf(draft);
  const taken = new Set(Object.values(map).map((rule) => fieldRule(rule).path));
  const leaves = recordLeaves(records).filter(({ path }) => !taken.has(path));
  const width = Math.max(...leaves.map(({ path }) => displayWidth(path)));
  const chosen = await desk.prompter.choose<RecordLeaf | "same" | "path">({
    message: `Which part of a record is ${field}, ${FIELD_MEANINGS[field]}?`,
    choices: [
      ...leaves.map((leaf) => ({
        value: leaf,
        name: `${padEnd(leaf.path, width)}  ${shortLine(leaf.texts[0] ?? "", SAMPLE_COLUMNS)}`,
      })),
      { value: "same", name: "none: it is the same for every payment" },
      { value: "path", name: "a part that these records lack: its path" },
    ],
    isDefault: (value) => value === "same" && field in map,
  });
  const path = `payments.map.${field}`;
  const known = confirmed(draft, path);
  if (chosen === "same") return askConstant(desk, known, records, field);
  if (chosen === "path") return askPath(desk, known, field);
  const { rule, doubts } = proposeRule(field, chosen);
  const placed = withRule(known, field, rule);
  doubts.forEach((doubt) => {
    desk.say(`  ${doubt}`);
  });
  const settle = doubts.length === 0 ? undefined : SETTLERS[path];
  return settle === undefined ? placed : settle(desk, placed, records);
}

function askConstant(
  desk: InitDesk,
  draft: Draft,
  records: Records,
  field: PaymentField,
): Promise<Draft> {
  if (field === "platform") return settleWords(desk, draft, field, PLATFORMS);
  if (field === "distributionType") return settleWords(desk, draft, field, DISTRIBUTION_TYPES);
  const { const: now } = ruleOf(draft, field);
  return askField(desk, draft, records, {
    field,
    message: `${field} of every payment`,
    ...(typeof now === "string" ? { byDefault: now } : {}),
    rule: (value) => ({ const: value }),
  });
}

/** What no record shows cannot be tried on one. */
async function askPath({ prompter }: InitDesk, draft: Draft, field: PaymentField): Promise<Draft> {
  const path = await prompter.text({
    message: `Path of ${field}, such as order.id`,
    problem: (text) =>
      text.trim() === ""
        ? "a path is needed"
        : textOf(() => (parseReadPath(text), "")).trim() || null,
  });
  return withRule(draft, field, path);
}

const FIELD_MEANINGS: Readonly<Record<PaymentField, string>> = {
  transactionId: "which no other payment has",
  userId: "the player",
  productId: "what was bought",
  productName: "what was bought, in words",
  amount: "the price that was paid",
  currency: "such as KRW",
  platform: "such as iOS or Android",
  distributionType: "the kind of store",
  purchasedAt: "when it was paid",
  callbackId: "the campaign's callback",
  isTest: "whether it is a test",
  creatorKey: "the creator",
};

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
