/** One run over a range: poll, convert, deliver, and know afterwards what became of every transaction. */
import { interrupted, type Stop } from "./persist.js";
import { pollWindows, type PollOrder, type WalkPorts } from "./poll-windows.js";
import { createSettler, type SettleOptions } from "./settle.js";

export type SyncOrder = PollOrder &
  SettleOptions & {
    /** Takes back what was refunded, once all payments are settled; null where nothing is pushed. */
    readonly callRefunds: (() => Promise<Stop | null>) | null;
  };

/**
 * @returns null when the whole range is settled; the journal says what came of it
 * @throws {UserError} when the mapping is malformed
 */
export async function syncPayments(order: SyncOrder, ports: WalkPorts): Promise<Stop | null> {
  const settler = createSettler(order);
  const polled = await pollWindows(order, order.journal, settler, ports);
  if (!ports.signal.aborted) await settler.flush();
  await settler.drain();
  const halted = ports.signal.aborted ? interrupted().stop : null;
  const broken = settler.stop() ?? polled ?? halted;
  const stop = broken ?? (await (order.callRefunds?.() ?? null));
  if (stop === null) await order.journal.end();
  return stop;
}
