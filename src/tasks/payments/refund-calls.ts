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
import { renderInstant } from "../../protocols/payments/times.js";
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

/**
 * Whether payments may come to PlayCamp that the run has not: `none` of a whole range;
 * of one part of it, `may-follow` until all parts are said to be `through`.
 */
export type OtherShards = "none" | "may-follow" | "through";

/**
 * Of a payment that neither the shard nor PlayCamp has, another shard may still bring
 * it: its refund stays open, and the run with it.
 *
 * @returns null when every refund has its outcome
 */
export async function callRefunds(
  journal: SyncJournal,
  settings: PushSettings,
  ports: RefundPorts,
  onProblem: OnProblem,
  others: OtherShards = "none",
): Promise<Stop | null> {
  if (journal.tally.outcomes.refund === 0) return null;
  let open = 0;
  for (const [id, refund] of await gather(journal)) {
    if (ports.signal.aborted) return { kind: "interrupted", message: "interrupted" };
    const before = journal.find(keyOf("refund-call", id, undefined));
    if (before !== null && (await before) !== null) continue;
    const at = renderInstant(ports.clock.nowMs());
    const outcome = await settle(id, refund, settings, ports);
    if ("kind" in outcome) return outcome;
    const isMissing = others !== "none" && (await isElsewhere(id, outcome, journal));
    if (isMissing && others === "may-follow") {
      open += 1;
      continue;
    }
    const asked = isMissing ? { at } : {};
    const line: OutcomeLine = { id, kind: "refund-call", page: 0, ...asked, ...outcome };
    await journal.addOutcomes([line]);
    const { reason = "", deliveryId } = outcome;
    if (outcome.outcome === "refund-failed")
      onProblem({
        kind: "failed",
        transactionId: id,
        reason: `refund: ${reason}`,
        ...(deliveryId === undefined ? {} : { deliveryId }),
      });
    if (outcome.outcome === "refund-unknown") ports.notice(`refund of ${id}: ${reason}`);
    if (outcome.outcome === "refund-partial")
      ports.notice(
        `refund of ${id}: ${reason}; PlayCamp's call takes back all of it, so it is not sent`,
      );
  }
  return open === 0 ? null : leftOpen(open);
}

/** Whether a payment is missing at PlayCamp, and is none of the run's own. */
async function isElsewhere(
  id: string,
  { outcome }: Settled,
  journal: SyncJournal,
): Promise<boolean> {
  if (outcome !== "refund-unknown" && outcome !== "refund-needless") return false;
  const own = journal.find(keyOf("payment", id, undefined));
  return own === null || (await own) === null;
}

function leftOpen(count: number): Stop {
  const [noun, verb] = count === 1 ? ["refund", "is"] : ["refunds", "are"];
  return {
    kind: "incomplete",
    message: `${count} ${noun} ${verb} of payments that PlayCamp does not have, and that another shard may bring: once every shard has pushed its payments, run this one with --resume`,
  };
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
    if (found === null) return { outcome: "refund-unknown", reason: UNKNOWN };
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
  const called = await call(id, settings, ports);
  if ("kind" in called || called.outcome !== "refund-unknown" || paid === null) return called;
  return {
    outcome: "refund-needless",
    reason: "PlayCamp has no such payment: nothing to take back",
  };
}

const UNKNOWN =
  "neither this run nor PlayCamp has such a payment; where the refund has an id of its own, name the payment's in payments.source.refund.of";

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
  if (result.outcome.reply?.status === 404) return { outcome: "refund-unknown", reason: UNKNOWN };
  return { outcome: "refund-failed", reason: result.step.reason, ...idOf(result.outcome) };
}
