/** `replay`: gathers what to send, sends it, and compares then with now. */
import { UserError } from "../../../core/errors.js";
import { isLoopbackHost } from "../../../core/http.js";
import { type StoredMessage, messageOf } from "../../../journal/message.js";
import { readMessages } from "../../../journal/read-messages.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { findDelivery } from "../../../tasks/journal/export-deliveries.js";
import { changedKeys } from "../../../tasks/replay/changed-keys.js";
import {
  type PreparedMessage,
  prepareReplay,
  replay,
  type ReplayedMessage,
  type ReplayOrder,
} from "../../../tasks/replay/replay.js";
import { type Route, routeTo, routeToSandbox } from "../../../tasks/replay/route.js";
import type { CommandContext, CommandInput, CommandRun, Outcome } from "../../command.js";
import { readFillings } from "./fill-flag.js";
import { withHttp } from "../../session/http.js";
import { openJournal } from "../../session/journal.js";
import { profileAtHand } from "../../session/profile-at-hand.js";
import { readInput } from "../../session/read-input.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";
import type { Gathered } from "./replay.from-logs.js";
import { printReplay, printReplayed } from "./replay.print.js";

interface Options extends SandboxFlags {
  readonly fromLogs?: string;
  readonly failed?: boolean;
  readonly to?: string;
  readonly resign?: boolean;
  readonly times?: number;
  readonly parallel?: number;
  readonly speed?: number;
  readonly fill?: readonly (readonly [string, string])[];
}

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  assertUsage(input, options);
  const { fromLogs, sandbox, fault, variant, paymentsShape, payments } = options;
  const flags = [fromLogs, sandbox, fault, variant, paymentsShape, payments];
  // Without them a profile helps, and is not needed.
  return flags.every((flag) => flag === undefined)
    ? send(await profileAtHand(context), input, options, context)
    : withProfile(context, options, (profile) => send(profile, input, options, context));
};

function assertUsage({ arguments: named }: CommandInput, { fromLogs, failed }: Options): void {
  if ((fromLogs !== undefined) === named.length > 0) {
    throw new UserError(
      "usage",
      named.length > 0
        ? "--from-logs says what to send, and an id or file does as well"
        : "nothing is named to send again",
      "Give ids, last, @file, or --from-logs with a webhook's id.",
    );
  }
  if (failed === true && fromLogs === undefined) {
    throw new UserError(
      "usage",
      "--failed chooses among PlayCamp's logs, and --from-logs is not given",
      "Add --from-logs with the webhook's id, or leave --failed out.",
    );
  }
}

async function send(
  profile: ResolvedProfile | null,
  input: CommandInput,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const gathered = await gather(profile, input, options, context);
  if ("outcome" in gathered) return gathered.outcome;
  const order: ReplayOrder = {
    messages: gathered.messages,
    route: await routeOf(profile, options, context),
    resign: options.resign === true || options.fromLogs !== undefined,
    times: options.times ?? 1,
    parallel: options.parallel ?? 1,
    speed: options.speed ?? null,
    allowLive: context.flags.allowLive,
    timeoutMs: context.flags.timeoutMs,
  };
  const given = readFillings(options.fill ?? [], context);
  const prepared = await prepareReplay(order, profile, {
    given,
    env: context.env,
  });
  await announce(prepared, order, profile, context);
  const replayed = await withHttp(context, profile, (http, race) =>
    replay(prepared, order, profile, { ...context, http, race, given }, (each) =>
      printReplayed(each, context),
    ),
  );
  printReplay(replayed, context);
  return conclude(replayed, context);
}

async function routeOf(
  profile: ResolvedProfile | null,
  { to, sandbox }: Options,
  context: CommandContext,
): Promise<Route | null> {
  if (to !== undefined) return routeTo(to);
  return sandbox === true && profile !== null
    ? routeToSandbox(await profileAtHand(context), profile)
    : null;
}

async function gather(
  profile: ResolvedProfile | null,
  input: CommandInput,
  { fromLogs, failed = false }: Options,
  context: CommandContext,
): Promise<Gathered> {
  if (fromLogs !== undefined && profile !== null) {
    const { gatherFromLogs } = await import("./replay.from-logs.js");
    return gatherFromLogs(fromLogs, failed, profile, context);
  }
  const messages: StoredMessage[] = [];
  for (const word of input.arguments) {
    if (word === "-" || word.startsWith("@"))
      messages.push(...readMessages(await readInput("replay", word, context)));
    else messages.push(messageOf(await findDelivery(await openJournal(context), word)));
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
