/** The playtime endpoints: one session, and many at once. No event tells of them. */
import {
  isJsonArray,
  isJsonObject,
  jsonProperty,
  type JsonValue,
} from "../../../core/json/value.js";
import type { ServedReply } from "../../../core/server.js";
import {
  PLATFORMS,
  accepted,
  rejected,
  type FieldReading,
} from "../../../protocols/payments/payment.js";
import { parseIsoInstant } from "../../../protocols/payments/times.js";
import { keepLatest } from "../keep-latest.js";
import {
  creatorKeyText,
  isTestCall,
  object,
  optional,
  readForm,
  required,
  TERMS,
  text,
  wholeFrom,
  withForm,
} from "./body-form.js";
import { strangerClaimed } from "./attribution.js";
import { type SdkCall, type SdkDesk, type SdkResource, serverRoute } from "./endpoints.js";
import { plainReply } from "./plain-replies.js";
import { readBody } from "./read-body.js";
import { errorReply, type ErrorDetail, validationError } from "./sdk-api-replies.js";

const SESSION = {
  sessionId: required(text),
  userId: required(text),
  durationSeconds: required(wholeFrom(1)),
  startedAt: required(instant),
  endedAt: required(instant),
  campaignId: optional(text),
  creatorKey: optional(creatorKeyText),
  platform: optional(platform),
  metadata: optional(object),
  ...TERMS,
};

/** @source PlayCamp SDK API, `POST /v1/server/playtime/sessions/bulk` */
const MOST_SESSIONS = 1000;
const KEPT = 50_000;

interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly durationSeconds: number;
  readonly creatorKey: string | null;
  readonly campaignId: string | null;
  readonly isTest: boolean;
}

interface StoredSession extends Session {
  readonly createdAt: string;
}

export const playtimeResource: SdkResource = {
  id: "playtime",
  title: "playtime: POST /sessions, POST /sessions/bulk",
  routes: (desk) => {
    const known = new Map<string, StoredSession>();
    return [
      serverRoute("POST", "playtime/sessions", (call) =>
        withForm(call, SESSION, (values) => {
          const late = lateStart(values, "");
          if (late.length > 0) return validationError(late);
          const session = { ...values, isTest: isTestCall(call, values) };
          const stranger = strangerClaimed(desk, session, session.isTest);
          if (stranger !== null) return errorReply(404, stranger);
          const { stored, isNew } = store(known, desk, session, call);
          const { sessionId, userId, durationSeconds, createdAt } = stored;
          return plainReply(200, {
            sessionId,
            userId,
            durationSeconds,
            recorded: isNew,
            createdAt,
          });
        }),
      ),
      serverRoute("POST", "playtime/sessions/bulk", (call) => storeMany(call, desk, known)),
    ];
  },
};

function store(
  known: Map<string, StoredSession>,
  { sponsors, policy }: SdkDesk,
  session: Session,
  { nowMs }: SdkCall,
): { readonly stored: StoredSession; readonly isNew: boolean } {
  const before = known.get(session.sessionId);
  if (before !== undefined && policy.knowsSessions) return { stored: before, isNew: false };
  const boost =
    session.creatorKey === null ? sponsors.boostOf(session.userId, session.campaignId) : null;
  const stored = {
    ...session,
    creatorKey: session.creatorKey ?? boost?.creatorKey ?? null,
    campaignId: session.campaignId ?? boost?.campaignId ?? null,
    createdAt: new Date(nowMs).toISOString(),
  };
  if (!session.isTest) keepLatest(known, KEPT, session.sessionId, stored);
  return { stored, isNew: true };
}

/** All of it is validated before any of it is stored, as with payments. */
function storeMany(call: SdkCall, desk: SdkDesk, known: Map<string, StoredSession>): ServedReply {
  const body = readBody(call);
  const listed = jsonProperty(body ?? undefined, "sessions");
  const count = isJsonArray(listed) ? listed.length : 0;
  if (body === null || !isJsonArray(listed) || count === 0 || count > MOST_SESSIONS)
    return validationError([
      { path: "sessions", message: `must be a list of 1 to ${MOST_SESSIONS} sessions` },
    ]);
  const terms = readForm(body, TERMS);
  const read = listed.map((each, at) => readSession(each, `sessions[${at}]`));
  const problems = [
    ...(terms.ok ? [] : terms.problems),
    ...read.flatMap((each) => ("problems" in each ? each.problems : [])),
  ];
  if (!terms.ok || problems.length > 0) return validationError(problems);
  const isTest = isTestCall(call, terms.values);
  const results = read.flatMap((each) =>
    "problems" in each
      ? []
      : [resultOf(known, desk, { ...each, isTest: isTest || each.isTest }, call)],
  );
  const having = (status: string) => results.filter((each) => each.status === status).length;
  return plainReply(200, {
    totalRequested: results.length,
    successful: having("SUCCESS"),
    failed: having("FAILED"),
    skipped: having("SKIPPED"),
    results,
  });
}

function resultOf(
  known: Map<string, StoredSession>,
  desk: SdkDesk,
  session: Session,
  call: SdkCall,
) {
  const { sessionId } = session;
  const error = strangerClaimed(desk, session, session.isTest);
  if (error !== null) return { sessionId, status: "FAILED", error };
  const { isNew } = store(known, desk, session, call);
  return { sessionId, status: isNew ? "SUCCESS" : "SKIPPED" };
}

function readSession(
  value: JsonValue,
  path: string,
): Session | { readonly problems: readonly ErrorDetail[] } {
  if (!isJsonObject(value)) return { problems: [{ path, message: "must be an object" }] };
  const reading = readForm(value, SESSION, `${path}.`);
  if (!reading.ok) return reading;
  const problems = lateStart(reading.values, `${path}.`);
  return problems.length > 0 ? { problems } : reading.values;
}

function lateStart(
  { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
  prefix: string,
): readonly ErrorDetail[] {
  return endedAt < startedAt
    ? [{ path: `${prefix}endedAt`, message: "must not be before startedAt" }]
    : [];
}

/** @returns milliseconds since the epoch */
function instant(value: JsonValue): FieldReading<number> {
  const ms = typeof value === "string" ? parseIsoInstant(value) : null;
  return ms === null ? rejected("must be an ISO 8601 time with its offset") : accepted(ms);
}

function platform(value: JsonValue): FieldReading<string> {
  const known = PLATFORMS.find((each) => each === value);
  return known === undefined ? rejected(`must be one of ${PLATFORMS.join(", ")}`) : accepted(known);
}
