/** Reads a load's result back, refusing what this version did not write or somebody changed. */
import * as z from "zod/mini";
import { exchange } from "../../conformance/parse-report.js";
import type { Exchange } from "../../core/http-exchange.js";
import { UserError } from "../../core/errors.js";
import { findJsonError } from "../../core/json/fault.js";
import { renderPath } from "../../core/json/path.js";
import { LOAD_RESULT_FORMAT, type LoadResult, type StageResult } from "./load-result.js";
import { LONGEST_NAME } from "./plan-schema.js";
import { totalOf } from "./stage-book.js";
import { LOAD_VERDICTS } from "./verdict.js";
import { joinBooks } from "./wallet-books.js";

const count = z.int().check(z.gte(0));
const millis = z.int();
/** As long as a plan lets it be. */
const label = z.string().check(z.maxLength(LONGEST_NAME));
const latencyCounts = z.array(z.tuple([count, count]));
const summary = z.nullable(
  z.object({
    count,
    min: z.number(),
    mean: z.number(),
    p50: z.number(),
    p90: z.number(),
    p99: z.number(),
    p999: z.number(),
    max: z.number(),
  }),
);
/** As stages and the total hold them. */
const counts = {
  planned: z.nullable(count),
  sent: count,
  accepted: count,
  answered: count,
  unreachable: count,
  interrupted: count,
  byStatus: z.record(z.string(), count),
  byFailure: z.record(z.string(), count),
  overdue: count,
  latencyMs: summary,
};

const stage = z.object({
  name: label,
  plannedInAll: z.nullable(count),
  ...counts,
  latencyCounts,
});

const openBet = z.object({
  account: z.string(),
  currency: z.string(),
  txId: z.string(),
  roundId: z.string(),
  action: z.enum(["WIN", "ROLL_BACK"]),
  settlementTxId: z.string(),
  amountMillis: millis,
});

const account = z.object({
  account: z.string(),
  currency: z.string(),
  rounds: count,
  openingMillis: z.nullable(millis),
  closingMillis: z.nullable(millis),
  stakedMillis: millis,
  wonMillis: millis,
  refundedMillis: millis,
  differenceMillis: z.nullable(millis),
});

const books = z.object({
  closed: z.boolean(),
  openBets: z.array(openBet),
  accounts: z.array(account),
  callbackMs: summary,
  callbackCounts: latencyCounts,
});

const result = z.object({
  format: z.literal(LOAD_RESULT_FORMAT),
  tool: z.object({ name: z.string(), version: z.string() }),
  kind: z.enum(["webhook", "wallet"]),
  name: label,
  plan: z.string(),
  seed: z.int(),
  runId: z.string(),
  shard: z.nullable(z.object({ index: z.int().check(z.gte(1)), count: z.int().check(z.gte(1)) })),
  url: z.string().check(z.refine((text) => URL.canParse(text), { error: "a URL" })),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  interrupted: z.boolean(),
  gaveUp: z.boolean(),
  books: z.exactOptional(books),
  stages: z.array(stage).check(z.minLength(1)),
  examples: z.array(z.custom<Exchange>((value) => exchange.safeParse(value).success)),
});

/** What every result of this format holds, for whoever reads one in another language. */
export function loadResultJsonSchema(): object {
  // What follows from the rest is written too, and never read back.
  const written = z.extend(result, {
    verdict: z.enum(LOAD_VERDICTS),
    total: z.object(counts),
    examples: z.array(exchange),
  });
  return z.toJSONSchema(written, { io: "input", target: "draft-7" });
}

/**
 * @param file where the text came from, for messages
 * @throws {UserError} `load_result_invalid`
 */
export function parseLoadResult(text: string, file: string): LoadResult {
  const error = findJsonError(text.replace(/^\uFEFF/, ""));
  if (error !== null) throw refuse(file, `line ${error.line}: ${error.found}`);
  const parsed = result.safeParse(JSON.parse(text.replace(/^\uFEFF/, "")));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(file, `${renderPath(issue?.path ?? [])}: ${issue?.message ?? "is wrong"}`);
  }
  const found: LoadResult = { ...parsed.data, total: totalOf(parsed.data.stages) };
  const contradiction = contradictionIn(found);
  if (contradiction !== null) throw refuse(file, contradiction);
  return found;
}

/** What cannot be in a result as it was written. */
function contradictionIn({ kind, stages, books: found }: LoadResult): string | null {
  for (const each of stages) {
    const wrong = contradictionOf(each);
    if (wrong !== null) return `stage ${JSON.stringify(each.name)}: ${wrong}`;
  }
  if ((kind === "wallet") !== (found !== undefined)) return "books: only those of wallets are kept";
  for (const each of found?.accounts ?? []) {
    const { openingMillis, closingMillis, stakedMillis, wonMillis, refundedMillis } = each;
    const difference =
      openingMillis === null || closingMillis === null
        ? null
        : closingMillis - openingMillis + stakedMillis - wonMillis - refundedMillis;
    if (difference !== each.differenceMillis)
      return `${each.account}: its difference is not what its balances say`;
  }
  const played = sum(found?.accounts.map(({ rounds }) => rounds) ?? []);
  const sent = sum(stages.map((each) => each.sent));
  if (found !== undefined && played !== sent)
    return `books: its accounts have ${played} rounds, and the stages ${sent}`;
  return found === undefined || joinBooks([found]).closed === found.closed
    ? null
    : "books: whether they are closed is not what they say";
}

function contradictionOf(stage: StageResult): string | null {
  const { sent, accepted, answered, planned, overdue, latencyCounts: latencies } = stage;
  const ends = sum([...Object.values(stage.byStatus), ...Object.values(stage.byFailure)]);
  if (ends + stage.interrupted !== sent) return "what was sent is not what became of it";
  if (accepted > answered || answered > sent) return "more was answered than sent";
  if (stage.unreachable > sent) return "more was unreachable than sent";
  if (planned !== null && sent > planned) return "more was sent than planned";
  return sum(latencies.map(([, times]) => times)) > sent + overdue
    ? "there are more latencies than were sent"
    : null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function refuse(file: string, problem: string): UserError {
  return new UserError(
    "load_result_invalid",
    `${file} is no result of a load plan: ${problem}`,
    "Give the files that plan run wrote with --out, as they were written.",
  );
}
