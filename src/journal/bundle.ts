/**
 * One file from which anyone who holds the secrets can repeat what happened:
 * exact bytes less the secrets, timings, and what the secrets must be checked against.
 */
import { UserError } from "../core/errors.js";
import type { JournalEntry } from "./entry.js";
import { messageOf, type StoredMessage } from "./message.js";

export const BUNDLE_FORMAT = "playcamp-gw/bundle@1";

export interface Bundle {
  readonly format: typeof BUNDLE_FORMAT;
  readonly tool: { readonly name: string; readonly version: string };
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
  /** The agreement, its secrets as references; null where there was none at hand. */
  readonly profile: unknown;
  readonly entries: readonly JournalEntry[];
}

export function renderBundle(bundle: Omit<Bundle, "format">): string {
  return `${JSON.stringify({ format: BUNDLE_FORMAT, ...bundle }, null, 2)}\n`;
}

/**
 * @param bundle parsed JSON
 * @throws {UserError} `bundle_invalid`
 */
export function readBundle(bundle: unknown): readonly StoredMessage[] {
  const { format, entries } = bundle as Partial<Bundle>;
  if (format !== BUNDLE_FORMAT || !Array.isArray(entries)) {
    throw new UserError(
      "bundle_invalid",
      `this is no bundle of this version: its format is ${JSON.stringify(format)}`,
      `Wanted is ${BUNDLE_FORMAT}; export it again, or update playcamp-gw.`,
    );
  }
  return entries.map(messageOf);
}
