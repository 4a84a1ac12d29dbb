/** What of `payments.map.amount` and `currency` cannot be meant: money would be off by a factor. */
import { type Check, type CheckedSource, contradiction } from "./contradiction.js";
import { fieldRule, type PaymentMapping } from "./mapping.js";
import { parseDecimal } from "./payment-amount.js";

export function amountChecks(source: CheckedSource, map: PaymentMapping): readonly Check[] {
  return [
    ["map.amount", () => checkAmount(map)],
    ["map.amount", () => checkUnitName(map)],
    ["map.currency", () => checkCurrency(map)],
    ["map.amount", () => checkProvider(source, map)],
  ];
}

function checkAmount(map: PaymentMapping): void {
  const rule = fieldRule(map["amount"] ?? {});
  const { unit, scale, currencies, nanos, rate, decimal, grouping, join, sum } = rule;
  if (scale !== undefined && unit !== undefined) {
    contradiction(
      `payments.map.amount.unit is "${unit}", and payments.map.amount.scale says ${scale} decimals`,
      "The scale is the number of decimals, whatever the currency: leave one of them out.",
    );
  }
  if (currencies !== undefined && unit !== "minor") {
    contradiction(
      `payments.map.amount.currencies says how many decimals a minor unit is, and payments.map.amount.unit is ${unit === undefined ? "left out, which means major" : `"${unit}"`}`,
      'Set unit to "minor".',
    );
  }
  const smaller =
    scale !== undefined ? "scale" : unit !== undefined && unit !== "major" ? "unit" : null;
  if (nanos !== undefined && smaller !== null) {
    contradiction(
      `payments.map.amount.nanos belongs to whole units, and payments.map.amount.${smaller} is ${JSON.stringify(rule[smaller])}`,
      `Leave ${smaller} out.`,
    );
  }
  if (nanos !== undefined && sum !== undefined) {
    contradiction(
      "payments.map.amount.nanos belongs to one amount, and payments.map.amount.sum adds up several",
      "Name the whole units in path, or sum an amount that is written as one number.",
    );
  }
  if (grouping !== undefined && grouping === (decimal ?? ".")) {
    contradiction(
      `payments.map.amount.grouping and payments.map.amount.decimal are both "${grouping}"${decimal === undefined ? ", which is the default" : ""}`,
      "Set decimal to the other sign.",
    );
  }
  if (rate !== undefined && parseDecimal(String(rate)) === null) {
    contradiction(`payments.map.amount.rate "${String(rate)}" is no number`, "Such as 0.0035.");
  }
  if (join !== undefined) {
    contradiction(
      "payments.map.amount.join is of texts, not of amounts",
      "Use path, sum or nanos.",
    );
  }
}

const NAMED_UNITS: readonly (readonly [RegExp, string])[] = [
  [/(?:^|_|[a-z])micros?$|^micros?_|micro_?(?:amount|units?)$/i, "micro"],
  [/(?:^|_|[a-z])millis$|milli_?(?:amount|units?)$/i, "milli"],
  [/(?:^|_|[a-z])(?:cents|minor)$|^(?:cents|minor)_|(?:minor|cent)_?(?:amount|units?)$/i, "minor"],
];

/** An amount that is named for its unit and read in another is off by a hundred or more. */
function checkUnitName(map: PaymentMapping): void {
  const { path, sum, unit, scale, rate } = fieldRule(map["amount"] ?? {});
  const name = /[^.[\]]{1,200}(?=[\][]{0,20}$)/.exec(path ?? sum ?? "")?.[0];
  const named = NAMED_UNITS.find(([names]) => name !== undefined && names.test(name))?.[1];
  if (name === undefined || named === undefined) return;
  if (unit !== undefined || scale !== undefined || rate !== undefined) return;
  contradiction(
    `payments.map.amount reads "${name}", whose name says ${named}, and payments.map.amount.unit is left out, which means major`,
    `Set unit to "${named}", or to "major" where they are whole units all the same.`,
  );
}

const NO_MONEY =
  /^(?:robux|v-?bucks|coins?|gems?|points?|credits?|tokens?|diamonds?|mileage|캐시|포인트|코인)$/i;

/** Points become money by a rate, not by another name. */
function checkCurrency(map: PaymentMapping): void {
  const { lookup } = fieldRule(map["currency"] ?? {});
  const points = Object.keys(lookup ?? {}).find((name) => NO_MONEY.test(name));
  if (points === undefined || fieldRule(map["amount"] ?? {}).rate !== undefined) return;
  contradiction(
    `payments.map.currency.lookup takes "${points}" for ${String(lookup?.[points])} one to one, and payments.map.amount.rate is missing`,
    "Say in payments.map.amount.rate what one of them is worth.",
  );
}

/** Providers whose minor units are not those of ISO 4217: an amount would be off by a hundred. */
const PROVIDERS = [
  {
    name: "Steam",
    url: /ISteamMicroTxn/i,
    currencies: '{"KRW":2,"JPY":2,"VND":2,"CLP":2}',
    why: "counts every currency in hundredths",
  },
  {
    name: "Stripe",
    url: /\/\/api\.stripe\.com\//i,
    currencies: '{"ISK":2,"UGX":2}',
    why: "counts ISK and UGX in hundredths",
  },
] as const;

function checkProvider({ url }: CheckedSource, map: PaymentMapping): void {
  const { unit, currencies } = fieldRule(map["amount"] ?? {});
  const provider = PROVIDERS.find((each) => each.url.test(url));
  if (provider === undefined || unit !== "minor" || currencies !== undefined) return;
  contradiction(
    `payments.source.url is of ${provider.name}, which ${provider.why}, and payments.map.amount.unit "minor" is as ISO 4217 has it`,
    `Set payments.map.amount.currencies, such as ${provider.currencies}.`,
  );
}
