/** `check-postback`: runs the check and prints its table. */
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import { type PostbackSettings, postbackSettings } from "../../../profile/postback-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { coinsForLevel } from "../../../protocols/postback/coins.js";
import { printable } from "../../../reports/printable.js";
import { checkPostback, mostRequests } from "../../../tasks/postback/check-postback.js";
import type {
  CheckedStep,
  PostbackCheck,
  PostbackCheckOrder,
} from "../../../tasks/postback/check-record.js";
import { createPostbackClient } from "../../../tasks/postback/client.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { renderExchange } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./check-postback.js";

const COPIES = 8;

export const run: CommandRun<Options> = async (session, { options }) =>
  check(await session.openProfile(options), options, session);

async function check(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const settings = await postbackSettings(profile, "check-postback");
  const order: PostbackCheckOrder = {
    pid: options.pid ?? settings.pid,
    gid: options.gid ?? settings.gid,
    level: options.level,
    uids: options.uid.length > 0 ? options.uid : settings.uids,
    copies: options.parallel ?? COPIES,
  };
  sayCost(settings, order, session);
  const { http, race } = await session.openClient(profile);
  const ports = { ...session, http, race };
  const client = createPostbackClient(settings, profile, ports, session.flags.allowLive);
  const result = await checkPostback(order, client);
  result.exchanges.forEach((exchange) =>
    session.detail(renderExchange(exchange, session.terminal)),
  );
  const outcome = outcomeOf(result, session);
  print(settings.url, order, result, outcome, session);
  if (outcome === "refused") sayReplay(result.exchanges, options, profile, session);
  return outcome;
}

/** Before anything is sent to others' machines: how much at most. */
function sayCost(
  settings: PostbackSettings,
  order: PostbackCheckOrder,
  context: CommandContext,
): void {
  const host = hostOf(settings.url);
  if (isLoopbackHost(host)) return;
  const coins = coinsForLevel(order.level) * Math.min(order.uids.length, 2);
  context.say(
    `level ${order.level} on ${host}: at most ${mostRequests(order, settings)} requests, and ${coins} coins where it counts once`,
  );
}

function outcomeOf({ steps }: PostbackCheck, { signal }: CommandContext): Outcome {
  const verdicts = steps.map(({ verdict }) => verdict);
  if (signal.aborted) return "interrupted";
  if (verdicts.includes("fail")) return "refused";
  return verdicts.length === 0 || verdicts.includes("unclear") ? "incomplete" : "done";
}

function print(
  url: string,
  order: PostbackCheckOrder,
  result: PostbackCheck,
  outcome: Outcome,
  context: CommandContext,
): void {
  const { steps, usedUp } = result;
  if (usedUp.length > 0 && steps.length > 0)
    context.say(
      `level ${order.level} had counted before for ${usedUp.length} of the users; they were passed over`,
    );
  if (context.flags.json) {
    const { pid, gid, level } = order;
    const body = { url, pid, gid, level, countsOnce: verdictOf(outcome) };
    context.result(JSON.stringify({ ...body, ...result }, null, 2));
    return;
  }
  context.result(printable([...table(steps), conclusion(order, result, outcome)].join("\n")));
}

/** Null where it could not be told. */
function verdictOf(outcome: Outcome): boolean | null {
  if (outcome === "done") return true;
  return outcome === "refused" ? false : null;
}

const MARKS = { pass: "pass", fail: "FAIL", unclear: "????" } as const;

function table(steps: readonly CheckedStep[]): readonly string[] {
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  return steps.map(({ name, verdict, expected, actual }) => {
    const wanted = verdict === "pass" ? "" : ` (expected: ${expected})`;
    return `${MARKS[verdict]}  ${name.padEnd(width)}  ${actual}${wanted}`;
  });
}

function conclusion(
  { level }: PostbackCheckOrder,
  { steps, coins, usedUp }: PostbackCheck,
  outcome: Outcome,
): string {
  const told = coins
    .filter(({ before, after }) => before === null && after !== null)
    .map(({ uid, after }) => `user.coins of ${uid}: ${after ?? ""}`);
  return [...told, verdictText(level, steps.length, usedUp.length, outcome)].join("\n");
}

function verdictText(level: number, steps: number, usedUp: number, outcome: Outcome): string {
  if (outcome === "done") return `level ${level} counts once`;
  if (outcome === "refused") return `level ${level} DOES NOT COUNT ONCE`;
  return steps === 0 && usedUp > 0
    ? `level ${level} has counted before for every user: choose another --level, or a fresh --uid`
    : "it could not be told whether the level counts once";
}
