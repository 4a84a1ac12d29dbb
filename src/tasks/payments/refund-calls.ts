/**
 * Takes back at PlayCamp what the game refunded: one call a payment, after every
 * payment of the run has its outcome. PlayCamp's call takes back the whole of it,
 * so a refund of a part is told, and not sent.
 */
import type { Http } from "../../core/http.js";
import type { PushSettings } from "../../profile/payments-settings.js";
import { refundUrl } from "../../protocols/payments/bulk.js";
import { afterRefund } from "../../protocols/payments/outcomes.js";
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  parseDecimal,
  ZERO,
} from "../../protocols/payments/payment-amount.js";
import { completeRequest } from "../../transport/send.js";
import { keyOf, type OutcomeLine } from "./journal-lines.js";
import { lookUpPayment } from "./look-up.js";
import { idOf, persist, type PersistPorts, type Stop } from "./persist.js";
import type { SyncJournal } from "./sync-journal.js";
import type { OnProblem } from "./taken-record.js";

export type RefundPorts = PersistPorts & {
  readonly http: Http;
  readonly trace: (text: string) => void;
};

/** All that was given back of one payment. */
interface Refund {
  /** Null where some record does not say how much: all of it, unless it says that it is a part. */
  given: Decimal | null;
  isPartial: boolean;
  /** Of the payment, where a record of the run says. */
  paid: Decimal | null;
}

/** @returns null when every refund has its outcome */
export async function callRefunds(
  journal: SyncJournal,
  settings: PushSettings,
  ports: RefundPorts,
  onProblem: OnProblem,
): Promise<Stop | null> {
  if (journal.tally.outcomes.refund === 0) return null;
  for (const [id, refund] of await gather(journal)) {
    if (ports.signal.aborted) return { kind: "interrupted", message: "interrupted" };
    const before = journal.find(keyOf("refund-call", id, undefined));
    if (before !== null && (await before) !== null) continue;
    const outcome = await settle(id, refund, settings, ports);
    if ("kind" in outcome) return outcome;
    const line: OutcomeLine = { id, kind: "refund-call", page: 0, ...outcome };
    await journal.addOutcomes([line]);
    const { reason = "", deliveryId } = outcome;
    if (outcome.outcome === "refund-failed")
      onProblem({
        kind: "failed",
        transactionId: id,
        reason: `refund: ${reason}`,
        ...(deliveryId === undefined ? {} : { deliveryId }),
      });
    if (outcome.outcome === "refund-partial")
      ports.notice(
        `refund of ${id}: ${reason}; PlayCamp's call takes back all of it, so it is not sent`,
      );
  }
  return null;
}

async function gather(journal: SyncJournal): Promise<ReadonlyMap<string, Refund>> {
  const refunds = new Map<string, Refund>();
  for await (const { id, kind, amount, paid, isPart } of journal.outcomes()) {
    if (kind !== "refund" || id === null) continue;
    const known = refunds.get(id) ?? { given: ZERO, isPartial: false, paid: null };
    const given = amount === undefined ? null : parseDecimal(amount);
    known.given = known.given === null || given === null ? null : addDecimals(known.given, given);
    known.isPartial ||= isPart === true;
    known.paid ??= paid === undefined ? null : parseDecimal(paid);
    refunds.set(id, known);
  }
  for (const [id, refund] of refunds) {
    const line = await journal.find(keyOf("payment", id, undefined));
    if (line?.amount !== undefined) refund.paid = parseDecimal(line.amount);
  }
  return refunds;
}

type Settled = Pick<OutcomeLine, "outcome" | "reason"> & { readonly deliveryId?: string };

async function settle(
  id: string,
  { given, isPartial, paid }: Refund,
  settings: PushSettings,
  ports: RefundPorts,
): Promise<Settled | Stop> {
  let whole = paid;
  if (given === null && isPartial) {
    return { outcome: "refund-partial", reason: "a part of unknown amount" };
  }
  if (given !== null && whole === null) {
    const found = await lookUpPayment(id, settings, ports);
    if (found === null) return { outcome: "refund-unknown", reason: NOT_THERE };
    if (found === "unreadable") {
      return { outcome: "refund-failed", reason: "PlayCamp's reply holds no payment" };
    }
    if ("kind" in found) return found;
    if (found.status === "REFUNDED") return { outcome: "refunded" };
    whole = parseDecimal(found.amount);
  }
  if (given !== null && whole !== null && compareDecimals(given, whole) < 0) {
    return { outcome: "refund-partial", reason: "a part of its amount" };
  }
  return call(id, settings, ports);
}

const NOT_THERE = "PlayCamp has no such payment: there is nothing to take back";

async function call(
  id: string,
  { url, apiKey, callbackId, connection }: PushSettings,
  ports: RefundPorts,
): Promise<Settled | Stop> {
  const body = callbackId === null ? {} : { callbackId };
  const request = completeRequest(
    {
      method: "POST",
      url: refundUrl(url, id),
      headers: [
        ["Content-Type", "application/json"],
        ["Authorization", `Bearer ${apiKey.value}`],
      ],
      body: Buffer.from(JSON.stringify(body), "utf8"),
    },
    connection,
    false,
  );
  const send = async () => {
    // Not given up on an interrupt: an answer that is on its way gets recorded.
    const outcome = await ports.http(request);
    ports.trace(`POST ${request.url}: ${outcome.reply?.status ?? outcome.failure?.message ?? ""}`);
    return outcome;
  };
  const result = await persist("PlayCamp", send, afterRefund, ports);
  if (!result.ok) return result.stop;
  if (result.step.kind !== "refused") return { outcome: "refunded" };
  if (result.outcome.reply?.status === 404) return { outcome: "refund-unknown", reason: NOT_THERE };
  return { outcome: "refund-failed", reason: result.step.reason, ...idOf(result.outcome) };
}
