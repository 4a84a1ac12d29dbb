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
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { createLineBatch } from "../../output/line-batch.js";
import { withHttp } from "../../session/http.js";
import { openKeeper } from "../../session/journal.js";
import { profileAtHand } from "../../session/profile-at-hand.js";
import { withProfile } from "../../session/target-profile.js";
import { arrivalLine, deliveryJson, receivedLines } from "./listen.print.js";

interface Options {
  readonly port?: number;
  readonly host?: string;
  readonly forward?: string;
  readonly fail?: number;
  readonly status?: number;
  readonly delay?: number;
  readonly maxBody?: number;
  readonly count?: number;
  /** commander stores --no-verify as verify: false */
  readonly verify?: boolean;
  readonly sandbox?: boolean;
}

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
const FORWARD_TIMEOUT_MS = 30_000;

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  assertStatusIsUsed(options);
  if (options.verify === false) return serve(await profileAtHand(context), null, options, context);
  return withProfile(context, options, async (profile) =>
    serve(profile, await listeningKeys(profile), options, context),
  );
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
  context: CommandContext,
): Promise<Outcome> {
  const show = createShow(context);
  await listenForDeliveries(
    orderOf(profile, keys, options, context),
    {
      ...context,
      withHttp: (use) => withHttp(context, profile, use),
      keeper: await openKeeper(context, profile),
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
function createShow(context: CommandContext) {
  const { flags, clock } = context;
  const lines = createLineBatch((text) => {
    context.result(text);
  }, clock);
  const hooks: ListenHooks = {
    onReady: (url) => {
      if (flags.json) context.result(JSON.stringify({ event: "ready", url }));
      else context.say(`listening on ${url}; Ctrl-C stops it`);
    },
    onArrival: (arrival) => {
      if (!flags.json) lines.add(arrivalLine(arrival));
    },
    onReceived: (delivery, journalId) => {
      lines.add(
        flags.json ? deliveryJson(delivery, journalId) : receivedLines(delivery, journalId, flags),
      );
    },
  };
  return { hooks, end: lines.flush };
}
