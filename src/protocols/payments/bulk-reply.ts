/** What PlayCamp says of each payment of a batch. What to do about it is in `outcomes.ts`. */
import {
  type JsonValue,
  isJsonArray,
  isJsonObject,
  jsonProperty,
  renderJson,
  scalarText,
} from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import type { Payment } from "./payment.js";

/** `UNKNOWN`: the reply does not say, so the payment has to be pushed again; PlayCamp deduplicates. */
export type PushStatus = "SUCCESS" | "SKIPPED" | "FAILED" | "UNKNOWN";

export interface PushResult {
  readonly transactionId: string;
  readonly status: PushStatus;
  /** Why it failed, in PlayCamp's words where it gives any. */
  readonly error: string | null;
}

export interface BulkReply {
  /** One for each payment of the batch, in its order. */
  readonly results: readonly PushResult[];
  /** What is wrong with the reply itself; null for nothing. */
  readonly problem: string | null;
}

/**
 * Reads the 2xx reply to a bulk request, bare or inside `data`.
 *
 * @param batch the payments that were sent
 */
export function readBulkReply(batch: readonly Payment[], text: string): BulkReply {
  const document = parseJson(text);
  if (!document.ok) return unreadable(batch, `the reply is not JSON: ${document.problem}`);
  const inner = jsonProperty(document.value, "data");
  const reply = isJsonObject(inner) ? inner : document.value;
  const listed = jsonProperty(reply, "results");
  if (!isJsonArray(listed)) return unreadable(batch, 'the reply has no "results"');
  const results = resultsOf(batch, listed);
  return { results, problem: countProblem(reply, batch.length, results) };
}

function unreadable(batch: readonly Payment[], problem: string): BulkReply {
  const results = batch.map(
    ({ transactionId }) => ({ transactionId, status: "UNKNOWN", error: problem }) as const,
  );
  return { results, problem };
}

/** Mostly the results stand in the batch's order; only where they do not, they are sorted by id. */
function resultsOf(batch: readonly Payment[], listed: readonly JsonValue[]): readonly PushResult[] {
  let byId: ReadonlyMap<string, JsonValue> | null = null;
  return batch.map(({ transactionId }, at) => {
    let result = listed[at];
    if (idOf(result) !== transactionId) {
      byId ??= resultsById(listed);
      result = byId.get(transactionId);
    }
    return result === undefined
      ? { transactionId, status: "UNKNOWN", error: "missing in the reply" }
      : resultOf(transactionId, result);
  });
}

function idOf(result: JsonValue | undefined): string | null {
  return scalarText(jsonProperty(result, "transactionId"));
}

function resultsById(listed: readonly JsonValue[]): ReadonlyMap<string, JsonValue> {
  const byId = new Map<string, JsonValue>();
  for (const each of listed) {
    const id = idOf(each);
    if (id !== null && !byId.has(id)) byId.set(id, each);
  }
  return byId;
}

function resultOf(transactionId: string, result: JsonValue): PushResult {
  const error = jsonProperty(result, "error");
  return {
    transactionId,
    status: statusOf(scalarText(jsonProperty(result, "status"))),
    error: error === undefined || error === null ? null : errorText(error),
  };
}

function statusOf(text: string | null): PushStatus {
  return text === "SUCCESS" || text === "SKIPPED" || text === "FAILED" ? text : "UNKNOWN";
}

function errorText(error: JsonValue): string {
  const message = jsonProperty(error, "message") ?? jsonProperty(error, "error");
  return scalarText(error) ?? scalarText(message) ?? renderJson(error);
}

const COUNTS = [
  ["successful", "SUCCESS"],
  ["skipped", "SKIPPED"],
  ["failed", "FAILED"],
] as const;

/** The reply's own counts must agree with its results. */
function countProblem(
  reply: JsonValue,
  requested: number,
  results: readonly PushResult[],
): string | null {
  const wrong = COUNTS.flatMap(([name, status]) => {
    const said = scalarText(jsonProperty(reply, name));
    const counted = results.filter((each) => each.status === status).length;
    return said === null || said === String(counted) ? [] : [`${name} ${said}, listed ${counted}`];
  });
  const total = scalarText(jsonProperty(reply, "totalRequested"));
  if (total !== null && total !== String(requested)) {
    wrong.unshift(`totalRequested ${total}, sent ${requested}`);
  }
  return wrong.length === 0 ? null : `the reply's counts disagree: ${wrong.join("; ")}`;
}
