/** What the commands of each protocol print with --json. */
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
import { exchange, pagination } from "./shared.js";

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
  ...{
    others: number,
    unsureTimes: number,
    missing: number,
    doubts: listOf(anything),
    stop: nullable(anything),
  },
  sums: listOf(object({ currency: text, outcome: text, count: number, amount: text })),
};

const PAYMENTS = {
  "sync-payments": object({ from: text, to: text, dryRun: flag, ...tally }),
  "sync-payments --shard": shared("shardReport"),
  "merge-reports <shards of sync-payments>": object({
    ...{ from: text, to: text, dryRun: flag, shards: number, seenTwice: number },
    ...tally,
  }),
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

export const PROTOCOL_OUTPUTS: Readonly<Record<string, Shape>> = {
  ...ENTRY,
  ...WEBHOOKS,
  ...SDK_API,
  ...WALLET,
  ...PAYMENTS,
  ...POSTBACK,
};
