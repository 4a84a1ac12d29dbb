/** `reconcile-payments`: both sides of a month compared, and what differs. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import {
  parseSettlementCsv,
  renderDifferencesCsv,
  type SettlementFile,
} from "../../../protocols/payments/settlement-csv.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import {
  type ReconciliationResult,
  runReconciliation,
} from "../../../tasks/payments/run-reconciliation.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { readNamedFile } from "../../session/read-input.js";
import { type SandboxFlags, withProfile } from "../../session/target-profile.js";
import { writeNamedFile } from "../../session/write-file.js";
import { createRunHooks, paymentRunPorts, sayPlan, sayStop } from "./payments-hooks.js";
import { printReconciliation } from "./reconcile-payments.print.js";

interface Options extends SandboxFlags {
  readonly month: string;
  readonly settlement?: string;
  readonly out?: string;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as unknown as Options;
  return withProfile(context, options, (profile) => reconcileMonth(profile, options, context));
};

async function reconcileMonth(
  profile: ResolvedProfile,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const { settlement } = options;
  const result = await runReconciliation(
    {
      month: options.month,
      readFile:
        settlement === undefined ? null : () => readSettlement(settlement, profile, context),
      allowLive: context.flags.allowLive,
    },
    profile,
    paymentRunPorts(context, profile),
    {
      ...createRunHooks(profile, options, context),
      onStart: (plan) => sayPlan(plan, context),
    },
  );
  return result.stop === null
    ? conclude(result, options, context)
    : stopped(result.stop, options, profile, context);
}

async function readSettlement(
  file: string,
  { profile }: ResolvedProfile,
  context: CommandContext,
): Promise<SettlementFile> {
  const bytes = await readNamedFile(file, context);
  if (bytes === null)
    throw new UserError("file_not_found", `--settlement ${file}: there is no such file`);
  const { columns, zone } = profile.settlement ?? {};
  return parseSettlementCsv(Buffer.from(bytes).toString("utf8"), {
    ...(columns === undefined ? {} : { columns }),
    ...(zone === undefined ? {} : { zone }),
  });
}

function stopped(
  stop: Stop,
  options: Options,
  profile: ResolvedProfile,
  context: CommandContext,
): Outcome {
  sayStop(stop, options, profile, context);
  if (stop.kind === "interrupted") return "interrupted";
  return stop.kind === "refused" ? "refused" : "incomplete";
}

async function conclude(
  { reconciliation, refused, problems }: Extract<ReconciliationResult, { stop: null }>,
  { month, settlement, out }: Options,
  context: CommandContext,
): Promise<Outcome> {
  problems.forEach((problem) => {
    context.say(problem);
  });
  const { differences, refundsWithoutPayment } = reconciliation;
  if (refundsWithoutPayment.length > 0)
    context.say(
      `${refundsWithoutPayment.length} refunds of payments that are not among the month's`,
    );
  if (out !== undefined) await writeNamedFile(out, renderDifferencesCsv(differences), context);
  const against = settlement ?? "PlayCamp's API";
  printReconciliation({ month, against, refused, problems }, reconciliation, context);
  return differences.length + problems.length + refused > 0 ? "refused" : "done";
}
