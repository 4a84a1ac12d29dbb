/** One poll of the game's payment query, from request to reply. */
import {
  queryOf,
  type ServedOutcome,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { durationMs } from "../../../core/duration.js";
import type { JsonObject } from "../../../core/json/value.js";
import { fieldRule } from "../../../protocols/payments/mapping.js";
import { pageServerOf } from "../../../protocols/payments/paging.js";
import {
  renderToken,
  type AskedPage,
  type NextPageNames,
  type Selection,
} from "../../../protocols/payments/paging/page-server.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import type { TimeRange } from "../../../protocols/payments/windows.js";
import type { SandboxWorld } from "../../role.js";
import { cutInHalf } from "../../trouble.js";
import type { PaymentSourceAgreement } from "./agreement.js";
import { failureReply, statusReply, successReply } from "./envelope.js";
import { createGamePayments, type GamePayments } from "./game-payments.js";
import { policyOfRefunds, type SourcePolicy } from "./payment-source-policy.js";
import { createRefundWriter, refundsOf } from "./refund-book.js";
import { readPresented } from "./presented.js";
import { isInOrder, rangeTexts, readParameters, readRange } from "./query.js";
import { createRecordWriter } from "./write-record.js";
import { timeStepMs } from "./write-time.js";

const OWN_PAGE_SIZE = 50;

/** What a poll is answered from. */
interface Desk {
  readonly agreement: PaymentSourceAgreement;
  readonly policy: SourcePolicy;
  readonly world: SandboxWorld;
  readonly payments: GamePayments;
  readonly write: ReturnType<typeof createRecordWriter>;
  /** Below the sandbox's root. */
  readonly prefix: string;
  /** The latest right credentials, for faults that trust them again. */
  readonly known: Set<string>;
  /** How often a page was asked for, for faults that answer differently again. */
  readonly asked: Map<string, number>;
  /** Records skipped → the range whose page was given. */
  readonly cached: Map<number, Selection>;
}

type Answer = (request: ServedRequest) => Promise<ServedOutcome>;

export function createPaymentQuery(
  agreement: PaymentSourceAgreement,
  policy: SourcePolicy,
  world: SandboxWorld,
  prefix: string,
): Answer {
  const payments = soldPayments(agreement);
  const write = createRecordWriter(agreement);
  return createQuery({ agreement, policy, world, prefix, payments, write });
}

/** The same for what was given back; it is guarded as the other one is, and has faults of its own. */
export function createRefundQuery(
  payments: PaymentSourceAgreement,
  refunds: NonNullable<PaymentSourceAgreement["refunds"]>,
  policy: SourcePolicy,
  world: SandboxWorld,
  prefix: string,
): Answer {
  const agreement = { ...payments, ...refunds };
  return createQuery({
    agreement,
    policy: policyOfRefunds(policy),
    world,
    prefix,
    payments: refundsOf(soldPayments(payments)),
    write: createRefundWriter(agreement, payments),
  });
}

function soldPayments({ source, map, style, count, sold, seed }: PaymentSourceAgreement) {
  const stepMs = timeStepMs(fieldRule(map["purchasedAt"] ?? {}), source.range, style.timeStepMs);
  return createGamePayments({ seed, count, sold, stepMs });
}

function createQuery(given: Omit<Desk, "known" | "asked" | "cached">): Answer {
  const { policy, world } = given;
  const desk: Desk = {
    ...given,
    known: new Set(),
    asked: new Map(),
    cached: new Map(),
  };
  let requests = 0;
  return async (request) => {
    requests += 1;
    const trouble = policy.trouble(requests);
    if (trouble?.kind === "instead") return trouble.outcome;
    if (trouble?.kind === "delay") await world.clock.sleep(trouble.ms);
    const reply = await answerPoll(request, desk);
    return trouble?.kind === "cut" ? cutInHalf(reply) : reply;
  };
}

async function answerPoll(request: ServedRequest, desk: Desk): Promise<ServedReply> {
  const { agreement, policy, world } = desk;
  const { source } = agreement;
  const isTrusted = policy.trusts(request, agreement);
  if (request.method !== (source.method ?? "GET") && !isTrusted)
    return statusReply(405, "wrong method");
  const parameters = readParameters(source, request);
  if (parameters === null) return policy.malformedBody(agreement);
  const page = pageServerOf(pagingOf(source)).read(parameters, {
    own: agreement.style.pageSize ?? OWN_PAGE_SIZE,
    given: policy.pageSize,
  });
  const refusal = isTrusted ? null : refuse(desk, request, rangeTexts(source, parameters), page);
  if (refusal !== null) return refusal;
  if (page === null) return failureReply(source, 400, "there is no such page");
  if (policy.readsByPlace && !isInOrder(source, parameters))
    return failureReply(source, 400, "the range is no range");
  if (page.selection !== null)
    return policy.finish(giveRecords(desk, request, page.selection, page));
  const range = source.range === undefined ? agreement.sold : readRange(source, parameters);
  const looked = range && policy.understands(range, agreement.sold, page.skip);
  if (looked === null) return policy.malformedRange(agreement);
  await world.clock.sleep(policy.delayMs(looked, agreement));
  const early = answerOddRange(desk, looked);
  if (early !== null) return early;
  const selection = cachedOr(desk, select(desk, looked), page);
  return policy.finish(giveRecords(desk, request, selection, page));
}

function refuse(
  desk: Desk,
  request: ServedRequest,
  sent: { readonly from: string; readonly to: string },
  page: AskedPage | null,
): ServedReply | null {
  const { agreement, policy, world, known } = desk;
  const read = readPresented(agreement, request, sent, world.clock.nowMs());
  const presented = {
    ...read,
    isFirstPage: page === null || (page.skip === 0 && page.selection === null),
    wasRight: known.has(read.credential ?? ""),
  };
  if (read.verdict === "right") remember(known, read.credential ?? "");
  else if (!policy.forgives(presented)) {
    return policy.refusesWithRecords ? showRecords(desk) : policy.refusal(agreement, presented);
  }
  return policy.refusesAll(agreement);
}

const SHOWN = 3;

function showRecords(desk: Desk): ServedReply {
  const { payments, agreement } = desk;
  const records = Array.from({ length: SHOWN }, (_, at) =>
    writeRecord(desk, payments.at(at), SHOWN),
  );
  const page = { records, total: SHOWN, next: null, noNext: undefined };
  return { ...successReply(agreement.source, page), status: 401 };
}

function cachedOr({ policy, cached }: Desk, selection: Selection, { skip }: AskedPage): Selection {
  const before = policy.cachesLaterPages && skip > 0 ? cached.get(skip) : undefined;
  cached.set(skip, before ?? selection);
  return before ?? selection;
}

function timesAsked({ asked }: Desk, page: string): number {
  const times = (asked.get(page) ?? 0) + 1;
  asked.set(page, times);
  const [oldest] = asked.keys();
  if (asked.size > REMEMBERED && oldest !== undefined) asked.delete(oldest);
  return times;
}

const REMEMBERED = 1_000;

function remember(known: Set<string>, credential: string): void {
  known.add(credential);
  const [oldest] = known;
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
}

/** An inverted range holds nothing; one that is too long is refused. */
function answerOddRange(
  { agreement, policy }: Desk,
  { fromMs, toMs }: TimeRange,
): ServedReply | null {
  const { source } = agreement;
  if (fromMs > toMs) return policy.inverted(agreement);
  const agreed = source.range?.maxWindow;
  const longest = policy.longestMs(agreed === undefined ? null : durationMs(agreed));
  return longest !== null && toMs - fromMs > longest
    ? failureReply(source, 400, "the range is too long")
    : null;
}

function select({ policy, payments }: Desk, range: TimeRange): Selection {
  const from = payments.countBefore(range.fromMs, !policy.includesFrom);
  const to = payments.countBefore(range.toMs, policy.includesTo);
  return { from, to: Math.max(from, to) };
}

function giveRecords(
  desk: Desk,
  request: ServedRequest,
  selection: Selection,
  asked: AskedPage,
): ServedReply {
  const { agreement, policy, payments } = desk;
  const { source, style } = agreement;
  const { from, to } = selection;
  const { skip, size } = asked;
  const count = to - from;
  const records = policy
    .positions({
      skip,
      size,
      count,
      asked: timesAsked(desk, `${from}-${to}/${skip}`),
    })
    .map((position) => payments.at(policy.newestFirst ? to - 1 - position : from + position))
    .map((payment) => writeRecord(desk, payment, count));
  if (records.length === 0) {
    const instead = policy.onEmpty(agreement);
    if (instead !== null) return instead;
  }
  const hasNext = skip + size < count;
  return successReply(source, {
    records: records.length === 0 ? policy.empty : records,
    total: policy.total(count, records.length, payments.count),
    next: hasNext ? nextPage(desk, request, renderToken(selection, skip + size)) : null,
    noNext: style.noNext,
  });
}

function writeRecord(
  { write, policy, agreement }: Desk,
  sold: ReturnType<GamePayments["at"]>,
  inRange: number,
): JsonObject {
  const payment = policy.payment(sold, inRange);
  return policy.record(write(payment), payment, agreement);
}

function nextPage({ world, prefix }: Desk, request: ServedRequest, token: string): NextPageNames {
  return {
    token,
    urlWith: (parameter) => {
      const query = new URLSearchParams(queryOf(request.target));
      query.set(parameter, token);
      const path = request.target.split("?", 1)[0] ?? "";
      return `${world.baseUrl()}${prefix}${path}?${query.toString()}`;
    },
  };
}
