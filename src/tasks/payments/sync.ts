/** One run over a range: poll, convert, deliver, and know afterwards what became of every transaction. */
import type { Stop } from "./persist.js";
import { pollWindows, type PollOrder, type WalkPorts } from "./poll-windows.js";
import { createSettler, type SettleOptions } from "./settle.js";

export type SyncOrder = PollOrder & SettleOptions;

/**
 * @returns null when the whole range is settled; the journal says what came of it
 * @throws {UserError} when the mapping is malformed
 */
export async function syncPayments(order: SyncOrder, ports: WalkPorts): Promise<Stop | null> {
  const settler = createSettler(order);
  const polled = await pollWindows(order, order.journal, settler, ports);
  if (!ports.signal.aborted) await settler.flush();
  await settler.drain();
  const stop = settler.stop() ?? polled;
  if (stop === null) await order.journal.end();
  return stop;
}
