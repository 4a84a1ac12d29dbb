/** The command line that sends journal entries again. */
import { shellLine } from "../core/shell.js";

/** Whatever may stand in the journal: an exchange, or an outcome's trace. */
export interface Kept {
  readonly deliveryId?: string;
}

/**
 * @param words what leads to the same target, profile and journal
 * @returns null where none of them was kept
 */
export function replayLine(kept: readonly Kept[], words: readonly string[]): string | null {
  const ids = new Set(kept.flatMap(({ deliveryId }) => deliveryId ?? []));
  return ids.size === 0 ? null : shellLine(["npx", "playcamp-gw", "replay", ...ids, ...words]);
}
