/** What is wrong with a `payments` section beyond its shape: found before anything is polled. */
import { UserError } from "../../core/errors.js";
import { suggestionHint } from "../../core/suggest.js";
import {
  type Check,
  type CheckedSource,
  contradiction,
  problemsOf,
  type SectionProblem,
} from "./contradiction.js";
import { contradictionChecks } from "./contradictions.js";
import { pathChecks } from "./field-contradictions.js";
import { fingerprintMessage, fingerprintRecipe } from "./fingerprint.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  fieldRule,
  type FieldMapping,
  type FieldRule,
  type PaymentMapping,
  type PaymentSource,
} from "./mapping.js";
import { pagingPaths } from "./paging.js";
import { EACH, parseReadPath } from "../../core/json/path.js";
import { parseRate } from "./rate.js";
import { patternPrecisionMs } from "./time-patterns.js";
import { isEpochUnit, parseIsoInstant } from "./times.js";
import { rangePrecisionMs } from "./range-format.js";
import { checkSignature } from "./request-signature.js";
import { pollWindows } from "./windows.js";
import { zoneOf } from "./zones.js";

/** @returns nothing when every path, zone, pattern, duration and placeholder can be read */
export function checkPayments(payments: {
  readonly source: CheckedSource;
  readonly map: PaymentMapping;
}): readonly SectionProblem[] {
  const { source, map } = payments;
  const checks: readonly Check[] = [
    ...sourceChecks(source),
    ...REQUIRED_FIELDS.map((field): Check => [`map.${field}`, () => checkIsMapped(field, map)]),
    ...Object.entries(map).flatMap(([field, mapping]) => fieldChecks(field, fieldRule(mapping))),
    ...contradictionChecks(source, map),
    ...pathChecks(map),
  ];
  return problemsOf(checks);
}

/** The same of the query that has refunds alone. */
export function checkRefunds(refunds: {
  readonly source: CheckedSource;
  readonly of: string;
  readonly id?: FieldMapping;
  readonly amount?: FieldMapping;
  readonly currency?: FieldMapping;
  readonly purchasedAt?: FieldMapping;
}): readonly SectionProblem[] {
  const { source, of, id, amount, currency, purchasedAt } = refunds;
  const fields = { transactionId: id, amount, currency, purchasedAt };
  const money = { ...(amount && { amount }), ...(currency && { currency }) };
  const checks: readonly Check[] = [
    ...sourceChecks(source),
    ...contradictionChecks(source, amount === undefined ? {} : money),
    ...pathChecks({ of, ...money, ...(purchasedAt && { purchasedAt }) }),
    ["refunds.of", () => parseReadPath(of)],
    ["refunds.amount", () => checkHasPath(amount)],
    ["refunds.currency", () => checkHasCurrency(refunds)],
    ...Object.entries(fields).flatMap(([field, mapping]) =>
      mapping === undefined ? [] : fieldChecks(field, fieldRule(mapping)),
    ),
  ];
  return problemsOf(checks).map(({ at, message, hint }) => ({
    at: inRefunds(`payments.${at}`).replace("payments.", ""),
    message: inRefunds(message),
    hint: hint && inRefunds(hint),
  }));
}

/** Under the names that the same keys have there. */
function inRefunds(text: string): string {
  return text
    .replaceAll("payments.source", "payments.refunds.source")
    .replaceAll("payments.map.transactionId", "payments.refunds.id")
    .replaceAll(/payments\.map\b/g, "payments.refunds");
}

/** One that is found in another way would not be read, and all of the payment taken back. */
function checkHasPath(amount: FieldMapping | undefined): void {
  if (amount === undefined || fieldRule(amount).path !== undefined) return;
  contradiction(
    "payments.refunds.amount names no path, and only a path is read",
    "Name the path of what is given back, or leave amount out where it is all of the payment.",
  );
}

function checkHasCurrency({ amount, currency }: { amount?: unknown; currency?: unknown }): void {
  if (amount === undefined || currency !== undefined) return;
  contradiction(
    "payments.refunds.amount is there, and payments.refunds.currency is missing",
    'Map currency to a path, or to {"const":"KRW"}.',
  );
}

function sourceChecks(source: CheckedSource): readonly Check[] {
  const { range, paging, auth, rate } = source;
  const paths: Readonly<Record<string, string | undefined>> = {
    "source.records": source.records,
    "source.success.path": source.success?.path,
    "source.refund.path": source.refund?.path,
    "source.refund.list": source.refund?.list,
    "source.refund.id": source.refund?.id,
    "source.refund.of": source.refund?.of,
    "source.refund.amount": source.refund?.amount,
    "source.empty.path": source.empty?.path,
  };
  const counted = [source.counts ?? []].flat().map(({ path }) => path);
  const pagePaths = paging === undefined ? [] : [...pagingPaths(paging)];
  return [
    ...pagePaths.map(([key, path]): Check => [`source.paging.${key}`, () => parseReadPath(path)]),
    ...Object.entries(paths).map(([at, path]): Check => [at, () => path && parseReadPath(path)]),
    ["source.counts.path", () => counted.map(parseReadPath)],
    ["source.ignore", () => source.ignore?.map(checkIgnored)],
    ["source.jws.path", () => [source.jws?.path ?? []].flat().map(parseReadPath)],
    ["source.range.zone", () => zoneOf(range?.zone)],
    ["source.range.format", () => rangePrecisionMs(range)],
    ["source.rate", () => rate && parseRate(rate)],
    ["source.range.maxWindow", () => checkMaxWindow(source)],
    ["source.range.sample", () => checkSample(range?.sample)],
    ["source.auth.message", () => auth?.kind === "fingerprint" && checkMessage(auth)],
    ["source.auth.message", () => auth?.kind === "signature" && checkSignature(auth)],
    ["source.auth.token", () => auth?.kind === "oauth2" && auth.token && parseReadPath(auth.token)],
  ];
}

/** Headers are named so in what a run says of them. */
function checkIgnored(path: string): void {
  if (!path.startsWith("header ")) parseReadPath(path);
}

/** With a zone and a format that are themselves fine, so that one slip is told once. */
function checkMaxWindow({ range }: CheckedSource): void {
  const maxWindow = range?.maxWindow;
  if (maxWindow === undefined) return;
  const plain = { from: "", to: "", maxWindow, format: "ms" };
  pollWindows(plain, { fromMs: 0, toMs: 1 });
}

function checkSample(sample: NonNullable<PaymentSource["range"]>["sample"]): void {
  if (sample === undefined) return;
  const from = parseIsoInstant(sample.from);
  const to = parseIsoInstant(sample.to);
  if (from !== null && to !== null && from < to) return;
  throw new UserError(
    "sample_malformed",
    `payments.source.range.sample is not a range: ${sample.from} to ${sample.to}`,
    "Write two instants with their offset, the earlier one first, such as 2026-01-05T00:00:00Z.",
  );
}

function checkMessage(auth: Parameters<typeof fingerprintRecipe>[0]): void {
  const input = { timestamp: "", from: "", to: "", key: "", partner: "" };
  fingerprintMessage(fingerprintRecipe(auth), input);
}

function fieldChecks(field: string, rule: FieldRule): readonly Check[] {
  const at = `map.${field}`;
  return [
    [at, () => checkIsField(field)],
    [at, () => checkHasSource(at, rule)],
    [`${at}.path`, () => rule.path && parseReadPath(rule.path)],
    [`${at}.or`, () => rule.or?.map((path) => parseReadPath(path))],
    [`${at}.join`, () => rule.join?.map((path) => parseReadPath(path))],
    [`${at}.times`, () => checkTimes(field, rule)],
    [`${at}.nanos`, () => rule.nanos && parseReadPath(rule.nanos)],
    [`${at}.sum`, () => rule.sum && parseReadPath(rule.sum)],
    [`${at}.zone`, () => zoneOf(rule.zone)],
    [`${at}.unit`, () => checkUnit(field, rule.unit)],
  ];
}

function checkIsMapped(field: string, map: PaymentMapping): void {
  if (Object.hasOwn(map, field)) return;
  throw new UserError(
    "field_not_mapped",
    `payments.map has no ${field}, which every payment needs`,
    "Map it to a path in the record, or give it a const.",
  );
}

function checkIsField(field: string): void {
  const known = [...REQUIRED_FIELDS, ...OPTIONAL_FIELDS];
  if (known.some((each) => each === field)) return;
  throw new UserError(
    "field_unknown",
    `payments.map.${field} is no field of a payment`,
    suggestionHint(field, known),
  );
}

function checkHasSource(at: string, rule: FieldRule): void {
  if (rule.path !== undefined || rule.sum !== undefined || rule.const !== undefined) return;
  if (rule.join !== undefined) return;
  throw new UserError(
    "field_without_source",
    `payments.${at} says nothing of where the value comes from`,
    "Give it a path, a sum, a join or a const.",
  );
}

function checkTimes(field: string, { times, sum }: FieldRule): void {
  if (times === undefined) return;
  const steps = parseReadPath(times);
  if (field === "amount") {
    if (sum === undefined && !steps.includes(EACH)) return;
    throw new UserError(
      "times_of_list",
      sum === undefined
        ? `payments.map.amount.times "${times}" leads to several numbers, and one would count for all`
        : "payments.map.amount.sum adds up several amounts, and payments.map.amount.times is one number of pieces, which would count for every summand",
      "Map an amount that is of all; items are not multiplied one by one. Of a list's only item, write [0].",
    );
  }
  throw new UserError(
    "times_not_of_amount",
    `payments.map.${field} cannot be multiplied by times`,
    "times belongs to the amount of one piece, in payments.map.amount.",
  );
}

function checkUnit(field: string, unit: string | undefined): void {
  if (unit === undefined) return;
  if (field === "purchasedAt") {
    if (unit !== "iso" && !isEpochUnit(unit)) patternPrecisionMs(unit);
    return;
  }
  if (field === "amount" && ["major", "minor", "milli", "micro"].includes(unit)) return;
  throw new UserError(
    "unit_unknown",
    `payments.map.${field} cannot have the unit "${unit}"`,
    field === "amount"
      ? "Amounts are major, minor, milli or micro."
      : "Only amount and purchasedAt have units.",
  );
}
