/**
 * Proposes where each field of a payment stands in a game's records, by names
 * and by the shape of the values. What is a guess is said to be one.
 */
import { COMPACT_TIME, FIELD_HINTS, type FieldHints } from "./field-hints.js";
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
import { readTime } from "./times.js";

/** Something that names and values do not settle. */
export interface Guess {
  /** Inside `payments`, such as `map.amount`. */
  readonly at: string;
  /** What was assumed, and what else it could be. */
  readonly message: string;
}

export interface ProposedFields {
  readonly map: PaymentMapping;
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
    const proposed = leaf === null ? standIn(hints.field) : ruleFor(hints, leaf, currencies);
    if (proposed === null) continue;
    map[hints.field] = shortest(proposed.rule);
    guesses.push(
      ...proposed.doubts.map((message) => ({
        at: `map.${hints.field}`,
        message,
      })),
    );
  }
  return { map: inUsualOrder(map), guesses };
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

const MINOR_NAME = /minor|cent/;

/** Whole numbers may be either; decimals are major units for certain. */
function unitOf({ names, texts }: RecordLeaf, currencies: readonly string[]): Proposed {
  if (names.some((name) => MINOR_NAME.test(name))) return { rule: { unit: "minor" }, doubts: [] };
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

/** Epochs and times with an offset speak for themselves. */
function timeRuleOf({ texts }: RecordLeaf): Proposed {
  const compact = texts.every((text) => /^20\d{12}$/.test(text));
  const unit = compact ? { unit: COMPACT_TIME } : {};
  const needsZone = compact || texts.some((text) => !readTime(text, unit).ok);
  return needsZone
    ? {
        rule: { ...unit, zone: "UTC" },
        doubts: [
          `${texts[0] ?? ""} names no time zone and is taken as UTC; it may be the game's local time, such as Asia/Seoul`,
        ],
      }
    : SURE;
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
function standIn(field: PaymentField): Proposed | null {
  const value = STAND_INS[field];
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
