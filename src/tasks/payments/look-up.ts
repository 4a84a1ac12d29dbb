/** PlayCamp's own record of each payment, asked for by transaction id. */
import { urlPart } from "../../core/url-part.js";
import { joinUrl, type Http } from "../../core/http.js";
import type { PushSettings } from "../../profile/payments-settings.js";
import { parseJson } from "../../core/json/read.js";
import { afterPoll, type NextStep, type Sent } from "../../protocols/payments/outcomes.js";
import { majorAmount } from "../../protocols/payments/bulk.js";
import { readPlaycampPayment } from "../../protocols/payments/settlement-books.js";
import type { SettlementRecord } from "../../protocols/payments/settlement.js";
import { completeRequest } from "../../transport/send.js";
import { persist, type PersistPorts, type Stop } from "./persist.js";

export interface LookUp {
  /** Of the ids that PlayCamp knows. */
  readonly records: readonly SettlementRecord[];
  /** Replies that hold no payment, by transaction id. */
  readonly unreadable: readonly string[];
  readonly stop: Stop | null;
}

/** Requests under way at a time: reading is cheap, and a month holds many ids. */
const LEAST_CONCURRENCY = 4;

export async function lookUpPayments(
  ids: readonly string[],
  settings: PushSettings,
  ports: PersistPorts & { readonly http: Http },
  onCount: (count: number) => void,
): Promise<LookUp> {
  const records: SettlementRecord[] = [];
  const unreadable: string[] = [];
  let stop: Stop | null = null;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (;;) {
      const id = ids[next];
      next += 1;
      if (id === undefined || stop !== null) return;
      const found = await lookUpPayment(id, settings, ports);
      if (found === "unreadable") unreadable.push(id);
      else if (found !== null && "kind" in found) stop ??= found;
      else if (found !== null) records.push(found);
      done += 1;
      onCount(done);
    }
  };
  const workers = Math.max(LEAST_CONCURRENCY, settings.concurrency);
  await Promise.all(Array.from({ length: workers }, work));
  return { records, unreadable, stop };
}

/** @returns null for a payment that PlayCamp does not have */
export async function lookUpPayment(
  id: string,
  { url, apiKey, amount, connection }: PushSettings,
  ports: PersistPorts & { readonly http: Http },
): Promise<SettlementRecord | Stop | "unreadable" | null> {
  const request = completeRequest(
    {
      method: "GET",
      url: joinUrl(url, `/v1/server/payments/${urlPart(id)}`),
      headers: [["Authorization", `Bearer ${apiKey.value}`]],
      body: null,
    },
    connection,
    false,
  );
  const result = await persist(
    "PlayCamp",
    () => ports.http(request, ports.signal),
    afterLookUp,
    ports,
  );
  if (!result.ok) return result.stop;
  if (result.step.kind !== "read") return null;
  const text = Buffer.from(result.outcome.reply?.body ?? []).toString("utf8");
  const document = parseJson(text);
  const record = document.ok ? readPlaycampPayment(document.value) : null;
  return record === null ? "unreadable" : { ...record, amount: majorAmount(record, amount) };
}

function afterLookUp(sent: Sent, nowMs: number): NextStep {
  return "status" in sent && sent.status === 404
    ? { kind: "refused", reason: "HTTP 404" }
    : afterPoll(sent, nowMs);
}
