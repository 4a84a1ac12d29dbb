/** A PlayCamp that does nothing but count, exactly: which transaction ids it holds, and what they sum up to. */
import { listenOnNode } from "../../src/adapters/http/node-server.js";
import { jsonReply, type RunningServer } from "../../src/core/server.js";
import {
  type JsonValue,
  isJsonArray,
  jsonProperty,
  scalarText,
} from "../../src/core/json/value.js";
import { parseJson } from "../../src/core/json/read.js";
import {
  addDecimals,
  parseDecimal,
  renderDecimal,
  ZERO,
  type Decimal,
} from "../../src/protocols/payments/payment-amount.js";

export interface CountingPlaycamp {
  readonly server: RunningServer;
  /** Transaction id → `amount currency`, as first sent. */
  readonly book: ReadonlyMap<string, string>;
  /** Sorted `currency amount`. */
  readonly sums: () => readonly string[];
  readonly requests: () => number;
  /** Payments that were refunded, each known before. */
  readonly refunded: ReadonlySet<string>;
  /** Ids that came again with another amount or currency. */
  readonly contradictions: () => number;
}

export async function startCountingPlaycamp(): Promise<CountingPlaycamp> {
  const book = new Map<string, string>();
  const refunded = new Set<string>();
  let requests = 0;
  let contradictions = 0;
  const take = (payment: JsonValue) => {
    const text = (field: string) => scalarText(jsonProperty(payment, field)) ?? "";
    const transactionId = text("transactionId");
    const money = `${text("amount")} ${text("currency")}`;
    const known = book.get(transactionId);
    if (known === undefined) book.set(transactionId, money);
    else if (known !== money) contradictions += 1;
    return {
      transactionId,
      status: known === undefined ? "SUCCESS" : "SKIPPED",
    };
  };
  const answerRefund = (id: string) => {
    if (!book.has(id)) return jsonReply(404, { error: "unknown", code: "NOT_FOUND" });
    if (refunded.has(id)) return jsonReply(409, { error: "refunded before", code: "CONFLICT" });
    refunded.add(id);
    return jsonReply(200, { data: { transactionId: id, status: "REFUNDED" } });
  };
  const answerLookUp = (id: string) => {
    const money = book.get(id);
    if (money === undefined) return jsonReply(404, { error: "unknown", code: "NOT_FOUND" });
    const [amount, currency] = money.split(" ");
    const status = refunded.has(id) ? "REFUNDED" : "COMPLETED";
    const sale = { purchasedAt: "2026-01-05T00:00:00.000Z", distributionType: "MOBILE_STORE" };
    return jsonReply(200, {
      data: { transactionId: id, amount: Number(amount), currency, status, ...sale },
    });
  };
  const server = await listenOnNode(
    { host: "127.0.0.1", port: 0, maxBodyBytes: 1 << 26, onDefect: reject },
    async ({ method, body, target }) => {
      requests += 1;
      if (method === "GET") return answerLookUp(decodeURIComponent(target.split("/").at(-1) ?? ""));
      const refund = /\/payments\/([^/]+)\/refund$/.exec(target)?.[1];
      if (refund !== undefined) return answerRefund(decodeURIComponent(refund));
      const document = parseJson(Buffer.from(body).toString("utf8"));
      const payments = document.ok ? jsonProperty(document.value, "payments") : null;
      if (!isJsonArray(payments ?? null)) return jsonReply(400, { error: "no payments" });
      const results = (payments as readonly JsonValue[]).map(take);
      return jsonReply(200, { data: { results } });
    },
  );
  const sums = () => {
    const totals = new Map<string, Decimal>();
    for (const money of book.values()) {
      const [amount = "", currency = ""] = money.split(" ");
      const sum = totals.get(currency) ?? ZERO;
      totals.set(currency, addDecimals(sum, parseDecimal(amount) ?? ZERO));
    }
    return [...totals].map(([currency, sum]) => `${currency} ${renderDecimal(sum)}`).sort();
  };
  return {
    server,
    book,
    refunded,
    sums,
    requests: () => requests,
    contradictions: () => contradictions,
  };
}

function reject(error: unknown): void {
  throw error;
}
