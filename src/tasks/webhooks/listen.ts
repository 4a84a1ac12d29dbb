/** A receiver of deliveries that serves until it is asked to stop, or has had enough. */
import { UserError } from "../../core/errors.js";
import { leadsTo } from "../../core/host.js";
import type { Http } from "../../core/http.js";
import type { Clock } from "../../core/ports.js";
import type { Listen, UnreadRequest } from "../../core/server.js";
import { untilAborted } from "../../core/until-aborted.js";
import { urlWithoutCredentials } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import { assertNotLive } from "../../transport/live-guard.js";
import type { JournalKeeper } from "../journal/keep-journal.js";
import {
  type Arrival,
  createDeliveryReceiver,
  type ReceivedDelivery,
  type ReceiveOptions,
} from "./receive-deliveries.js";
import { labelledSecrets } from "../other-secrets.js";
import type { VerificationKeys } from "./verify-delivery.js";

export interface ListenOrder extends Pick<
  ReceiveOptions,
  "keys" | "kindOf" | "forwardTo" | "forwardTimeoutMs" | "failFirst" | "status" | "delayMs"
> {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly maxBodyBytes: number;
  /** Stops after so many deliveries; null serves until it is asked to stop. */
  readonly count: number | null;
  /** Hosts that nothing is passed on to. */
  readonly liveHosts: ReadonlySet<string>;
}

export interface ListenPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly listen: Listen;
  /** Opens an HTTP client, to pass deliveries on, for the time of the serving. */
  readonly withHttp: <Result>(use: (http: Http) => Promise<Result>) => Promise<Result>;
  /** Null where no journal is kept. */
  readonly keeper: Pick<JournalKeeper, "received"> | null;
}

export interface ListenHooks {
  readonly onReady: (url: string) => void;
  readonly onArrival: (arrival: Arrival) => void;
  readonly onUnread: (unread: UnreadRequest) => void;
  /** @param journalId null where no journal is kept */
  readonly onReceived: (delivery: ReceivedDelivery, journalId: string | null) => void;
}

/** @throws {UserError} `section_missing`, `secret_*` */
export async function listeningKeys(profile: ResolvedProfile): Promise<VerificationKeys> {
  const settings = await webhookSettings(profile, "listen");
  return {
    secrets: await labelledSecrets(profile, "webhook.secret", settings.secrets),
    form: settings.form,
    toleranceSec: settings.toleranceSec,
  };
}

/**
 * Resolves when everything that came in is answered.
 *
 * @throws {UserError} `live_target`, `usage`, and where the port cannot be had
 */
export async function listenForDeliveries(
  order: ListenOrder,
  ports: ListenPorts,
  hooks: ListenHooks,
): Promise<void> {
  const { forwardTo, liveHosts, host, port, maxBodyBytes } = order;
  if (forwardTo !== null) assertNotLive(forwardTo, liveHosts);
  const enough = new AbortController();
  const signal = AbortSignal.any([ports.signal, enough.signal]);
  const books = createBooks(order, enough, ports, hooks);
  await ports.withHttp(async (http) => {
    const { clock } = ports;
    const { onArrival, onUnread } = hooks;
    const { onReceived } = books;
    const receiver = createDeliveryReceiver({
      ...order,
      ...{ http, clock, signal, onArrival, onReceived },
    });
    const onDefect = (error: unknown) => {
      enough.abort(error);
    };
    const { tooLarge: onTooLarge, handle } = receiver;
    const options = { host, port, maxBodyBytes, onTooLarge, onUnread, onDefect };
    const server = await ports.listen(options, handle);
    if (forwardTo !== null && leadsTo(forwardTo, server.url)) {
      await server.close();
      throw toItself(forwardTo);
    }
    books.serveAt(server.url);
    hooks.onReady(server.url);
    await untilAborted(signal);
    await receiver.idle();
    // The last reply is handed to the socket when this turn is over.
    await clock.sleep(0);
    await server.close();
  });
  assertNoDefect(enough.signal);
}

function toItself(url: string): UserError {
  return new UserError(
    "usage",
    `--forward ${urlWithoutCredentials(url)} leads back to this receiver, which would pass each delivery on to itself without end`,
    "Name your own receiver, or listen on another --port.",
  );
}

/** Keeps every delivery, and stops when there were as many as asked for. */
function createBooks(
  { count }: ListenOrder,
  enough: AbortController,
  { keeper }: ListenPorts,
  hooks: ListenHooks,
) {
  let url = "";
  let received = 0;
  const onReceived: ReceiveOptions["onReceived"] = async (delivery, served) => {
    received += 1;
    if (received === count) enough.abort();
    const note =
      delivery.bytes === null
        ? "the body was too long and was not kept"
        : (delivery.cause?.message ?? null);
    const { request, outcome, startedAtMs, durationMs } = served;
    const kept = { request, outcome, startedAtMs, durationMs, url: url + request.target };
    hooks.onReceived(delivery, keeper === null ? null : await keeper.received(kept, note));
  };
  return {
    onReceived,
    serveAt: (at: string) => {
      url = at;
    },
  };
}

function assertNoDefect({ reason }: AbortSignal): void {
  if (reason instanceof Error && reason.name !== "AbortError") throw reason;
}
