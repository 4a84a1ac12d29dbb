/** Keeps a journal of what a command sends and receives. Whatever goes wrong with it, the command goes on. */
import { hostOf, isAmongHosts } from "../../core/host.js";
import type { HttpOutcome, HttpRequest } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import type { KnownSecret } from "../../core/redaction.js";
import {
  type Capture,
  createCapture,
  type CaptureFacts,
  type ServedExchange,
} from "../../journal/capture.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { Journal } from "../../journal/journal.js";
import { redactionRules, type RequestOrigin } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { keyCheckValue } from "../../protocols/webhook/key-check-value.js";
import type { JournalSink } from "../../transport/journaled.js";
import { everySecret } from "./profile-secrets.js";

export interface JournalKeeper extends JournalSink {
  /**
   * Keeps a request that this tool was sent, and what it answered.
   *
   * @returns the entry's id; null where it could not be kept
   */
  received(served: ServedExchange, note: string | null): string | null;
}

export interface KeeperOptions {
  readonly journal: Pick<Journal, "append">;
  /** Such as `fire-webhook`. */
  readonly command: string;
  readonly version: string;
  /** Null where the command has none. */
  readonly profile: ResolvedProfile | null;
  /** Who wrote the requests that are sent, and those that are received. */
  readonly origin: RequestOrigin;
  readonly ids: (nowMs: number) => string;
  readonly clock: Clock;
  /** Told once that the journal cannot be kept. */
  readonly onTrouble: (error: Error) => void;
}

/** A check value says too much about a secret that could be guessed. */
const SHORTEST_CHECKED_SECRET = 16;

export async function createJournalKeeper(options: KeeperOptions): Promise<JournalKeeper> {
  const { journal, command, version, profile, ids, clock } = options;
  if (profile !== null) await everySecret(profile);
  const current = createCurrentCapture(profile, options.origin);
  let inTrouble = false;
  const keep = (
    make: (capture: Capture, facts: CaptureFacts) => JournalEntry,
    facts: Pick<CaptureFacts, "step" | "note" | "live">,
  ) => {
    if (inTrouble) return null;
    try {
      const { capture, keys } = current();
      const id = ids(clock.nowMs());
      journal.append(
        make(capture, {
          ...facts,
          id,
          command,
          environment: profile?.environment ?? null,
          partner: profile?.profile.partner ?? null,
          tool: version,
          keys,
        }),
      );
      return id;
    } catch (error) {
      inTrouble = true;
      options.onTrouble(error as Error);
      return null;
    }
  };
  return {
    sent: (request: HttpRequest, outcome: HttpOutcome, note) =>
      keep((capture, facts) => capture.sent(facts, request, outcome), {
        step: request.step ?? "",
        note,
        live: isLive(request.url, profile),
      }),
    received: (served, note) =>
      keep((capture, facts) => capture.received(facts, served), {
        step: "",
        note,
        live: false,
      }),
  };
}

/** Secrets that are read while a command runs are taken out from then on. */
function createCurrentCapture(profile: ResolvedProfile | null, origin: RequestOrigin) {
  const rules = redactionRules(profile, origin);
  let known = -1;
  let capture = createCapture([], rules);
  let keys: Readonly<Record<string, string>> = {};
  return () => {
    const secrets = profile?.secrets.known() ?? [];
    if (secrets.length !== known) {
      known = secrets.length;
      capture = createCapture(secrets, rules);
      keys = keysOf(secrets);
    }
    return { capture, keys };
  };
}

/** The first value of each label, which is the one that signs. */
function keysOf(secrets: readonly KnownSecret[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    secrets
      .filter(({ value }) => value.length >= SHORTEST_CHECKED_SECRET)
      .map(({ label, value }) => [label, keyCheckValue(value)] as const)
      .reverse(),
  );
}

function isLive(url: string, profile: ResolvedProfile | null): boolean {
  if (profile === null || profile.liveHosts.size === 0) return false;
  return isAmongHosts(hostOf(url), profile.liveHosts);
}
