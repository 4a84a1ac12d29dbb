/** What of `payments.map` cannot be meant: fields that read one place, rules with two. */
import { type Check, contradiction } from "./contradiction.js";
import { fieldRule, type FieldRule, type PaymentMapping } from "./mapping.js";

/** Of a mapping's fields beside each other, and of each by itself. */
export function pathChecks(map: PaymentMapping): readonly Check[] {
  return [
    ["map", () => checkPaths(map)],
    ...Object.entries(map).map(([field, mapping]): Check => [
      `map.${field}`,
      () => checkPlaces(field, fieldRule(mapping)),
    ]),
  ];
}

/** Fields that say different things; names may well be ids, and store and platform one word. */
const DISTINCT = [
  "of",
  "transactionId",
  "userId",
  "productId",
  "amount",
  "currency",
  "purchasedAt",
  "creatorKey",
] as const;

function checkPaths(map: PaymentMapping): void {
  const seen = new Map<string, string>();
  for (const field of DISTINCT) {
    const { path, lookup } = fieldRule(map[field] ?? {});
    if (path === undefined || lookup !== undefined) continue;
    const other = seen.get(path);
    if (other !== undefined) {
      contradiction(
        `payments.map.${other} and payments.map.${field} both read "${path}"`,
        "One of them is meant to stand elsewhere in the record.",
      );
    }
    seen.set(path, field);
  }
}

const PLACES = ["path", "sum", "join"] as const;

/** Of two places one would be passed over in silence. */
function checkPlaces(field: string, rule: FieldRule): void {
  const [place, other] = PLACES.filter((key) => rule[key] !== undefined);
  if (place !== undefined && other !== undefined) {
    contradiction(
      `payments.map.${field}.${place} and payments.map.${field}.${other} both say where the value stands`,
      "Leave one of them out; another path for where the first holds nothing belongs into or.",
    );
  }
  if (rule.or === undefined || place === "path" || place === undefined) return;
  contradiction(
    `payments.map.${field}.or is looked at where payments.map.${field}.path holds nothing, and there is payments.map.${field}.${place} in its place`,
    "Leave or out, or name a path.",
  );
}
