/** `reconcile-payments`: both sides of a month compared, and what differs. */
import { UserError } from "../../../core/errors.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { renderDifferencesCsv } from "../../../protocols/payments/differences-csv.js";
import {
  readSettlementFile,
  type SettlementFile,
} from "../../../protocols/payments/settlement-csv.js";
import { counted } from "../../../reports/outcome.js";
import { outcomeOf } from "../../../tasks/payments/outcome-report.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import {
  type ReconciliationResult,
  runReconciliation,
} from "../../../tasks/payments/run-reconciliation.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import type { Session } from "../../session/session.js";
import { readNamedFile, writeNamedFile } from "../../session/named-files.js";
import { assertOutIsNotRead } from "../../session/out-file.js";
import { createRunHooks, paymentRunPorts, sayPlan, sayStop } from "./payments-hooks.js";
import { sayDoubts } from "./payments-print.js";
import { tellPlayCamp } from "./reconcile-payments.sandbox.js";
import { printReconciliation } from "./reconcile-payments.print.js";
import type { Options } from "./reconcile-payments.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  const { out, settlement } = options;
  await assertOutIsNotRead(out, settlement === undefined ? [] : [settlement], session);
  return reconcileMonth(await session.openProfile(options), options, session);
};

async function reconcileMonth(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const { settlement } = options;
  const told =
    options.sandbox && settlement === undefined
      ? await tellPlayCamp(options.month, profile, session)
      : null;
  if (told !== null && told.stop !== null) return stopped(told.stop, options, profile, session);
  const result = await runReconciliation(
    {
      month: options.month,
      readFile:
        settlement === undefined ? null : () => readSettlement(settlement, profile, session),
      allowLive: session.flags.allowLive,
    },
    profile,
    paymentRunPorts(session, profile),
    {
      ...createRunHooks(profile, options, session),
      onStart: (plan) => sayPlan(plan, session),
    },
  );
  if (result.stop !== null) return stopped(result.stop, options, profile, session);
  const outcome = await conclude(result, options, session);
  // What both sides lack is no difference.
  const isWhole = told === null || outcomeOf(told) === "done";
  return outcome === "done" && !isWhole ? "incomplete" : outcome;
}

async function readSettlement(
  file: string,
  { profile }: ResolvedProfile,
  context: CommandContext,
): Promise<SettlementFile> {
  const bytes = await readNamedFile(file, context);
  if (bytes === null)
    throw new UserError("file_not_found", `--settlement ${file}: there is no such file`);
  const { fees: _, zone, ...format } = profile.settlement ?? {};
  const ownZone = zone ?? profile.payments?.source.range?.zone;
  return readSettlementFile(bytes, {
    ...format,
    ...(ownZone === undefined ? {} : { zone: ownZone }),
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
  result: Extract<ReconciliationResult, { stop: null }>,
  { month, settlement, out }: Options,
  context: CommandContext,
): Promise<Outcome> {
  const { reconciliation, refused, problems, remarks, unsure } = result;
  [...remarks, ...problems].forEach((line) => {
    context.say(line);
  });
  const { differences, refundsWithoutPayment, otherMonths } = reconciliation;
  if (refundsWithoutPayment.length > 0)
    context.say(
      `${counted(refundsWithoutPayment.length, "refund")} whose payment is not among the month's`,
    );
  if (otherMonths > 0)
    context.say(
      `dated in other months on PlayCamp's side, and not compared: ${counted(otherMonths, "row")}`,
    );
  if (out !== undefined) await writeNamedFile(out, renderDifferencesCsv(differences), context);
  const against = settlement ?? "PlayCamp's API";
  const doubts = [...result.doubts, ...unsure];
  printReconciliation({ month, against, refused, problems, doubts }, reconciliation, context);
  sayDoubts({ doubts: result.doubts, missing: 0, stop: null }, context);
  unsure.forEach((doubt) => {
    context.say(`not sure: ${doubt}`);
  });
  if (differences.length + problems.length + refused > 0) return "refused";
  return doubts.length > 0 ? "incomplete" : "done";
}
