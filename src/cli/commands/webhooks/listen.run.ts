/** `listen`: serves until it is asked to stop, and shows what arrives. */
import { UserError } from "../../../core/errors.js";
import type { Http } from "../../../core/http.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { createDeliveryReceiver, type ReceiveOptions } from "../../../tasks/receive-deliveries.js";
import { verificationSecrets } from "../../../tasks/verification-secrets.js";
import type { VerificationKeys } from "../../../tasks/verify-delivery.js";
import { assertNotLive } from "../../../transport/live-guard.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { createLineBatch } from "../../output/line-batch.js";
import type { Session } from "../../session/session.js";
import { untilStopped } from "../../session/stop.js";
import type { Options } from "./listen.js";
import { arrivalLine, deliveryJson, receivedLines } from "./listen.print.js";

const DEFAULT_MAX_BODY_BYTES = 1024 * 1024;
const FORWARD_TIMEOUT_MS = 30_000;

export const run: CommandRun<Options> = async (session, { options }) => {
  assertStatusIsUsed(options);
  if (options.noVerify) return serve(await session.openProfileAtHand(), null, options, session);
  const profile = await session.openProfile(options);
  return serve(profile, await keysOf(profile), options, session);
};

function assertStatusIsUsed({ status, forward, fail }: Options): void {
  if (status === undefined || forward === undefined || fail !== undefined) return;
  throw new UserError(
    "usage",
    "--forward answers with the reply of whoever it passes on to, and --status with another",
    "Leave one out, or add --fail N: the first N deliveries get that status.",
  );
}

async function keysOf(profile: ResolvedProfile): Promise<VerificationKeys> {
  const settings = await webhookSettings(profile, "listen");
  return {
    secrets: await verificationSecrets(profile, settings),
    form: settings.form,
    toleranceSec: settings.toleranceSec,
  };
}

async function serve(
  profile: ResolvedProfile | null,
  keys: VerificationKeys | null,
  options: Options,
  session: Session,
): Promise<Outcome> {
  if (options.forward !== undefined && !session.flags.allowLive) {
    assertNotLive(options.forward, profile?.liveHosts ?? new Set());
  }
  const enough = new AbortController();
  const signal = AbortSignal.any([session.signal, enough.signal]);
  const show = await createShow(profile, options, enough, session);
  const { http } = await session.openClient(profile);
  const receiver = createDeliveryReceiver({
    ...receiverOptions(keys, options, http, session),
    signal,
    onArrival: show.arrival,
    onReceived: show.received,
  });
  const server = await session.listen(
    {
      host: options.host ?? "127.0.0.1",
      port: options.port ?? 0,
      maxBodyBytes: options.maxBody ?? DEFAULT_MAX_BODY_BYTES,
      onTooLarge: receiver.tooLarge,
      onDefect: (error) => {
        enough.abort(error);
      },
    },
    receiver.handle,
  );
  show.ready(server.url);
  await untilStopped(signal);
  await receiver.idle();
  // The last reply is handed to the socket when this turn is over.
  await session.clock.sleep(0);
  await server.close();
  show.end();
  assertNoDefect(enough.signal);
  return "done";
}

function receiverOptions(
  keys: VerificationKeys | null,
  { forward, fail, status, delay }: Options,
  http: Http,
  { flags, clock }: CommandContext,
): Omit<ReceiveOptions, "signal" | "onReceived"> {
  return {
    keys,
    forwardTo: forward ?? null,
    forwardTimeoutMs: flags.timeoutMs ?? FORWARD_TIMEOUT_MS,
    failFirst: fail ?? 0,
    status: status ?? null,
    delayMs: delay ?? 0,
    http,
    clock,
  };
}

/** Keeps and shows every delivery, and stops when there were as many as asked for. */
async function createShow(
  profile: ResolvedProfile | null,
  { count }: Options,
  enough: AbortController,
  session: Session,
) {
  const keeper = await session.openKeeper(profile);
  const { flags, clock } = session;
  const lines = createLineBatch((text) => {
    session.result(text);
  }, clock);
  let received = 0;
  let url = "";
  return {
    ready: (at: string) => {
      url = at;
      if (flags.json) session.result(JSON.stringify({ event: "ready", url }));
      else session.say(`listening on ${url}; Ctrl-C stops it`);
    },
    end: lines.flush,
    arrival: ((arrival) => {
      if (!flags.json) lines.add(arrivalLine(arrival));
    }) satisfies ReceiveOptions["onArrival"],
    received: ((delivery, served) => {
      const note =
        delivery.bytes === null
          ? "the body was too long and was not kept"
          : (delivery.cause?.message ?? null);
      const journalId =
        keeper?.received({ ...served, url: url + served.request.target }, note) ?? null;
      lines.add(
        flags.json ? deliveryJson(delivery, journalId) : receivedLines(delivery, journalId, flags),
      );
      received += 1;
      if (received === count) enough.abort();
    }) satisfies ReceiveOptions["onReceived"],
  };
}

function assertNoDefect({ reason }: AbortSignal): void {
  if (reason instanceof Error && reason.name !== "AbortError") throw reason;
}
