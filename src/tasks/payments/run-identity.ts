/** Which run a journal belongs to, and the name of its file. */
import { createHash } from "node:crypto";
import type { PaymentsSettings, PushSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { renderInstant } from "../../protocols/payments/times.js";
import type { TimeRange } from "../../protocols/payments/windows.js";
import type { RunIdentity } from "./journal-lines.js";

export function runIdentity(
  profile: ResolvedProfile,
  settings: PaymentsSettings,
  push: PushSettings | null,
  range: TimeRange,
): RunIdentity {
  const { origin, environment } = profile;
  const { source, map, refunds } = settings;
  return {
    profile: environment === null ? origin : `${origin}#${environment}`,
    source: source.url,
    push: push?.url ?? null,
    from: renderInstant(range.fromMs),
    to: renderInstant(range.toMs),
    settings: digestOf([
      source,
      map,
      ...(refunds === undefined ? [] : [refunds.source, refunds.map]),
    ]),
  };
}

/** By profile, source and range: a second run over the same range meets the first one's journal. */
export function journalName({ profile, source, from, to }: RunIdentity): string {
  return `${digestOf([profile, source, from, to])}.ndjson`;
}

function digestOf(value: unknown): string {
  const digest = createHash("sha256").update(JSON.stringify(value));
  return digest.digest("hex").slice(0, 32);
}
