/** Refunds are events of their own, beside the payments that they refund and beside each other. */
import type { Exchange } from "../../../core/http-exchange.js";
import type { WebhookEvent } from "../../../protocols/webhook/events.js";
import type { WebhookProbe } from "../../../protocols/webhook/probe.js";
import { placeholdersOf } from "../../../protocols/signing/template.js";
import type { Finding } from "../../finding.js";
import { LOOK_GAP_MS, readCounts, toldOf } from "./effects.js";
import { delivery, eventFor, type WebhookContext } from "./webhook-target.js";

const LOOKS = 8;
const REFUNDS = 3;

/** Of {@link playRefunds}, at most: each refund, and a look at them and at a payment. */
export const REFUND_REQUESTS = REFUNDS + (REFUNDS + 1) * (1 + LOOKS);

/**
 * Some receivers count no refunds: one of a payment that nobody knows shows
 * whether they do, or the first of two.
 *
 * @param payments one or two that are known, of one player
 */
export async function playRefunds(
  context: WebhookContext,
  probe: WebhookProbe,
  payments: readonly WebhookEvent[],
): Promise<{ readonly finding: Finding | null; readonly exchanges: readonly Exchange[] }> {
  const unknown = eventFor(context, "payment.refunded", "refund of nothing");
  const known = payments.map(({ data }, at) => ({
    ...eventFor(context, "payment.refunded", `refund ${at}`),
    data: { transactionId: data["transactionId"], userId: data["userId"] },
  }));
  const told = [
    ...toldOf(context, [unknown], "refund"),
    ...toldOf(context, known, "known refund"),
    // Where it is taken for a payment it stands under its own callbackId.
    ...toldOf(
      context,
      known.slice(0, 1).map((refund) => ({ ...refund, event: "payment.created" })),
      "refund as a payment",
    ),
  ];
  const before = await readCounts(context, probe, told, "before");
  const exchanges: Exchange[] = [];
  const send = async (name: string, event: WebhookEvent) => {
    const step = await context.send(name, delivery(context, [event]));
    exchanges.push(...step.exchanges);
  };
  await send("a refund of a payment that is not known", unknown);
  for (const [at, refund] of known.entries())
    await send(`a refund of known payment ${at + 1}`, refund);
  let rose: readonly number[] = [];
  for (let look = 1; look <= LOOKS; look += 1) {
    await context.clock.sleep(LOOK_GAP_MS);
    const after = await readCounts(context, probe, told, "after");
    rose = after.seen.map((seen, at) => (seen ?? 0) - (before.seen[at] ?? 0));
    const areCounted = rose.slice(0, -1).every((each) => each === 1);
    if (areCounted || look === LOOKS) exchanges.push(...after.exchanges);
    if (areCounted) break;
  }
  return { finding: refundFinding(rose, probe), exchanges };
}

/** @param rose of an unknown payment's refund, of the known ones', of the first one under a payment's name */
function refundFinding(rose: readonly number[], { url }: WebhookProbe): Finding | null {
  const [ofUnknown, ofFirst, ofSecond = 1] = rose.slice(0, -1);
  const paidAgain = rose.at(-1) ?? 0;
  if (ofUnknown === 1 && ofFirst === 0)
    return {
      expected: "a refund counts beside the payment that it refunds",
      actual: "the refund of a known payment: 0; of an unknown one: 1",
    };
  if (ofFirst === 1 && ofSecond === 0)
    return {
      expected: "each refund of a player's payments counts",
      actual: "the refund of the first payment: 1; of the second: 0",
    };
  // A probe that is not asked for the event counts both as one.
  return paidAgain > 0 && placeholdersOf(url).includes("event")
    ? {
        expected: "a refund counts as a refund alone",
        actual: `the refund of the first payment counts as payment.created, ${paidAgain} times`,
      }
    : null;
}
