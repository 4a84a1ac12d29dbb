/** A check of what was sent: which calls it is about, and what it makes of them. */
import type { Exchange, RecordedBody } from "../../../core/http-exchange.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import type { Finding } from "../../finding.js";
import { callsOf, type ClientTarget, REQUESTS } from "./client-target.js";
import { nameOf, type SeenCall, type SeenCalls } from "./seen-calls.js";

export interface CallFault extends Finding {
  /** The evidence. */
  readonly calls: readonly SeenCall[];
}

export interface CallCheck extends CheckDefinition {
  readonly isAbout: (call: SeenCall, seen: SeenCalls) => boolean;
  /** What is not judged while it is about nothing, as `no coupon was used`. */
  readonly unseen: string;
  /** Calls that would have led to one that it is about, had there been more; then it is blocked, and says what to do. */
  readonly awaited?: { readonly isCandidate: (call: SeenCall) => boolean; readonly more: string };
  /** @param calls those that it is about, at least one */
  readonly judge: (calls: readonly SeenCall[], seen: SeenCalls) => CallFault | null;
}

/** Enough to see what passed. */
const SHOWN_PASSED = 3;
const SHOWN_FAILED = 8;

export function callScenario(id: string, checks: readonly CallCheck[]): Scenario<ClientTarget> {
  return {
    id,
    requests: REQUESTS,
    checks: checks.map(({ isAbout: _, unseen: __, awaited: ___, judge: ____, ...check }) => check),
    run: async (context) => {
      const seen = await callsOf(context);
      for (const check of checks) settle(check, seen, context);
    },
  };
}

type Settling = Pick<
  Parameters<Scenario<ClientTarget>["run"]>[0],
  "conclude" | "block" | "notApplicable"
>;

function settle(check: CallCheck, seen: SeenCalls, context: Settling): void {
  const { id, isAbout, judge, unseen, awaited } = check;
  const calls = seen.calls.filter((call) => isAbout(call, seen));
  const fault = calls.length === 0 ? null : judge(calls, seen);
  if (fault !== null) {
    const { calls: involved, ...finding } = fault;
    context.conclude(id, evidenceOf(involved, SHOWN_FAILED), finding);
  } else if (seen.dropped > 0) {
    context.block(
      id,
      `${seen.dropped} calls came when the record was full, and were not kept: play less at a time`,
      evidenceOf(calls, SHOWN_PASSED),
    );
  } else if (calls.length > 0) context.conclude(id, evidenceOf(calls, SHOWN_PASSED), null);
  else {
    const candidates = seen.calls.filter((call) => awaited?.isCandidate(call) === true);
    if (awaited !== undefined && candidates.length > 0)
      context.block(id, `${unseen}: ${awaited.more}`, evidenceOf(candidates, SHOWN_PASSED));
    else context.notApplicable(id, unseen);
  }
}

function evidenceOf(calls: readonly SeenCall[], most: number): readonly Exchange[] {
  return calls.slice(0, most).map(({ exchange }) => {
    const { request, response } = exchange;
    return {
      ...exchange,
      request: { ...request, body: request.body === null ? null : cutBody(request.body) },
      response: response === null ? null : { ...response, body: cutBody(response.body) },
    };
  });
}

/** A bulk call of 1000 items is told by its beginning. */
const SHOWN_CHARACTERS = 16 * 1024;

function cutBody(body: RecordedBody): RecordedBody {
  const { text, base64 } = body;
  const long = text ?? base64 ?? "";
  if (long.length <= SHOWN_CHARACTERS) return body;
  const cut = long.slice(0, SHOWN_CHARACTERS);
  return {
    bytes: body.bytes,
    ...(text === undefined ? { base64: cut } : { text: cut }),
    truncated: true,
  };
}

/** Finds fault with what is missing, which may be among what was not kept. */
export function ofWholeRecord(judge: CallCheck["judge"]): CallCheck["judge"] {
  return (calls, seen) => (seen.dropped > 0 ? null : judge(calls, seen));
}

/** Finds fault with calls one by one: the first is told, and how many there are. */
export function eachCall(
  find: (call: SeenCall, seen: SeenCalls) => Finding | null,
): CallCheck["judge"] {
  return (calls, seen) => {
    const found = calls.flatMap((call) => {
      const finding = find(call, seen);
      return finding === null ? [] : [{ call, finding }];
    });
    const [first] = found;
    if (first === undefined) return null;
    const more =
      found.length === 1 ? "" : `, and ${found.length - 1} more of ${calls.length} calls`;
    const { actual, ...finding } = first.finding;
    return {
      ...finding,
      actual: `${nameOf(first.call)}: ${actual}${more}`,
      calls: found.map(({ call }) => call),
    };
  };
}
