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
  const { unit, scale, currencies, nanos, rate, decimal, grouping, join } = fieldRule(
    map["amount"] ?? {},
  );
  const isMajor = unit === undefined || unit === "major";
  if (scale !== undefined && unit !== undefined) {
    contradiction(
      "payments.map.amount has a unit and a scale",
      "The scale is the number of decimals, whatever the currency: leave one of them out.",
    );
  }
  if (currencies !== undefined && unit !== "minor") {
    contradiction(
      "payments.map.amount.currencies says how many decimals a minor unit is, and the unit is not minor",
      'Set unit to "minor".',
    );
  }
  if (nanos !== undefined && (!isMajor || scale !== undefined)) {
    contradiction(
      "payments.map.amount.nanos belongs to whole units, and the unit is another",
      "Leave unit and scale out.",
    );
  }
  if (grouping !== undefined && grouping === (decimal ?? ".")) {
    contradiction(
      `payments.map.amount has "${grouping}" between thousands and before decimals`,
      "Set decimal to the other sign.",
    );
  }
  if (rate !== undefined && parseDecimal(String(rate)) === null) {
    contradiction(`payments.map.amount.rate "${String(rate)}" is no number`, "Such as 0.0035.");
  }
  if (join !== undefined) {
    contradiction("payments.map.amount cannot be joined from texts", "Use path, sum or nanos.");
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
    `payments.map.amount reads "${name}" as major units, and its name says ${named}`,
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
    `payments.map.currency takes "${points}" for ${String(lookup?.[points])} one to one`,
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
    `${provider.name} ${provider.why}, and payments.map.amount takes minor units as ISO 4217 has them`,
    `Set payments.map.amount.currencies, such as ${provider.currencies}.`,
  );
}
