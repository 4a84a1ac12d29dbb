/** Journal entries as a file that others can read. */
import { UserError } from "../../core/errors.js";
import { createRedactor } from "../../core/redaction.js";
import { renderBundle } from "../../journal/bundle.js";
import { renderCurl } from "../../journal/curl-command.js";
import type { JournalEntry } from "../../journal/entry.js";
import { renderHar } from "../../journal/har.js";
import type { Journal } from "../../journal/journal.js";
import { messageOf } from "../../journal/message.js";
import { renderRawHttp } from "../../journal/raw-http.js";
import { exportProfile } from "../../profile/export.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { everySecret } from "./profile-secrets.js";

export type ExportFormat = "har" | "curl" | "http" | "bundle";

export interface ExportSurroundings {
  /** Null where none is at hand. */
  readonly profile: ResolvedProfile | null;
  readonly version: string;
  readonly nowMs: number;
}

/** @throws {UserError} `curl_impossible` */
export async function exportDeliveries(
  entries: readonly JournalEntry[],
  format: ExportFormat,
  { profile, version, nowMs }: ExportSurroundings,
): Promise<string> {
  const tool = { name: "playcamp-gw", version };
  switch (format) {
    case "har":
      return renderHar(entries, tool);
    case "http":
      return renderRawHttp(entries.map(messageOf));
    case "curl": {
      if (profile !== null) await everySecret(profile);
      const envNames = profile?.secrets.envNames() ?? new Map<string, string>();
      return entries.map((entry) => `${renderCurl(messageOf(entry).request, envNames)}\n`).join("");
    }
    case "bundle":
      return renderBundle({
        tool,
        exportedAt: new Date(nowMs).toISOString(),
        profile: profile === null ? null : await profileLessSecrets(profile),
        entries,
      });
  }
}

/** References stay; whatever stands there itself and is secret does not. */
async function profileLessSecrets(profile: ResolvedProfile): Promise<unknown> {
  const redactor = createRedactor(await everySecret(profile));
  return exportProfile(profile.profile, redactor).profile;
}

/**
 * @param id whole, its beginning or its end, or `last`
 * @throws {UserError} `delivery_unknown`, `delivery_ambiguous`
 */
export async function findDelivery(journal: Journal, id: string): Promise<JournalEntry> {
  const found = id === "last" ? [(await journal.last()) ?? []].flat() : await journal.read(id);
  const [entry, ...others] = found;
  if (entry !== undefined && others.length === 0) return entry;
  if (entry === undefined) {
    throw new UserError(
      "delivery_unknown",
      id === "last" ? "the journal is empty" : `the journal has no delivery ${id}`,
      "playcamp-gw deliveries list shows what it has.",
    );
  }
  throw new UserError(
    "delivery_ambiguous",
    `${found.length} deliveries fit ${id}: ${found
      .slice(0, 4)
      .map((each) => each.id)
      .join(", ")}${found.length > 4 ? ", …" : ""}`,
    "Give more of the id.",
  );
}
