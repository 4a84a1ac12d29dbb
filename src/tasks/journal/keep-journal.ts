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
import { createGroupAppend } from "./group-append.js";
import { everySecret } from "./profile-secrets.js";

export interface JournalKeeper extends JournalSink {
  /**
   * Keeps a request that this tool was sent, and what it answered.
   *
   * @returns the entry's id, when it is written; null where it could not be kept
   */
  received(served: ServedExchange, note: string | null): Promise<string | null>;
}

export interface KeeperOptions {
  readonly journal: Pick<Journal, "append" | "appendAll">;
  /** Such as `fire-webhook`. */
  readonly command: string;
  readonly version: string;
  /** Null where the command has none. */
  readonly profile: ResolvedProfile | null;
  /** Who wrote the requests that are sent, and those that are received. */
  readonly origin: RequestOrigin;
  readonly ids: (nowMs: number) => string;
  readonly clock: Clock;
  /** Resolves when everything that waits for this thread now has had its turn. */
  readonly nextTurn: () => Promise<void>;
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
  const appendTogether = createGroupAppend<JournalEntry>(journal.appendAll, options.nextTurn);
  const entryOf = (
    make: (capture: Capture, facts: CaptureFacts) => JournalEntry,
    { step, note, live }: Pick<CaptureFacts, "step" | "note" | "live">,
  ) => {
    const { capture, keys } = current();
    return make(capture, {
      step,
      note,
      live,
      id: ids(clock.nowMs()),
      command,
      environment: profile?.environment ?? null,
      partner: profile?.profile.partner ?? null,
      tool: version,
      keys,
    });
  };
  const giveUp = (error: unknown) => {
    // Several may fail together.
    if (!inTrouble) options.onTrouble(error instanceof Error ? error : new Error(String(error)));
    inTrouble = true;
    return null;
  };
  return {
    sent: (request: HttpRequest, outcome: HttpOutcome, note) => {
      if (inTrouble) return null;
      try {
        const entry = entryOf((capture, facts) => capture.sent(facts, request, outcome), {
          step: request.step ?? "",
          note,
          live: isLive(request.url, profile),
        });
        journal.append(entry);
        return entry.id;
      } catch (error) {
        return giveUp(error);
      }
    },
    received: async (served, note) => {
      if (inTrouble) return null;
      try {
        const entry = entryOf((capture, facts) => capture.received(facts, served), {
          step: "",
          note,
          live: false,
        });
        await appendTogether(entry);
        return entry.id;
      } catch (error) {
        return giveUp(error);
      }
    },
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
