/** What each command prints with --json, by its name; a test holds what they print against it. */
import {
  anything,
  either,
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  shared,
  text,
} from "./shape.js";
import { reportJsonSchema } from "../../conformance/parse-report.js";
import { LOAD, LOAD_SHARED } from "./load.js";
import { exchange, pagination, SHARED } from "./shared.js";

const ENTRY = {
  "sign-entry": object(
    { url: text, token: text, signature: text, timestamp: text },
    { accepted: flag, status: number, location: nullable(text) },
  ),
  "verify-entry": object({
    accepted: flag,
    reason: text,
    message: text,
    findings: listOf(
      object({
        ...{ part: text, cause: text, message: text, expected: nullable(text) },
        ...{ found: nullable(text), fix: text, proved: flag },
      }),
    ),
  }),
  vectors: object({
    format: text,
    about: text,
    tool: object({ name: text, version: text }),
    partner: text,
    recipes: mapOf(mapOf(anything)),
    cases: listOf(
      object(
        {
          ...{ id: text, suite: text, task: text, title: text, key: text },
          ...{ input: mapOf(anything), expected: mapOf(anything) },
        },
        { signedHex: text },
      ),
    ),
  }),
};

const control = (name: Readonly<Record<string, Shape>>) =>
  object({ ...name, accepted: flag, exchange });

const WEBHOOKS = {
  "fire-webhook": object(
    { url: text, total: number, accepted: number, byStatus: mapOf(number) },
    {
      ...{ statuses: listOf(nullable(number)), attempts: listOf(exchange) },
      ...{
        tamper: text,
        correct: text,
        behavedCorrectly: flag,
        control: control({}),
        advice: text,
      },
      ...{ concurrency: number, rate: nullable(number), sent: number, answered: number },
      ...{ unreachable: number, interrupted: number, byFailure: mapOf(number), overdue: number },
      ...{ elapsedMs: number, perSecond: number, latencyMs: nullable(mapOf(number)) },
      histogram: listOf(object({ upToMs: number, count: number })),
      examples: listOf(anything),
    },
  ),
  "verify-webhook": object(
    { valid: flag },
    {
      ...{ keyCheckValue: text, visible: listOf(text), cause: anything },
      source: mapOf(anything),
    },
  ),
  listen: either(
    object({ event: oneOf("ready"), url: text }),
    object({ event: oneOf("delivery"), id: number, status: number, valid: nullable(flag) }),
    object({ event: oneOf("unread"), reason: text, status: nullable(number) }),
  ),
  "webhooks create": object(
    {
      ...{ id: text, eventType: text, url: text, isActive: flag },
      ...{ retryCount: number, timeoutMs: number, createdAt: nullable(text) },
    },
    { secret: text, stored: anything },
  ),
  "webhooks test": object({
    success: flag,
    responseStatus: nullable(number),
    responseBody: nullable(text),
    error: nullable(text),
  }),
  "webhooks logs": object({ logs: listOf(mapOf(anything)), pagination }),
  "webhooks list": object({ webhooks: listOf(shared("webhook")), pagination }),
  "webhooks update": shared("webhook"),
  "webhooks delete": object({ id: text, deleted: flag }),
};

const couponTold = {
  ...{ reward: shared("reward"), packageName: shared("localised"), itemName: shared("localised") },
  ...{ creatorKey: text, campaignId: text, errorCode: text, errorMessage: text },
};

const SDK_API = {
  "coupons validate": object({ valid: flag, couponCode: text }, couponTold),
  "coupons redeem": object(
    { success: flag, couponCode: text },
    { ...couponTold, usageId: number, redeemedAt: text },
  ),
  "coupons list": object({ coupons: listOf(mapOf(anything)) }, { pagination }),
  "sponsors set": shared("sponsor"),
  "sponsors get": object({ sponsors: listOf(shared("sponsor")) }),
  "sponsors change": shared("sponsor"),
  "sponsors end": object({ success: flag }),
  "sponsors history": object({
    history: listOf(
      object(
        {
          ...{ id: either(number, text), userId: text, campaignId: text },
          ...{ creatorKey: text, action: text, createdAt: text },
        },
        { previousCreatorKey: text },
      ),
    ),
    pagination,
  }),
  "campaigns list": object({ campaigns: listOf(shared("campaign")), pagination }),
  "campaigns show": {
    allOf: [shared("campaign"), object({ creators: listOf(shared("creator")) })],
  },
  "creators search": object({ creators: listOf(shared("creator")) }),
  "creators show": {
    allOf: [
      shared("creator"),
      object({ coupons: listOf(object({ code: text, packageNo: number, status: text })) }),
    ],
  },
  "payments create": shared("payment"),
  "payments get": shared("payment"),
  "payments list": object({ payments: listOf(shared("payment")), pagination }),
  "payments refund": shared("payment"),
  "playtime send": object({
    ...{ sessionId: text, userId: text, durationSeconds: number },
    ...{ recorded: flag, createdAt: text },
  }),
  "webview open": object({ url: text, ott: text, expiresAt: nullable(text) }),
  "golive check": object({
    ready: flag,
    calls: listOf(object({ call: text, isDone: flag, answer: text })),
  }),
};

const walletReply = object(
  { status: number, problems: listOf(text) },
  {
    fields: mapOf(either(text, number)),
    ...{ code: nullable(number), codeName: nullable(text), message: nullable(text) },
  },
);

const WALLET = {
  "launch-game": object(
    {
      ...{ game: text, launchUrl: nullable(text), sessionToken: nullable(text) },
      ...{ status: nullable(number), problems: listOf(text), attempts: listOf(exchange) },
    },
    { code: nullable(number), message: nullable(text) },
  ),
  "fire-callback": object(
    {
      ...{ url: text, callback: text, status: nullable(number), accepted: flag },
      ...{ reply: nullable(walletReply), attempts: listOf(exchange) },
    },
    {
      ...{ providerTxId: text, actionId: text, auth: walletReply, tamper: text, correct: text },
      ...{ behavedCorrectly: flag, control: control({ name: text }) },
    },
  ),
  "play-round": object({
    ...{ verdict: text, url: text, roundId: text, game: text, flow: text, currency: text },
    ...{ openingBalance: nullable(number), expectedBalance: nullable(number) },
    bets: listOf(
      object(
        { txId: text, stake: number, outcome: text },
        { settlementTxId: text, settled: number, coefficient: number },
      ),
    ),
    ledger: listOf(
      object({
        ...{ action: text, amount: nullable(number), status: nullable(number), ok: flag },
        ...{ expected: nullable(number), reported: nullable(number), problems: listOf(text) },
        ...{ note: text, txId: nullable(text), betTxId: nullable(text), attempts: number },
      }),
    ),
    left: listOf(anything),
    attempts: listOf(exchange),
  }),
};

const tally = {
  ...{ finished: flag, fetched: number, converted: number, refused: number, refunds: number },
  ...{ refunded: number, refundsInPart: number, refundsUnknown: number, pushed: number },
  ...{ skipped: number, failed: number, repeats: number, conflicts: number, outside: number },
  ...{ others: number, missing: number, doubts: listOf(anything), stop: nullable(anything) },
  sums: listOf(object({ currency: text, outcome: text, count: number, amount: text })),
};

const PAYMENTS = {
  "sync-payments": object({ from: text, to: text, dryRun: flag, ...tally }),
  "poll-payments": object(
    {
      ...{ userId: text, transactionId: text, productId: text, amount: number, currency: text },
      ...{ platform: text, distributionType: text, purchasedAt: text },
    },
    { productName: text, callbackId: text, isTest: flag, refund: anything },
  ),
  "push-payments": object(tally),
  "reconcile-payments": object({
    ...{ month: text, against: text, refused: number, problems: listOf(anything) },
    ...{ doubts: listOf(anything), matched: number, differences: listOf(anything) },
    ...{ refundsWithoutPayment: listOf(anything), otherMonths: number },
    totals: object({ game: listOf(anything), playcamp: listOf(anything) }),
  }),
};

const POSTBACK = {
  "send-postback": object({
    url: text,
    postbacks: listOf(
      object({
        ...{ pid: text, uid: text, gid: text, level: number, outcome: text, right: flag },
        ...{ status: nullable(number), coinDelta: nullable(number), coins: nullable(number) },
        ...{ problems: listOf(text), exchanges: listOf(exchange) },
      }),
    ),
  }),
  "check-postback": object({
    ...{ url: text, pid: text, gid: text, level: number, countsOnce: nullable(flag) },
    steps: listOf(object({ name: text, uid: text, verdict: text, expected: text, actual: text })),
    coins: listOf(object({ uid: text, before: nullable(number), after: nullable(number) })),
    usedUp: listOf(anything),
    exchanges: listOf(exchange),
  }),
  "parse-referrer": object(
    { ok: flag, form: text },
    {
      ...{ pid: text, uid: text, gid: text, found: mapOf(text) },
      findings: listOf(object({ kind: text, key: nullable(text), message: text })),
    },
  ),
};

const level = oneOf("MUST", "SHOULD", "MAY");
const listedCheck = { id: text, suite: text, level, title: text };

const CONFORMANCE = {
  conformance: shared("report"),
  "conformance --list": object({
    ...{ plan: text, total: number, requests: number, stakeMillis: number },
    checks: listOf(object({ ...listedCheck, scenario: text })),
  }),
  "conformance --coverage": object({
    requirementSet: text,
    total: number,
    requirements: listOf(
      object({
        ...{ id: text, section: text, level, binds: text, text, document: text },
        ...{ judgedBy: listOf(text), unjudged: nullable(text), checks: listOf(text) },
      }),
    ),
  }),
  explain: object({
    ...{ ...listedCheck, clause: text, requirements: listOf(text), why: text, fix: text },
    scenario: object({
      ...{ id: text, requests: number, stakeMillis: number },
      siblings: listOf(object({ id: text, level })),
    }),
    catches: listOf(object({ id: text, title: text, certain: flag, command: text })),
  }),
  "explain <glob>": object({ total: number, checks: listOf(object(listedCheck)) }),
  "merge-reports": shared("report"),
};

const delivery = {
  ...{ id: text, at: text, direction: text, command: text, step: nullable(text) },
  ...{ environment: nullable(text), method: text, url: text, status: nullable(number) },
  ...{ failure: nullable(text), verdict: nullable(text), durationMs: nullable(number) },
  ...{ events: listOf(text), transactions: listOf(text) },
};

const SUPPORT = {
  "deliveries list": listOf(object(delivery)),
  "deliveries show": object(
    { ...delivery, keys: mapOf(text), request: mapOf(anything) },
    {
      ...{ note: nullable(text), live: flag, partner: nullable(text), tool: text },
      ...{ remoteAddress: nullable(text), localPort: nullable(number), headMs: nullable(number) },
      ...{ failureMessage: nullable(text), response: nullable(mapOf(anything)) },
    },
  ),
  replay: object({
    ...{ total: number, success: number, refused: number, unreachable: number },
    replayed: listOf(
      object({
        ...{ id: text, kind: text, verdicts: listOf(text), now: listOf(exchange) },
        then: nullable(shared("resent")),
      }),
    ),
  }),
};

const names = listOf(text);
const warnings = listOf(anything);

const SET_UP = {
  doctor: object({
    format: text,
    tool: object({ name: text, version: text }),
    profile: nullable(text),
    environment: nullable(text),
    summary: object({
      ...{ pass: number, warn: number, fail: number, blocked: number, na: number },
      verdict: text,
    }),
    checks: listOf(
      object(
        { check: text, subject: text, status: text, message: text },
        { hint: text, fix: text },
      ),
    ),
  }),
  init: object({
    ...{ profile: text, partner: text, sections: names, written: names, stored: listOf(anything) },
    ...{ guesses: listOf(object({ path: text, message: text })), neededPackage: nullable(text) },
    missingSecrets: listOf(object({ path: text, where: text, command: text })),
    check: nullable(object({ verdict: text, checks: listOf(object({ id: text, status: text })) })),
    next: names,
  }),
  "profile list": listOf(
    object({
      ...{ name: nullable(text), path: text, partner: nullable(text), environments: names },
      ...{ problem: nullable(text), active: flag, chosen: flag },
    }),
  ),
  "profile show": object({
    ...{ path: text, name: nullable(text), chosenBy: text, environments: names },
    ...{ environment: nullable(text), environmentBy: nullable(text) },
    values: listOf(
      object(
        {
          ...{ path: text, value: anything, secret: flag, source: text },
          order: listOf(object({ source: text, value: anything })),
        },
        { characters: number, places: listOf(object({ source: text, state: text })), doubt: text },
      ),
    ),
  }),
  "profile use": object({ name: nullable(text), path: nullable(text) }),
  "profile validate": object({
    ...{ path: text, valid: flag, sections: names, environments: names, warnings },
    problems: listOf(
      object({ path: text, message: text, hint: nullable(text) }, { allowed: text, found: text }),
    ),
  }),
  "profile set-secret": object({ store: text, replaced: flag, warnings }),
  "profile import": object({
    ...{ path: text, name: nullable(text), partner: text, environments: names, warnings },
  }),
  sandbox: object({
    ...{ event: oneOf("ready"), url: text, port: number },
    ...{ profile: mapOf(anything), credentials: mapOf(text) },
  }),
};

/** Of what streams, each line by itself. */
const OUTPUTS: Readonly<Record<string, Shape>> = {
  ...ENTRY,
  ...WEBHOOKS,
  ...SDK_API,
  ...WALLET,
  ...PAYMENTS,
  ...POSTBACK,
  ...CONFORMANCE,
  ...SUPPORT,
  ...SET_UP,
  ...LOAD,
};

/** One document: `#/properties/<command>` is what that command prints, `#/$defs/error` what stderr says of an error. */
export function outputsJsonSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "What the commands of playcamp-gw print with --json",
    type: "object",
    properties: OUTPUTS,
    $defs: { ...SHARED, ...LOAD_SHARED, report: reportJsonSchema() },
  };
}
