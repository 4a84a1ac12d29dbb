/** `replay`: gathers what to send, sends it, and compares then with now. */
import { UserError } from "../../core/errors.js";
import { isLoopbackHost } from "../../core/http.js";
import { type StoredMessage, messageOf } from "../../journal/message.js";
import { readMessages } from "../../journal/read-messages.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { findDelivery } from "../../tasks/journal/export-deliveries.js";
import { changedKeys } from "../../tasks/replay/changed-keys.js";
import {
  type PreparedMessage,
  prepareReplay,
  replay,
  type ReplayedMessage,
  type ReplayOrder,
} from "../../tasks/replay/replay.js";
import type {
  CommandContext,
  CommandInput,
  CommandRun,
  Outcome,
} from "../command.js";
import { withHttp } from "../http.js";
import { openJournal } from "../journal.js";
import { profileAtHand } from "../profile-at-hand.js";
import { readInput } from "../read-input.js";
import { printReplay, printReplayed } from "./replay.print.js";

interface Options {
  readonly to?: string;
  readonly resign?: boolean;
  readonly times?: number;
  readonly parallel?: number;
  readonly speed?: number;
  readonly fill?: readonly (readonly [string, string])[];
}

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const messages = await gather(input, context);
  const profile = await profileAtHand(context);
  const order: ReplayOrder = {
    messages,
    to: options.to ?? null,
    resign: options.resign ?? false,
    times: options.times ?? 1,
    parallel: options.parallel ?? 1,
    speed: options.speed ?? null,
    allowLive: context.flags.allowLive,
    timeoutMs: context.flags.timeoutMs,
  };
  const given = fillings(options.fill ?? [], context);
  const prepared = await prepareReplay(order, profile, {
    given,
    env: context.env,
  });
  await announce(prepared, order, profile, context);
  const replayed = await withHttp(context, profile, (http, race) =>
    replay(
      prepared,
      order,
      profile,
      { ...context, http, race, given },
      (each) => printReplayed(each, context),
    ),
  );
  printReplay(replayed, context);
  return conclude(replayed, context);
};

async function gather(
  input: CommandInput,
  context: CommandContext,
): Promise<readonly StoredMessage[]> {
  const messages: StoredMessage[] = [];
  for (const word of input.arguments) {
    if (word === "-" || word.startsWith("@"))
      messages.push(...readMessages(await readInput("replay", word, context)));
    else
      messages.push(
        messageOf(await findDelivery(await openJournal(context), word)),
      );
  }
  return messages;
}

/** A secret comes through the environment; personal data may stand on the command line. */
function fillings(
  fill: readonly (readonly [string, string])[],
  { env }: CommandContext,
): ReadonlyMap<string, string> {
  return new Map(
    fill.map(([name, value]) => {
      const isVariable = name.endsWith(".env") && value in env;
      if (isVariable) return [name.slice(0, -".env".length), env[value] ?? ""];
      if (/^(body|query|header)[.[]/.test(name) && !name.endsWith(".env"))
        return [name, value];
      throw new UserError(
        name.endsWith(".env") ? "secret_missing" : "set_secret_literal",
        name.endsWith(".env")
          ? `--fill ${name}: the environment variable ${value} is not set`
          : `--fill ${name}: a secret is never given on the command line`,
        name.endsWith(".env")
          ? `Export ${value}.`
          : `Put it in an environment variable and write --fill ${name}.env=NAME.`,
      );
    }),
  );
}

async function announce(
  prepared: readonly PreparedMessage[],
  order: ReplayOrder,
  profile: ResolvedProfile | null,
  context: CommandContext,
): Promise<void> {
  const requests = prepared.length * order.times * order.parallel;
  const hosts = new Set(
    prepared.map(({ request }) => new URL(request.url).hostname),
  );
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
    for (const warning of await changedKeys(message, profile))
      context.say(`warning: ${warning}`);
}

function conclude(
  replayed: readonly ReplayedMessage[],
  { signal }: CommandContext,
): Outcome {
  if (signal.aborted) return "interrupted";
  const verdicts = replayed.flatMap((each) => each.verdicts);
  if (verdicts.includes("refused")) return "refused";
  return verdicts.includes("unreachable") ? "incomplete" : "done";
}
