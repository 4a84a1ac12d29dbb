/**
 * Proposes where each field of a payment stands in a game's records, by names
 * and by the shape of the values. What is a guess is said to be one.
 */
import type { AmountSigns } from "./amount-text.js";
import { amountSigns, FIELD_HINTS, type FieldHints, signedCurrency } from "./field-hints.js";
import {
  OPTIONAL_FIELDS,
  REQUIRED_FIELDS,
  type FieldMapping,
  type FieldRule,
  type PaymentField,
  type PaymentMapping,
} from "./mapping.js";
import { currencyExponent } from "./payment-amount.js";
import { DISTRIBUTION_TYPES, PLATFORMS } from "./payment.js";
import type { RecordLeaf } from "./record-leaves.js";
import { needsZone, timeFormOf } from "./propose-times.js";

/** Something that names and values do not settle. */
export interface Guess {
  /** Inside `payments`, such as `map.amount`. */
  readonly at: string;
  /** What was assumed, and what else it could be. */
  readonly message: string;
}

export interface ProposedFields {
  readonly map: PaymentMapping;
  /** That no field is read from. */
  readonly unused: readonly RecordLeaf[];
  readonly guesses: readonly Guess[];
}

export function proposeFields(leaves: readonly RecordLeaf[]): ProposedFields {
  const map: Record<string, FieldMapping> = {};
  const guesses: Guess[] = [];
  const taken = new Set<RecordLeaf>();
  const currencies = textsOf("currency", leaves, taken);
  for (const hints of FIELD_HINTS) {
    const leaf = leafFor(hints, leaves, taken);
    if (leaf !== null) taken.add(leaf);
    const proposed =
      leaf === null ? standIn(hints.field, leaves) : ruleFor(hints, leaf, currencies);
    if (proposed === null) continue;
    map[hints.field] = shortest(proposed.rule);
    guesses.push(
      ...proposed.doubts.map((message) => ({
        at: `map.${hints.field}`,
        message,
      })),
    );
  }
  const joined = joinedTime(map["purchasedAt"], leaves);
  if (joined !== null) {
    map["purchasedAt"] = joined.rule;
    guesses.push({ at: "map.purchasedAt", message: joined.message });
    taken.add(joined.clock);
  }
  const unused = leaves.filter((leaf) => !taken.has(leaf));
  return { map: inUsualOrder(map), guesses, unused };
}

/** What a field needs where somebody has said which leaf it is. */
export function proposeRule(
  field: PaymentField,
  leaf: RecordLeaf,
): { readonly rule: FieldMapping; readonly doubts: readonly string[] } {
  const hints = FIELD_HINTS.find((each) => each.field === field);
  if (hints === undefined) return { rule: leaf.path, doubts: [] };
  const { rule, doubts } = ruleFor(hints, leaf, []);
  return { rule: shortest(rule), doubts };
}

function inUsualOrder(map: PaymentMapping): PaymentMapping {
  return Object.fromEntries(
    [...REQUIRED_FIELDS, ...OPTIONAL_FIELDS].flatMap((field) => {
      const rule = map[field];
      return rule === undefined ? [] : [[field, rule]];
    }),
  );
}

function textsOf(
  field: PaymentField,
  leaves: readonly RecordLeaf[],
  taken: ReadonlySet<RecordLeaf>,
): readonly string[] {
  const hints = FIELD_HINTS.find((each) => each.field === field);
  const leaf = hints === undefined ? null : leafFor(hints, leaves, taken);
  return leaf?.texts ?? [];
}

function leafFor(
  { names, fits }: FieldHints,
  leaves: readonly RecordLeaf[],
  taken: ReadonlySet<RecordLeaf>,
): RecordLeaf | null {
  const free = leaves.filter((leaf) => !taken.has(leaf) && fits(leaf));
  for (const name of names) {
    const leaf = free.find((each) => each.names.some((own) => name.test(own)));
    if (leaf !== undefined) return leaf;
  }
  return null;
}

interface Proposed {
  readonly rule: FieldRule;
  readonly doubts: readonly string[];
}

function ruleFor(
  { field, sums }: FieldHints,
  leaf: RecordLeaf,
  currencies: readonly string[],
): Proposed {
  const place =
    leaf.inList && sums === true ? { sum: leaf.path } : { path: leaf.path.replaceAll("[]", "[0]") };
  const { rule, doubts } = SPECIAL[field]?.(leaf, currencies) ?? SURE;
  return { rule: { ...place, ...rule }, doubts };
}

/** A day and a time of day that stand in two fields. */
function joinedTime(mapping: FieldMapping | undefined, leaves: readonly RecordLeaf[]) {
  const { path, unit, zone = "UTC" } = typeof mapping === "object" ? mapping : {};
  if (path === undefined || unit === undefined || /[Hh]/.test(unit)) return null;
  if (!/d/.test(unit)) return null;
  const clock = leaves.find(
    ({ names: [name], texts, inList }) =>
      !inList && /(?:time|tm|hms)$|시각$|시간$/.test(name) && clockOf(texts) !== null,
  );
  if (clock === undefined || clock.path === path) return null;
  const rule = { join: [path, clock.path], unit: `${unit}${clockOf(clock.texts) ?? ""}`, zone };
  return {
    rule,
    clock,
    message: `the day stands in ${path} and the time of day in ${clock.path}`,
  };
}

const CLOCKS: readonly (readonly [RegExp, string])[] = [
  [/^\d{2}:\d{2}:\d{2}$/, "HH:mm:ss"],
  [/^\d{2}:\d{2}$/, "HH:mm"],
  [/^(?:[01]\d|2[0-3])[0-5]\d[0-5]\d$/, "HHmmss"],
];

function clockOf(texts: readonly string[]): string | null {
  return CLOCKS.find(([form]) => texts.every((text) => form.test(text)))?.[1] ?? null;
}

const SURE: Proposed = { rule: {}, doubts: [] };

/** What a field needs beside its place. */
const SPECIAL: Partial<
  Record<PaymentField, (leaf: RecordLeaf, currencies: readonly string[]) => Proposed>
> = {
  amount: unitOf,
  purchasedAt: timeRuleOf,
  currency: ({ hasGaps }) =>
    hasGaps
      ? {
          rule: { const: DEFAULT_CURRENCY },
          doubts: [`${DEFAULT_CURRENCY} where a record names none`],
        }
      : SURE,
  platform: (leaf) => lookupOf(leaf, PLATFORMS, PLATFORM_WORDS, "Other"),
  distributionType: (leaf) => lookupOf(leaf, DISTRIBUTION_TYPES, STORE_WORDS, "MOBILE_STORE"),
};

const NAMED_UNITS: readonly (readonly [RegExp, string])[] = [
  [/micros?$/, "micro"],
  [/minor|cents?$|^cents/, "minor"],
];

/** Whole numbers may be either; decimals are major units for certain. */
function unitOf({ names, texts }: RecordLeaf, currencies: readonly string[]): Proposed {
  const named = NAMED_UNITS.find(([pattern]) => names.some((name) => pattern.test(name)));
  if (named !== undefined) return { rule: { unit: named[1] }, doubts: [] };
  const written = texts.map(amountSigns);
  const signs = written.find((each) => each !== null && Object.keys(each).length > 0) ?? {};
  if (Object.keys(signs).length > 0) {
    const text = texts[written.indexOf(signs)] ?? "";
    return { rule: signsRule(signs), doubts: [`${text} is read with ${JSON.stringify(signs)}`] };
  }
  const isWhole = texts.every((text) => /^\d+$/.test(text));
  const hasMinor =
    currencies.length === 0 || currencies.some((currency) => currencyExponent(currency) > 0);
  return isWhole && hasMinor
    ? {
        rule: { unit: "major" },
        doubts: [
          `${texts[0] ?? ""} is taken as whole currency units; if it means cents, the unit is "minor"`,
        ],
      }
    : SURE;
}

function signsRule({ decimal, grouping }: AmountSigns): FieldRule {
  return {
    ...(decimal === undefined ? {} : { decimal }),
    ...(grouping === undefined ? {} : { grouping }),
  };
}

/** Epochs and times with an offset speak for themselves. */
function timeRuleOf({ texts }: RecordLeaf): Proposed {
  const form = timeFormOf(texts);
  const unit = form?.unit ?? null;
  const [text = ""] = texts;
  const either =
    form?.or === undefined ? [] : [`${text} is read as ${unit ?? ""}; it may be ${form.or}`];
  const zoneLess = needsZone(texts, unit);
  return {
    rule: { ...(unit === null ? {} : { unit }), ...(zoneLess ? { zone: "UTC" } : {}) },
    doubts: zoneLess
      ? [
          ...either,
          `${text} names no time zone and is taken as UTC; it may be the game's local time, such as Asia/Seoul`,
        ]
      : either,
  };
}

type Words = readonly (readonly [word: RegExp, meaning: string])[];

const PLATFORM_WORDS: Words = [
  [/ios|iphone|ipad|apple|app_?store/i, "iOS"],
  [/android|google|aos|galaxy|one_?store/i, "Android"],
  [/roblox/i, "Roblox"],
  [/web|browser/i, "Web"],
];

const STORE_WORDS: Words = [
  [/app_?store|apple|itunes|google|play|galaxy|one_?store|huawei/i, "MOBILE_STORE"],
  [/steam|epic|microsoft|ms_?store/i, "PC_STORE"],
  [/web|pc|paypal|card|direct/i, "PC_SELF_STORE"],
];

function lookupOf(
  { texts }: RecordLeaf,
  known: readonly string[],
  words: Words,
  otherwise: string,
): Proposed {
  const values = [...new Set(texts)];
  if (values.every((value) => known.includes(value))) return SURE;
  const meanings = values.map((value) => {
    const [, meaning] = words.find(([word]) => word.test(value)) ?? [];
    return [value, known.includes(value) ? value : (meaning ?? otherwise)] as const;
  });
  return {
    rule: { lookup: Object.fromEntries(meanings) },
    doubts: [
      `${meanings.map(([from, to]) => `${from} → ${to}`).join(", ")}; values that the sample lacks are to be added`,
    ],
  };
}

const DEFAULT_CURRENCY = "USD";

/** What stands in for a field that the records lack; null where nothing can. */
function standIn(field: PaymentField, leaves: readonly RecordLeaf[]): Proposed | null {
  const signed = leaves.flatMap(({ texts: [text = ""] }) => signedCurrency(text) ?? []);
  const value = field === "currency" ? (signed[0] ?? STAND_INS[field]) : STAND_INS[field];
  return value === undefined
    ? null
    : {
        rule: { const: value },
        doubts: [`the records name none, so every payment has ${value}`],
      };
}

const STAND_INS: Partial<Record<PaymentField, string>> = {
  currency: DEFAULT_CURRENCY,
  platform: "Other",
  distributionType: "MOBILE_STORE",
};

function shortest(rule: FieldRule): FieldMapping {
  const { path, ...rest } = rule;
  return path !== undefined && Object.keys(rest).length === 0 ? path : rule;
}
