/** `listen`: serves until it is asked to stop, and shows what arrives. */
import type { ResolvedProfile } from "../../profile/resolve.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import {
  type Arrival,
  createDeliveryReceiver,
  type ReceivedDelivery,
  type VerificationKeys,
} from "../../tasks/receive-deliveries.js";
import { assertNotLive } from "../../transport/live-guard.js";
import type { CommandContext, CommandRun } from "../command.js";
import { withHttp } from "../http.js";
import { openKeeper } from "../journal.js";
import { profileAtHand } from "../profile-at-hand.js";
import { untilStopped } from "../stop.js";
import { withProfile } from "../target-profile.js";

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
  if (options.verify === false)
    return serve(await profileAtHand(context), null, options, context);
  return withProfile(context, options, async (profile) =>
    serve(profile, await keysOf(profile), options, context),
  );
};

async function keysOf(profile: ResolvedProfile): Promise<VerificationKeys> {
  const { secrets, form, toleranceSec } = await webhookSettings(
    profile,
    "listen",
  );
  const [first, ...others] = secrets.map(({ source, value }) => ({
    label: source,
    value,
  }));
  if (first === undefined) throw new Error("webhook.secret holds no reference");
  return { secrets: [first, ...others], form, toleranceSec };
}

async function serve(
  profile: ResolvedProfile | null,
  keys: VerificationKeys | null,
  options: Options,
  context: CommandContext,
) {
  if (options.forward !== undefined && !context.flags.allowLive) {
    assertNotLive(options.forward, profile?.liveHosts ?? new Set());
  }
  const enough = new AbortController();
  const keeper = await openKeeper(context, profile);
  let received = 0;
  let url = "";
  return withHttp(context, profile, async (http) => {
    const server = await context.listen(
      {
        host: options.host ?? "127.0.0.1",
        port: options.port ?? 0,
        maxBodyBytes: options.maxBody ?? DEFAULT_MAX_BODY_BYTES,
        onDefect: (error) => enough.abort(error),
      },
      createDeliveryReceiver({
        keys,
        forwardTo: options.forward ?? null,
        forwardTimeoutMs: context.flags.timeoutMs ?? FORWARD_TIMEOUT_MS,
        failFirst: options.fail ?? 0,
        status: options.status ?? null,
        delayMs: options.delay ?? 0,
        http,
        clock: context.clock,
        onArrival: (arrival) => showArrival(arrival, context),
        onReceived: (delivery, served) => {
          showReceived(delivery, context);
          keeper?.received(
            { ...served, url: url + served.request.target },
            delivery.cause?.message ?? null,
          );
          received += 1;
          // Aborting now would cut this very reply off.
          if (received === options.count) {
            void context.clock.sleep(0).then(() => {
              enough.abort();
            });
          }
        },
      }),
    );
    ({ url } = server);
    announce(url, context);
    await untilStopped(AbortSignal.any([context.signal, enough.signal]));
    await server.close();
    if (
      enough.signal.reason instanceof Error &&
      enough.signal.reason.name !== "AbortError"
    ) {
      throw enough.signal.reason;
    }
    return "done" as const;
  });
}

function announce(url: string, context: CommandContext): void {
  if (context.flags.json)
    context.result(JSON.stringify({ event: "ready", url }));
  else context.say(`listening on ${url}; Ctrl-C stops it`);
}

function showArrival(arrival: Arrival, context: CommandContext): void {
  if (context.flags.json) return;
  const { id, method, path, bytes, events } = arrival;
  context.result(
    `--> ${id} ${method} ${path} ${summaryOf(events)} (${bytes} bytes)`,
  );
}

function showReceived(
  delivery: ReceivedDelivery,
  context: CommandContext,
): void {
  if (context.flags.json) {
    context.result(JSON.stringify({ event: "delivery", ...delivery }));
    return;
  }
  const { id, status, durationMs, valid, cause, forwarded } = delivery;
  const verdict =
    valid === null
      ? "not verified"
      : valid
        ? "signature valid"
        : `SIGNATURE INVALID: ${cause?.message ?? "unknown cause"}`;
  context.result(
    `<-- ${id} ${status} ${durationMs} ms${forwarded ? ", passed on" : ""}, ${verdict}`,
  );
}

/** `sponsor.created ×3, payment.created`: what a person wants to know of a batch. */
function summaryOf(events: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(event, (counts.get(event) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => {
    const plain = name.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 60);
    return count === 1 ? plain : `${plain} x${count}`;
  });
  if (parts.length === 0) return "no events";
  return parts.length > 6
    ? `${parts.slice(0, 6).join(", ")}, …`
    : parts.join(", ");
}
