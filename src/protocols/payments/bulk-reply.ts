/** What PlayCamp says of each payment of a batch. What to do about it is in `outcomes.ts`. */
import {
  isJsonArray,
  isJsonObject,
  jsonProperty,
  parseJson,
  renderJson,
  scalarText,
  type JsonParse,
  type JsonValue,
} from "./lossless-json.js";
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
export function readBulkReply(
  batch: readonly Payment[],
  text: string,
): BulkReply {
  const document = parseReply(text);
  if (!document.ok)
    return unreadable(batch, `the reply is not JSON: ${document.problem}`);
  const inner = jsonProperty(document.value, "data");
  const reply = isJsonObject(inner) ? inner : document.value;
  const listed = jsonProperty(reply, "results");
  if (!isJsonArray(listed))
    return unreadable(batch, 'the reply has no "results"');
  const byId = resultsById(listed);
  const results = batch.map(
    ({ transactionId }) =>
      byId.get(transactionId) ?? {
        transactionId,
        status: "UNKNOWN" as const,
        error: "missing in the reply",
      },
  );
  return { results, problem: countProblem(reply, batch.length, results) };
}

/**
 * Where no number in the reply is so long that it could lose digits, the
 * runtime's own parser will do, which is several times faster.
 */
function parseReply(text: string): JsonParse {
  if (/[:[,]\s*-?\d{16}/.test(text)) return parseJson(text);
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch {
    return parseJson(text);
  }
}

/** As `scalarText`, and of a plain number too. */
function textOf(value: JsonValue | undefined): string | null {
  const plain: unknown = value;
  return typeof plain === "number" ? String(plain) : scalarText(value);
}

function unreadable(batch: readonly Payment[], problem: string): BulkReply {
  const results = batch.map(
    ({ transactionId }) =>
      ({ transactionId, status: "UNKNOWN", error: problem }) as const,
  );
  return { results, problem };
}

function resultsById(
  listed: readonly JsonValue[],
): ReadonlyMap<string, PushResult> {
  const byId = new Map<string, PushResult>();
  for (const each of listed) {
    const transactionId = textOf(jsonProperty(each, "transactionId"));
    if (transactionId === null || byId.has(transactionId)) continue;
    const error = jsonProperty(each, "error");
    byId.set(transactionId, {
      transactionId,
      status: statusOf(textOf(jsonProperty(each, "status"))),
      error: error === undefined || error === null ? null : errorText(error),
    });
  }
  return byId;
}

function statusOf(text: string | null): PushStatus {
  return text === "SUCCESS" || text === "SKIPPED" || text === "FAILED"
    ? text
    : "UNKNOWN";
}

function errorText(error: JsonValue): string {
  const message =
    jsonProperty(error, "message") ?? jsonProperty(error, "error");
  return textOf(error) ?? textOf(message) ?? renderJson(error);
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
    const said = textOf(jsonProperty(reply, name));
    const counted = results.filter((each) => each.status === status).length;
    return said === null || said === String(counted)
      ? []
      : [`${name} ${said}, listed ${counted}`];
  });
  const total = textOf(jsonProperty(reply, "totalRequested"));
  if (total !== null && total !== String(requested)) {
    wrong.unshift(`totalRequested ${total}, sent ${requested}`);
  }
  return wrong.length === 0
    ? null
    : `the reply's counts disagree: ${wrong.join("; ")}`;
}
