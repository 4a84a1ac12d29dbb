/** `replay`: gathers what to send, sends it, and compares then with now. */
import { UserError } from "../../../core/errors.js";
import { isLoopbackHost } from "../../../core/http.js";
import { type StoredMessage, messageOf } from "../../../journal/message.js";
import { readMessages } from "../../../journal/read-messages.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { findDelivery } from "../../../tasks/journal/export-deliveries.js";
import { exactLine } from "../../../reports/printable.js";
import { parseMessageOverrides } from "../../../tasks/message-overrides.js";
import { changedKeys } from "../../../tasks/replay/changed-keys.js";
import {
  type PreparedMessage,
  originOf,
  prepareReplay,
  replay,
  type ReplayedMessage,
  type ReplayOrder,
} from "../../../tasks/replay/replay.js";
import { staleness } from "../../../tasks/replay/stale.js";
import { type Route, routeBelow, routeTo, routeToSandbox } from "../../../tasks/replay/route.js";
import { assertRequestNotLive } from "../../../transport/live-guard.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandInput, CommandRun } from "../../define-command.js";
import { splitOverrides } from "../../global-flags.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import { isDeviating } from "../../session/target-sandbox.js";
import { readFillings } from "./fill-flag.js";
import { editFirst } from "./replay.edit.js";
import type { Gathered } from "./replay.from-logs.js";
import type { Options } from "./replay.js";
import { printReplay, printReplayed } from "./replay.print.js";

export const run: CommandRun<Options> = async (session, input) => {
  const { options } = input;
  assertUsage(input);
  // Without them a profile helps, and is not needed.
  const isNeeded = options.fromLogs !== undefined || options.sandbox || isDeviating(options);
  const choice = { overrides: splitOverrides(session.flags.overrides).profile };
  const profile = isNeeded
    ? await session.openProfile(options, choice)
    : await session.openProfileAtHand(choice);
  return send(profile, input, session);
};

function assertUsage({
  arguments: named,
  options: { fromLogs, failed, to, baseUrl },
}: CommandInput<Options>): void {
  if (to !== undefined && baseUrl !== undefined)
    throw new UserError(
      "usage",
      "--to names the whole address, and --base-url another server",
      "Give one of them.",
    );
  if ((fromLogs !== undefined) === named.length > 0) {
    throw new UserError(
      "usage",
      named.length > 0
        ? "--from-logs says what to send, and an id or file does as well"
        : "nothing is named to send again",
      "Give ids, last, @file, or --from-logs with a webhook's id.",
    );
  }
  if (failed && fromLogs === undefined) {
    throw new UserError(
      "usage",
      "--failed chooses among PlayCamp's logs, and --from-logs is not given",
      "Add --from-logs with the webhook's id, or leave --failed out.",
    );
  }
}

async function send(
  profile: ResolvedProfile | null,
  input: CommandInput<Options>,
  session: Session,
): Promise<Outcome> {
  const { options } = input;
  const gathered = await gather(profile, input, session);
  if ("outcome" in gathered) return gathered.outcome;
  const order: ReplayOrder = {
    messages: options.edit ? await editFirst(gathered.messages, session) : gathered.messages,
    route: await routeOf(profile, options, session),
    resign: options.resign || options.fromLogs !== undefined,
    overrides: parseMessageOverrides(splitOverrides(session.flags.overrides).message),
    times: options.times ?? 1,
    parallel: options.parallel ?? 1,
    speed: options.speed ?? null,
    allowLive: session.flags.allowLive,
    timeoutMs: session.flags.timeoutMs,
  };
  const given = readFillings(options.fill, session);
  const prepared = await prepareReplay(order, profile, { given, env: session.env });
  // Of several, none leaves where one may not.
  if (profile !== null && !order.allowLive)
    for (const { request } of prepared) assertRequestNotLive(request, profile.liveHosts);
  await announce(prepared, order, profile, session);
  const { http, race } = await session.openClient(profile, { origin: originOf(order.messages) });
  const ports = { ...session, http, race, given };
  const replayed = await replay(prepared, order, profile, ports, (each) =>
    printReplayed(each, session),
  );
  printReplay(replayed, session);
  return conclude(replayed, session);
}

async function routeOf(
  profile: ResolvedProfile | null,
  { to, baseUrl, sandbox }: Options,
  session: Session,
): Promise<Route | null> {
  if (to !== undefined) return routeTo(to);
  if (baseUrl !== undefined) return routeBelow(baseUrl);
  return sandbox && profile !== null
    ? routeToSandbox(
        await session.openProfileAtHand({
          overrides: splitOverrides(session.flags.overrides).profile,
        }),
        profile,
      )
    : null;
}

async function gather(
  profile: ResolvedProfile | null,
  { arguments: named, options: { fromLogs, failed } }: CommandInput<Options>,
  session: Session,
): Promise<Gathered> {
  if (fromLogs !== undefined && profile !== null) {
    const { gatherFromLogs } = await import("./replay.from-logs.js");
    return gatherFromLogs(fromLogs, failed, profile, session);
  }
  const messages: StoredMessage[] = [];
  for (const word of named) {
    if (word === "-" || word.startsWith("@"))
      messages.push(...readMessages(await readInput("replay", word, session)));
    else messages.push(messageOf(await findDelivery(await session.openJournal(), word)));
  }
  return { messages };
}

async function announce(
  prepared: readonly PreparedMessage[],
  order: ReplayOrder,
  profile: ResolvedProfile | null,
  context: CommandContext,
): Promise<void> {
  const requests = prepared.length * order.times * order.parallel;
  const hosts = new Set(prepared.map(({ request }) => new URL(request.url).hostname));
  const remote = [...hosts].filter((host) => !isLoopbackHost(host));
  if (remote.length > 0) {
    const moves = prepared.some(({ kind }) => kind === "wallet")
      ? "; wallet callbacks are among them, and each one may move the money that it names"
      : "";
    context.say(
      `sends ${requests} request${requests === 1 ? "" : "s"} to ${remote.join(", ")}${moves}`,
    );
  }
  for (const { message, kind, request } of order.resign ? [] : prepared) {
    const stale = await staleness(kind, request, profile, context.clock.nowMs());
    if (stale === null) continue;
    const which = prepared.length === 1 ? "" : `${message.id ?? new URL(request.url).pathname}: `;
    context.say(`warning: ${which}${exactLine(stale)}; --resign signs it for now`);
  }
  if (profile === null) return;
  for (const { message } of prepared)
    for (const warning of await changedKeys(message, profile)) context.say(`warning: ${warning}`);
}

function conclude(replayed: readonly ReplayedMessage[], { signal }: CommandContext): Outcome {
  if (signal.aborted) return "interrupted";
  const verdicts = replayed.flatMap((each) => each.verdicts);
  if (verdicts.includes("refused")) return "refused";
  return verdicts.includes("unreachable") ? "incomplete" : "done";
}
