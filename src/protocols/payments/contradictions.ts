/** What of a `payments` section cannot be meant, although each part of it can be read. */
import { checkAuth } from "./auth-checks.js";
import { contradiction } from "./contradiction.js";
import { fieldRule, type PaymentMapping, type PaymentSource, type ValueRule } from "./mapping.js";
import { parseDecimal } from "./payment-amount.js";

export type Check = readonly [at: string, run: () => unknown];

/** As the profile has it: a parameter may be a reference to a secret. */
export type CheckedSource = Omit<PaymentSource, "params" | "jws"> & {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly jws?: { readonly path?: string | readonly string[] };
};

export function contradictionChecks(source: CheckedSource, map: PaymentMapping): readonly Check[] {
  return [
    ["source.range", () => checkRange(source)],
    ["source.paging", () => checkParameters(source)],
    ["source.wrap", () => checkWrap(source)],
    ["source.paging.next", () => checkNext(source)],
    ["source.order", () => checkOrder(source)],
    ["source.report", () => checkReport(source)],
    ["source.refund", () => checkRefund(source)],
    ["source.counts", () => checkCounts(source)],
    ["source.empty", () => checkEmpty(source)],
    ["source.auth", () => checkAuth(source.auth)],
    ["map", () => checkPaths(map)],
    ["map.amount", () => checkAmount(map)],
    ["map.currency", () => checkCurrency(map)],
    ["map.amount", () => checkProvider(source, map)],
  ];
}

function checkRange({ range }: CheckedSource): void {
  if (range === undefined) return;
  const { from = "from", to = "to", day = false, open = false } = range;
  if (day || open) {
    if (range.to === undefined && range.inclusive !== true && !(day && open)) return;
    contradiction(
      `payments.source.range sends ${day ? "one day" : "the beginning alone"}, and says something of its end`,
      "Leave to and inclusive out.",
    );
  }
  if (from === to) {
    contradiction(
      `payments.source.range has "${from}" for its beginning and for its end: the one would take the other's place`,
      `Where it is one parameter for a whole day, leave to out and set day to true.`,
    );
  }
}

function rangeNames({ range }: CheckedSource): readonly string[] {
  if (range === undefined) return [];
  const { from = "from", to = "to", day, open } = range;
  return day === true || open === true ? [from] : [from, to];
}

/** No two parameters of one request under one name. */
function checkParameters(source: CheckedSource): void {
  const paging = new Map<string, unknown>(Object.entries(source.paging ?? {}));
  const pageNames = ["page", "offset", "cursor", "size"]
    .map((key) => paging.get(key))
    .filter((name) => typeof name === "string");
  const { auth } = source;
  const signed = auth?.kind === "signature" ? [auth.parameter, auth.timestampParameter] : [];
  const names = [
    ...rangeNames(source),
    ...pageNames,
    ...signed.filter((name) => name !== undefined),
    ...Object.keys(source.params ?? {}),
  ];
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice === undefined) return;
  contradiction(
    `the parameter "${twice}" is sent for two purposes`,
    "See range, paging and params: each needs a name of its own.",
  );
}

function checkWrap(source: CheckedSource): void {
  const { wrap, method = "GET", in: place = method === "GET" ? "query" : "json" } = source;
  if (wrap === undefined || place !== "json") return;
  contradiction(
    `payments.source.wrap puts the parameters into "${wrap}" as JSON, and they are the JSON body already`,
    "Leave wrap out, and write the nesting into their names, with dots.",
  );
}

function checkNext({ paging }: CheckedSource): void {
  if (paging?.kind !== "cursor" || paging.next !== undefined || paging.header !== undefined) return;
  contradiction(
    "payments.source.paging does not say where the next token stands",
    "Name its path in next, or its header in header.",
  );
}

function checkOrder({ order, range }: CheckedSource): void {
  if (order === undefined || range === undefined) return;
  contradiction(
    "payments.source.order says that the list takes no range, and payments.source.range how it is asked for one",
    "Leave one of them out.",
  );
}

function checkReport({ report, paging }: CheckedSource): void {
  if (report === undefined) return;
  const { id, ready, failed, download, status } = report;
  if (paging !== undefined && paging.kind !== "none") {
    contradiction(
      "payments.source.report is one file, and payments.source.paging turns pages",
      "Leave paging out.",
    );
  }
  if (failed !== undefined && ready === undefined) {
    contradiction(
      "payments.source.report.failed says what stands at the path of ready, which is missing",
      "Say in ready where the status stands.",
    );
  }
  const needsId = [status, download].some((each) => each?.includes("{id}") === true);
  if (needsId === (id !== undefined)) return;
  contradiction(
    needsId
      ? "payments.source.report fills in {id}, and does not say where it stands"
      : "payments.source.report.id is filled in nowhere",
    "Name its path in the first reply in id, and write {id} into status or download.",
  );
}

function checkRefund({ refund, counts }: CheckedSource): void {
  if (refund === undefined) return;
  if ((refund.path === undefined) !== (refund.in === undefined)) {
    contradiction(
      "payments.source.refund has path or in, and not the other",
      "The path says where to look, in what stands there in a refund.",
    );
  }
  if (refund.path === undefined && refund.list === undefined) {
    contradiction(
      "payments.source.refund does not say what a refund is",
      "Give it path and in, or the list inside a payment that holds its refunds.",
    );
  }
  const both = rulesOf(counts)
    .filter(({ path }) => path === refund.path)
    .flatMap((rule) => rule.in)
    .find((value) => refund.in?.some((other) => String(other) === String(value)));
  if (both === undefined) return;
  contradiction(
    `"${String(both)}" is a payment by payments.source.counts and a refund by payments.source.refund`,
    "Name it in one of them.",
  );
}

function rulesOf(counts: CheckedSource["counts"]): readonly ValueRule[] {
  return counts === undefined ? [] : [counts].flat();
}

function checkCounts({ counts }: CheckedSource): void {
  const paths = rulesOf(counts).map(({ path }) => path);
  const twice = paths.find((path, at) => paths.indexOf(path) !== at);
  if (twice === undefined) return;
  contradiction(
    `payments.source.counts has two rules for "${twice}", and a record must meet every one`,
    "Write all values into one rule.",
  );
}

function checkEmpty({ empty, success }: CheckedSource): void {
  if (empty === undefined) return;
  if ((empty.path === undefined) !== (empty.equals === undefined)) {
    contradiction(
      "payments.source.empty has path or equals, and not the other",
      "The path says where to look, equals what stands there when there is nothing.",
    );
  }
  if (empty.path === undefined || empty.path !== success?.path) return;
  if (String(empty.equals) !== String(success.equals)) return;
  contradiction(
    "payments.source.empty is met by every success",
    "Name the value that only an empty range has.",
  );
}

/** Fields that say different things; names may well be ids, and store and platform one word. */
const DISTINCT = [
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
