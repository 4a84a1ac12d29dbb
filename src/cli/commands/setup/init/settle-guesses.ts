/** What a payment sample leaves open, asked for one by one. A guess that nobody settles stays one, and is told at the end. */
import { parseReadPath } from "../../../../core/json/path.js";
import {
  fieldRule,
  type PaymentField,
  REQUIRED_FIELDS,
} from "../../../../protocols/payments/mapping.js";
import { DISTRIBUTION_TYPES, PLATFORMS } from "../../../../protocols/payments/payment.js";
import { proposeRule } from "../../../../protocols/payments/propose-fields.js";
import { type RecordLeaf, recordLeaves } from "../../../../protocols/payments/record-leaves.js";
import { shortLine } from "../../../../reports/printable.js";
import { displayWidth, padEnd } from "../../../../reports/text-width.js";
import { confirmed, type Draft } from "../../../../tasks/init/draft.js";
import { askField, paymentsOf, type Records, ruleOf, withRule } from "./ask-field.js";
import { textOf } from "./ask-values.js";
import type { InitDesk } from "./desk.js";
import { SETTLERS, settleWords } from "./settlers.js";

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
