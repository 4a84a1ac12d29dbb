/** What of a `payments` section cannot be meant, although each part of it can be read. */
import { amountChecks } from "./amount-contradictions.js";
import { checkAuth } from "./auth-checks.js";
import { type Check, type CheckedSource, contradiction } from "./contradiction.js";
import type { PaymentMapping, ValueRule } from "./mapping.js";

export function contradictionChecks(source: CheckedSource, map: PaymentMapping): readonly Check[] {
  return [
    ["source.range", () => checkRange(source)],
    ["source", () => checkParameters(source)],
    ["source.wrap", () => checkWrap(source)],
    ["source.paging.next", () => checkNext(source)],
    ["source.order", () => checkOrder(source)],
    ["source.format", () => checkFormat(source)],
    ["source.report", () => checkReport(source)],
    ["source.refund", () => checkRefund(source)],
    ["source.counts", () => checkCounts(source)],
    ["source.empty", () => checkEmpty(source)],
    ["source.auth", () => checkAuth(source.auth)],
    ...amountChecks(source, map),
  ];
}

function checkRange({ range }: CheckedSource): void {
  if (range === undefined) return;
  const { from = "from", to = "to", day = false, open = false } = range;
  if (day || open) {
    const end = ENDS_OF_RANGE.find((key) => range[key] !== undefined && range[key] !== false);
    if (end === undefined || (end === "open" && !day)) return;
    contradiction(
      `payments.source.range.${day ? "day sends one day" : "open sends the beginning alone"}, and payments.source.range.${end} says something of its end`,
      `Leave ${end} out.`,
    );
  }
  if (from === to) {
    contradiction(
      `payments.source.range.from and payments.source.range.to are both "${from}": the one would take the other's place`,
      `Where it is one parameter for a whole day, leave to out and set day to true.`,
    );
  }
}

const ENDS_OF_RANGE = ["to", "inclusive", "open"] as const;

type NamedParameter = readonly [key: string, name: string];

function rangeNames({ range }: CheckedSource): readonly NamedParameter[] {
  if (range === undefined) return [];
  const { from = "from", to = "to", day, open } = range;
  const first = ["range.from", from] as const;
  return day === true || open === true ? [first] : [first, ["range.to", to]];
}

const PAGE_PARAMETERS = new Set(["page", "offset", "cursor", "size"]);

/** No two parameters of one request under one name. */
function checkParameters(source: CheckedSource): void {
  const { auth, paging = {}, params = {} } = source;
  const pageKeys = Object.entries(paging).filter(([key]) => PAGE_PARAMETERS.has(key));
  const signed = auth?.kind === "signature" ? auth : null;
  const named: readonly (readonly [key: string, name: unknown])[] = [
    ...rangeNames(source),
    ...pageKeys.map(([key, name]) => [`paging.${key}`, name] as const),
    ["auth.parameter", signed?.parameter],
    ["auth.timestampParameter", signed?.timestampParameter],
    ...Object.keys(params).map((name) => [`params.${name}`, name] as const),
  ];
  const seen = new Map<string, string>();
  for (const [key, name] of named) {
    if (typeof name !== "string") continue;
    const other = seen.get(name);
    // Both borders under one name are told as such.
    if (other !== undefined && key !== "range.to") {
      contradiction(
        `payments.source.${other} and payments.source.${key} are both sent as "${name}"`,
        "Each needs a name of its own.",
      );
    }
    seen.set(name, key);
  }
}

function checkWrap(source: CheckedSource): void {
  const { wrap, method = "GET", in: place = method === "GET" ? "query" : "json" } = source;
  if (wrap === undefined || place !== "json") return;
  contradiction(
    `payments.source.wrap puts the parameters into "${wrap}" as JSON, and by payments.source.${source.in === undefined ? "method" : "in"} they are the JSON body already`,
    "Leave wrap out, and write the nesting into their names, with dots.",
  );
}

function checkNext({ paging }: CheckedSource): void {
  if (paging?.kind !== "cursor" || paging.next !== undefined || paging.header !== undefined) return;
  contradiction(
    "payments.source.paging.cursor asks for the next page, and payments.source.paging.next does not say where its token stands",
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
      "payments.source.report.failed says what stands at the path of payments.source.report.ready, which is missing",
      "Say in ready where the status stands.",
    );
  }
  const needsId = [status, download].some((each) => each?.includes("{id}") === true);
  if (needsId === (id !== undefined)) return;
  contradiction(
    needsId
      ? `payments.source.report.${status?.includes("{id}") === true ? "status" : "download"} has {id}, and payments.source.report.id does not say where it stands`
      : "payments.source.report.id is filled in nowhere: neither payments.source.report.status nor payments.source.report.download has {id}",
    "Name its path in the first reply in id, and write {id} into status or download.",
  );
}

function checkRefund({ refund, counts }: CheckedSource): void {
  if (refund === undefined) return;
  if ((refund.path === undefined) !== (refund.in === undefined)) {
    const [given, missing] = refund.path === undefined ? ["in", "path"] : ["path", "in"];
    contradiction(
      `payments.source.refund.${given} is there, and payments.source.refund.${missing} is missing`,
      "The path says where to look, in what stands there in a refund.",
    );
  }
  if (refund.path === undefined && refund.list === undefined) {
    contradiction(
      "payments.source.refund does not say what a refund is: both payments.source.refund.path and payments.source.refund.list are missing",
      "Give it path and in, or the list inside a payment that holds its refunds.",
    );
  }
  const { amount, of } = refund;
  if (amount !== undefined && amount === of) {
    contradiction(
      `payments.source.refund.of and payments.source.refund.amount both read "${amount}"`,
      "One of them is meant to stand elsewhere in the record.",
    );
  }
  const both = rulesOf(counts)
    .filter(({ path }) => path === refund.path)
    .flatMap((rule) => rule.in)
    .find((value) => refund.in?.some((other) => String(other) === String(value)));
  if (both === undefined) return;
  contradiction(
    `"${String(both)}" is a payment by payments.source.counts and a refund by payments.source.refund.in`,
    "Name it in one of them.",
  );
}

function rulesOf(counts: CheckedSource["counts"]): readonly ValueRule[] {
  return counts === undefined ? [] : [counts].flat();
}

function checkCounts({ counts }: CheckedSource): void {
  const paths = rulesOf(counts).map(({ path }) => path);
  const second = paths.findIndex((path, at) => paths.indexOf(path) !== at);
  const twice = paths[second];
  if (twice === undefined) return;
  contradiction(
    `payments.source.counts[${paths.indexOf(twice)}] and payments.source.counts[${second}] both read "${twice}", and a record must meet every rule`,
    "Write all values into one rule.",
  );
}

function checkEmpty({ empty, success, records = "" }: CheckedSource): void {
  if (empty === undefined) return;
  if ((empty.path === undefined) !== (empty.equals === undefined)) {
    const [given, missing] = empty.path === undefined ? ["equals", "path"] : ["path", "equals"];
    contradiction(
      `payments.source.empty.${given} is there, and payments.source.empty.${missing} is missing`,
      "The path says where to look, equals what stands there when there is nothing.",
    );
  }
  if (empty.absent === true && records === "") {
    contradiction(
      "payments.source.empty.absent is of the path of the records, and payments.source.records names none",
      "Name the path in records, or leave absent out.",
    );
  }
  if (empty.path === undefined || empty.path !== success?.path) return;
  if (String(empty.equals) !== String(success.equals)) return;
  contradiction(
    `payments.source.empty.equals and payments.source.success.equals are both ${JSON.stringify(empty.equals)}: every success would be empty`,
    "Name the value that only an empty range has.",
  );
}
