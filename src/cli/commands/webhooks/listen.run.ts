/** `listen`: serves until it is asked to stop, and shows what arrives. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
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
import type { Session } from "../../session/session.js";
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
  const show = createShow(session);
  await listenForDeliveries(
    orderOf(profile, keys, options, session),
    {
      ...session,
      withHttp: async (use) => use((await session.openClient(profile)).http),
      keeper: await session.openKeeper(profile),
    },
    show.hooks,
  ).finally(show.end);
  return "done";
}

function orderOf(
  profile: ResolvedProfile | null,
  keys: VerificationKeys | null,
  options: Options,
  { flags }: CommandContext,
): ListenOrder {
  return {
    keys,
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
function createShow(session: CommandContext) {
  const { flags, clock } = session;
  const lines = createLineBatch((text) => {
    session.result(text);
  }, clock);
  const hooks: ListenHooks = {
    onReady: (url) => {
      if (flags.json) session.result(JSON.stringify({ event: "ready", url }));
      else session.say(`listening on ${url}; Ctrl-C stops it`);
    },
    onArrival: (arrival) => {
      if (!flags.json) lines.add(arrivalLine(arrival));
    },
    onUnread: (unread) => {
      lines.add(flags.json ? unreadJson(unread) : unreadLine(unread));
    },
    onReceived: (delivery, journalId) => {
      lines.add(
        flags.json ? deliveryJson(delivery, journalId) : receivedLines(delivery, journalId, flags),
      );
    },
  };
  return { hooks, end: lines.flush };
}
