/** What of a `payments` section cannot be meant, although each part of it can be read. */
import { amountChecks } from "./amount-contradictions.js";
import { checkAuth } from "./auth-checks.js";
import { type Check, type CheckedSource, contradiction } from "./contradiction.js";
import { fieldRule, type PaymentMapping, type ValueRule } from "./mapping.js";

export function contradictionChecks(source: CheckedSource, map: PaymentMapping): readonly Check[] {
  return [
    ["source.range", () => checkRange(source)],
    ["source.paging", () => checkParameters(source)],
    ["source.wrap", () => checkWrap(source)],
    ["source.paging.next", () => checkNext(source)],
    ["source.order", () => checkOrder(source)],
    ["source.format", () => checkFormat(source)],
    ["source.report", () => checkReport(source)],
    ["source.refund", () => checkRefund(source)],
    ["source.counts", () => checkCounts(source)],
    ["source.empty", () => checkEmpty(source)],
    ["source.auth", () => checkAuth(source.auth)],
    ["map", () => checkPaths(map)],
    ...amountChecks(source, map),
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

function checkFormat({ format = "json", separator, keyed }: CheckedSource): void {
  const isTable = format === "csv" || format === "tsv";
  if (separator !== undefined && !isTable) {
    contradiction(
      `payments.source.separator is of a table, and payments.source.format is ${format}`,
      'Set format to "csv", or leave separator out.',
    );
  }
  if (keyed !== true || format === "json") return;
  contradiction(
    `payments.source.keyed is of a JSON object, and payments.source.format is ${format}`,
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
