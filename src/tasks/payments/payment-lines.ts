/** Payments out of NDJSON, as `poll-payments` writes it, on their way to PlayCamp. */
import { parsePayment } from "../../protocols/payments/payment.js";
import { linesOf } from "./lines-of.js";
import type { Stop } from "./persist.js";
import { createSettler, type SettleOptions } from "./settle.js";
import type { TakenRecord } from "./taken-record.js";

/** Lines taken at a time. */
const PAGE_LINES = 1_000;

/** @returns null when every line is settled */
export async function pushLines(
  chunks: AsyncIterable<Uint8Array>,
  options: SettleOptions,
  signal: AbortSignal,
  onPage: (lines: number) => void,
): Promise<Stop | null> {
  const settler = createSettler(options);
  let page = 0;
  let lines = 0;
  let records: TakenRecord[] = [];
  const take = async () => {
    const head = { page, window: 0, pass: 1, windowStart: 0, outside: 0 };
    await settler.take({ ...head, next: null, marks: [] }, records);
    page += 1;
    records = [];
    onPage(lines);
  };
  for await (const { text } of linesOf(chunks)) {
    lines += 1;
    if (text.trim() === "") continue;
    records.push(lineRecord(text.replace(/^\uFEFF/, ""), lines));
    if (records.length >= PAGE_LINES) await take();
    if (signal.aborted || settler.stop() !== null) break;
  }
  if (!signal.aborted && settler.stop() === null) {
    await take();
    await settler.flush();
  }
  await settler.drain();
  if (signal.aborted) return { kind: "interrupted", message: "interrupted" };
  return settler.stop();
}

function lineRecord(text: string, number: number): TakenRecord {
  const parsed = parsePayment(text);
  if (parsed.ok) {
    const { payment } = parsed;
    return {
      conversion: { kind: "payment", payment, creatorKey: null },
      record: undefined,
    };
  }
  const reason = `line ${number}: ${parsed.problems.join("; ")}`;
  return {
    conversion: { kind: "refused", transactionId: null, reason },
    record: `line ${number}`,
  };
}
