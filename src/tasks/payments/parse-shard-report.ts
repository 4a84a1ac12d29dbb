/** Reads a shard's report back, refusing what this version did not write or somebody changed. */
import * as z from "zod/mini";
import { UserError } from "../../core/errors.js";
import { findJsonError } from "../../core/json/fault.js";
import { renderPath } from "../../core/json/path.js";
import { parseDecimal } from "../../protocols/payments/payment-amount.js";
import { SHARD_REPORT_FORMAT, type ShardReport } from "./shard-report.js";

const count = z.int().check(z.gte(0));
const place = z.int().check(z.gte(1));
const instant = z.iso.datetime({ precision: 3 });
const decimal = z
  .string()
  .check(z.refine((text) => parseDecimal(text) !== null, { error: "no decimal number" }));

const line = z.object({
  id: z.nullable(z.string()),
  record: z.exactOptional(z.string()),
  kind: z.enum(["payment", "refund", "refused", "refund-call"]),
  outcome: z.enum([
    ...(["pushed", "skipped", "failed", "refused", "refund", "refunded", "converted"] as const),
    ...(["refund-partial", "refund-needless", "refund-unknown", "refund-failed"] as const),
  ]),
  amount: z.exactOptional(decimal),
  paid: z.exactOptional(decimal),
  isPart: z.exactOptional(z.literal(true)),
  currency: z.exactOptional(z.string()),
  content: z.exactOptional(z.string()),
  at: z.exactOptional(instant),
});

const report = z.object({
  format: z.literal(SHARD_REPORT_FORMAT),
  tool: z.object({ name: z.string(), version: z.string() }),
  from: instant,
  to: instant,
  dryRun: z.boolean(),
  shard: z.object({ index: place, count: place, from: instant, to: instant }),
  target: z.object({ source: z.string(), push: z.nullable(z.string()), settings: z.string() }),
  finished: z.boolean(),
  fetched: count,
  converted: count,
  refused: count,
  refunds: count,
  refunded: count,
  refundsInPart: count,
  refundsUnknown: count,
  pushed: count,
  skipped: count,
  failed: count,
  repeats: count,
  conflicts: count,
  outside: count,
  others: count,
  unsureTimes: count,
  missing: count,
  doubts: z.array(z.string()),
  sums: z.array(
    z.object({
      currency: z.string(),
      outcome: z.enum(["pushed", "skipped", "failed", "converted"]),
      count,
      amount: decimal,
    }),
  ),
  stop: z.nullable(
    z.object({
      kind: z.enum(["refused", "unreachable", "incomplete", "interrupted"]),
      message: z.string(),
      deliveryId: z.exactOptional(z.string()),
    }),
  ),
  pages: count,
  pagesWithoutRecords: count,
  through: z.nullable(instant),
  listed: z.object({ from: instant, to: instant, unlisted: count, lines: z.array(line) }),
});

/** What every report of this format holds, for whoever reads one in another language. */
export function shardReportJsonSchema(): object {
  return z.toJSONSchema(report, { io: "input", target: "draft-7" });
}

/** Whether a text is meant to be one, right or wrong. */
export function isShardReport(text: string): boolean {
  return /"format"\s*:\s*"playcamp-gw\/sync-shard@/.test(text);
}

/**
 * @param file where the text came from, for messages
 * @throws {UserError} `report_invalid`
 */
export function parseShardReport(text: string, file: string): ShardReport {
  const plain = text.replace(/^\uFEFF/, "");
  const error = findJsonError(plain);
  if (error !== null) throw refuse(file, `line ${error.line}: ${error.found}`);
  const parsed = report.safeParse(JSON.parse(plain));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, `${renderPath(issue?.path ?? [])}: ${issue?.message ?? "is wrong"}`);
  }
  const contradiction = contradictionIn(parsed.data);
  if (contradiction !== null) throw refuse(file, contradiction);
  return parsed.data;
}

/** What cannot be in a report as it was written. */
function contradictionIn(found: ShardReport): string | null {
  const { shard, finished, stop, sums, pushed, skipped, listed, refunds, refused } = found;
  if (shard.index > shard.count) return `shard: ${shard.index} of ${shard.count}`;
  if (finished !== (stop === null)) return "finished: it is not what stop says";
  const summed = (outcome: string) =>
    sums.reduce((sum, each) => sum + (each.outcome === outcome ? each.count : 0), 0);
  if (summed("pushed") !== pushed || summed("skipped") !== skipped)
    return "sums: they are of another number of payments than was pushed and skipped";
  const countOf = (kind: string) => listed.lines.filter((each) => each.kind === kind).length;
  const isWhole = countOf("refund") === refunds && countOf("refused") === refused;
  return isWhole || listed.unlisted > 0 ? null : "listed: refunds or refused records are missing";
}

function refuse(file: string, problem: string): UserError {
  return new UserError(
    "report_invalid",
    `${file} is no report of a shard of sync-payments: ${problem}`,
    "Give the files that sync-payments --shard wrote with --report, as they were written.",
  );
}
