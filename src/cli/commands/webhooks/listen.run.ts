/** `listen`: serves until it is asked to stop, and shows what arrives. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { kindOfMessage } from "../../../tasks/message-kind.js";
import {
  listenForDeliveries,
  type ListenHooks,
  listeningKeys,
  type ListenOrder,
} from "../../../tasks/webhooks/listen.js";
import type { VerificationKeys } from "../../../tasks/webhooks/verify-delivery.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { createLineBatch } from "../../output/line-batch.js";
import { NO_ADDRESS } from "../../session/line-profile.js";
import type { Session } from "../../session/session.js";
import type { Desk } from "./listen.desk.js";
import type { Options } from "./listen.js";
import {
  arrivalLine,
  deliveryJson,
  receivedLines,
  unreadJson,
  unreadLine,
} from "./listen.print.js";

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
const FORWARD_TIMEOUT_MS = 30_000;

export const run: CommandRun<Options> = async (session, { options }) => {
  assertStatusIsUsed(options);
  if (options.noVerify) return serve(await session.openProfileAtHand(), null, options, session);
  const profile = await session.openProfile(options);
  return serve(profile, await listeningKeys(profile), options, session);
};

function assertStatusIsUsed({ status, forward, fail }: Options): void {
  if (status === undefined || forward === undefined || fail !== undefined) return;
  throw new UserError(
    "usage",
    "--forward answers with the reply of whoever it passes on to, and --status with another",
    "Leave one out, or add --fail N: the first N deliveries get that status.",
  );
}

async function serve(
  profile: ResolvedProfile | null,
  keys: VerificationKeys | null,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const keeper = await session.openKeeper(profile);
  const ended = new AbortController();
  const signal = AbortSignal.any([session.signal, ended.signal]);
  const desk = await openDesk({ ...session, signal }, { profile, options, keeper }, () => {
    ended.abort();
  });
  const show = createShow(session, desk);
  await listenForDeliveries(
    orderOf(profile, keys, options, session),
    {
      ...session,
      signal,
      withHttp: async (use) => use((await session.openClient(profile)).http),
      keeper,
    },
    show.hooks,
  ).finally(async () => {
    ended.abort();
    try {
      await desk?.close();
    } finally {
      show.end();
    }
  });
  return "done";
}

/** Keys choose among deliveries where somebody sits at a terminal, and a journal has them. */
async function openDesk(
  session: Session,
  {
    profile,
    options,
    keeper,
  }: { profile: ResolvedProfile | null; options: Options; keeper: object | null },
  end: () => void,
): Promise<Desk | null> {
  const { flags, terminal } = session;
  const isWatched = flags.input && terminal.outIsTerminal && terminal.errIsTerminal;
  if (!isWatched || flags.json || flags.quiet || keeper === null) return null;
  const { openListenDesk } = await import("./listen.desk.js");
  const known = profile?.profile.webhook?.url;
  // Without a profile the section has an address that nobody gave.
  const to = options.forward ?? (known === NO_ADDRESS.url ? undefined : known) ?? null;
  return openListenDesk(session, { to, end });
}

function orderOf(
  profile: ResolvedProfile | null,
  keys: VerificationKeys | null,
  options: Options,
  { flags }: CommandContext,
): ListenOrder {
  return {
    keys,
    kindOf: (request) => kindOfMessage(request, profile),
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    maxBodyBytes: options.maxBody ?? DEFAULT_MAX_BODY_BYTES,
    forwardTo: options.forward ?? null,
    forwardTimeoutMs: flags.timeoutMs ?? FORWARD_TIMEOUT_MS,
    failFirst: options.fail ?? 0,
    status: options.status ?? null,
    delayMs: options.delay ?? 0,
    count: options.count ?? null,
    liveHosts: flags.allowLive ? new Set() : (profile?.liveHosts ?? new Set()),
  };
}

/** Lines as they come, written together; with --json a document a line. */
function createShow(session: CommandContext, desk: Desk | null) {
  const { flags, clock } = session;
  const lines = createLineBatch((text) => {
    desk?.hide();
    session.result(text);
    desk?.show();
  }, clock);
  desk?.take(lines);
  const hooks: ListenHooks = {
    onReady: (url) => {
      if (flags.json) session.result(JSON.stringify({ event: "ready", url }));
      else session.say(`listening on ${url}; Ctrl-C stops it`);
      desk?.ready(url);
    },
    onArrival: (arrival) => {
      if (!flags.json) lines.add(arrivalLine(arrival));
    },
    onUnread: (unread) => {
      lines.add(flags.json ? unreadJson(unread) : unreadLine(unread));
    },
    onReceived: (delivery, journalId) => {
      desk?.add(delivery, journalId);
      lines.add(
        flags.json ? deliveryJson(delivery, journalId) : receivedLines(delivery, journalId, flags),
      );
    },
  };
  return { hooks, end: lines.flush };
}
