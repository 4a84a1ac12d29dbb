/** Reads a plan file, runs it, shows what it came to: for `plan run`, `fire-webhook --plan` and `play-round --plan`. */
import type { Shard } from "../../../core/shards.js";
import { UserError } from "../../../core/errors.js";
import { hostOf, isLoopbackHost } from "../../../core/http.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { parsePlan, type PlanFile } from "../../../tasks/load/parse-plan.js";
import { plannedOf } from "../../../tasks/load/planned.js";
import type { LoadResult } from "../../../tasks/load/load-result.js";
import type { LoadPlan } from "../../../tasks/load/plan.js";
import { runPlan } from "../../../tasks/load/run-plan.js";
import { LOAD_SAMPLE } from "../../../transport/journal-sample.js";
import type { CommandContext, Outcome } from "../../command.js";
import { createProgressLine } from "../../output/progress-line.js";
import { number } from "../../output/latency-text.js";
import { settleLine } from "../../output/resend/settle-line.js";
import { targetWords } from "../../output/resend/target-words.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { readEveryCa } from "../../session/client.js";
import { keptOutcome, readNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import type { SandboxFlags } from "../../session/sandbox-options.js";
import type { Session } from "../../session/session.js";
import { createRateText } from "../webhooks/fire-webhook.load.js";
import { sayCost } from "../wallet/wallet-cost.js";
import { keepResult, outcomeOf, printResult } from "./load-result.print.js";

/** @throws {UserError} `plan_not_found`, and what {@link parsePlan} throws */
export async function readPlan(
  file: string,
  context: Pick<CommandContext, "files" | "cwd">,
): Promise<PlanFile> {
  return parsePlan(await readPlanText(file, context), file);
}

async function readPlanText(
  file: string,
  context: Pick<CommandContext, "files" | "cwd">,
): Promise<string> {
  const bytes = await readNamedFile(file, context);
  if (bytes !== null) return Buffer.from(bytes).toString("utf8");
  throw new UserError(
    "plan_not_found",
    `there is no file ${file}`,
    "Give a load plan; playcamp-gw plan run --help shows one.",
  );
}

export interface PlanCall {
  readonly file: string;
  /** What the command sends; null for either. */
  readonly kind: "webhook" | "wallet" | null;
  /** In place of the file's own. */
  readonly shard: Shard | null;
  readonly runId: string | null;
  /** In place of webhook.url. */
  readonly url: string | null;
  readonly out: string | null;
  readonly workers: number;
  readonly allowRemoteLoad: boolean;
  readonly sandbox: SandboxFlags;
}

export async function runPlanFile(call: PlanCall, session: Session): Promise<Outcome> {
  await assertOutIsNotRead(call.out, [call.file], session);
  const { plan, shard: own } = await readPlan(call.file, session);
  const { kind } = plan.part;
  if (call.kind !== null && call.kind !== kind)
    throw new UserError(
      "usage",
      `${call.file} is a plan of ${kind === "webhook" ? "deliveries" : "rounds"}, which ${session.command} does not send`,
      `Run it with ${kind === "webhook" ? "fire-webhook" : "play-round"} --plan, or with plan run.`,
    );
  if (own !== null && call.shard !== null)
    throw new UserError(
      "usage",
      `${call.file} is part ${own.index} of ${own.count} already, and --shard is given`,
      "Leave --shard out, or give the whole plan.",
    );
  const profile = await session.openProfile(call.sandbox);
  const progress = createProgressLine(session);
  const shard = call.shard ?? own;
  const planned = plannedOf(plan, shard);
  const show = createRateText(planned, session);
  const result = await runPlan(
    {
      plan,
      shard,
      runId: call.runId ?? Buffer.from(session.random.bytes(4)).toString("hex"),
      tool: { name: "playcamp-gw", version: session.version },
      url: call.url,
      workers: call.workers,
      allowLive: session.flags.allowLive,
      allowRemoteLoad: call.allowRemoteLoad,
      neededBy: session.command,
    },
    profile,
    {
      ...session,
      extraCa: () => readEveryCa(session),
      withHttp: async (use) => {
        const client = await session.openClient(profile, { sample: LOAD_SAMPLE });
        return use(client.http, client.load);
      },
    },
    {
      onLoadStart: (url) => {
        if (!isLoopbackHost(hostOf(url)))
          session.say(
            `deliveries to send to ${hostOf(url)}: ${planned === null ? "as many as it answers" : number(planned)}`,
          );
      },
      onWalletStart: (cost) => {
        sayCost(cost, session);
      },
      onAnswer: (soFar) => {
        progress.update(() => show(soFar));
      },
    },
  );
  progress.clear();
  printResult(result, session);
  saySettling(result, plan, call.sandbox, session);
  if (result.gaveUp) session.say("gave up: nobody takes a connection there");
  const outcome = outcomeOf(result, session);
  if (outcome !== "done") sayReplay(result.examples.slice(-1), call.sandbox, profile, session);
  return keptOutcome(outcome, await keepResult(call.out, result, session));
}

/** For each bet that is left open, the callback that may be missing. */
function saySettling(
  { books }: LoadResult,
  { part }: LoadPlan,
  sandbox: SandboxFlags,
  { flags, say }: Pick<CommandContext, "flags" | "say">,
): void {
  const game = part.kind === "wallet" ? part.game : null;
  const target = [
    ...targetWords({ flags, sandbox }),
    ...(game === null ? [] : ["--set", `wallet.game=${game}`]),
  ];
  for (const { account, amountMillis, ...bet } of books?.openBets ?? []) {
    const line = settleLine({ ...bet, amount: toMillis(amountMillis) }, [
      ...["--player", String(playerNumber(account))],
      ...target,
    ]);
    say(`settle it with: ${line}`);
  }
}

/** As `--player` counts them: 1 is `wallet.player`. */
function playerNumber(account: string): number {
  const [, place] = /\[(\d+)\]$/.exec(account) ?? [];
  return place === undefined ? 1 : Number(place) + 2;
}
