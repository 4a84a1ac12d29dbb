/** `reconcile-payments`: both sides of a month, their differences and their totals. */
import { UserError } from "../../../core/errors.js";
import {
  paymentsSettings,
  pushSettings,
  type PushSettings,
} from "../../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { monthRange } from "../../../protocols/payments/range-format.js";
import type { GameBooks } from "../../../protocols/payments/settlement-books.js";
import {
  parseSettlementCsv,
  renderDifferencesCsv,
  type SettlementFile,
} from "../../../protocols/payments/settlement-csv.js";
import { storeFees } from "../../../protocols/payments/settlement-totals.js";
import type { SettlementRecord } from "../../../protocols/payments/settlement.js";
import { collectRecords } from "../../../tasks/payments/collect.js";
import { lookUpPayments } from "../../../tasks/payments/look-up.js";
import type { Stop } from "../../../tasks/payments/persist.js";
import { describePlan, planPoll } from "../../../tasks/payments/plan.js";
import { monthBooks, reconcile, type Reconciliation } from "../../../tasks/payments/reconcile.js";
import type { CommandContext, Outcome } from "../../command.js";
import { openPaymentsClient } from "./payments-client.js";
import type { CommandRun } from "../../define-command.js";
import type { Options } from "./reconcile-payments.js";
import { assertMaySend, createRunPorts, sayStop, type RunPorts } from "./payments-run.js";
import { writeNamedFile } from "../../session/named-files.js";
import { printReconciliation } from "./reconcile-payments.print.js";
import { readNamedFile } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";

export const run: CommandRun<Options> = async (session, { options }) =>
  reconcileMonth(await session.openProfile(options), options, session);

async function reconcileMonth(
  profile: ResolvedProfile,
  options: Options,
  session: Session,
): Promise<Outcome> {
  const settlement = profile.profile.settlement ?? {};
  const range = monthRange(options.month, settlement.zone);
  const fees = storeFees(settlement.fees);
  const settings = await paymentsSettings(profile, "reconcile-payments");
  const file = await readSettlement(options.settlement, profile, session);
  const push = file === null ? await pushSettings(profile, "reconcile-payments") : null;
  const urls = [settings.source.url, ...(push === null ? [] : [push.url])];
  assertMaySend(urls, profile, session);
  const plan = planPoll(settings.source, range);
  const description = describePlan(plan, settings.source);
  if (description !== null) session.say(`the source: ${description}`);
  let count = 0;
  const onCount = (now: number) => {
    count = now;
  };
  const { http } = await openPaymentsClient(session, profile);
  const ports = createRunPorts(http, profile, plan, () => count, options, session);
  const bothSides = async () => {
    const order = { settings, ...plan };
    const game = await collectRecords(order, ports, onCount);
    const books = monthBooks(game.conversions, range);
    if (game.stop !== null) return { stop: game.stop };
    const theirs = await playcampSide(file, push, books, ports);
    return { ...theirs, books, refused: game.refused };
  };
  const sides = await bothSides().finally(ports.close);
  if (!("books" in sides) || sides.stop !== null)
    return stopped(sides.stop, options, profile, session);
  const reconciliation = reconcile(sides.books, sides.records, fees);
  return conclude(reconciliation, sides, options, session);
}

async function readSettlement(
  file: string | undefined,
  { profile }: ResolvedProfile,
  context: CommandContext,
): Promise<SettlementFile | null> {
  if (file === undefined) return null;
  const bytes = await readNamedFile(file, context);
  if (bytes === null)
    throw new UserError("file_not_found", `--settlement ${file}: there is no such file`);
  const { columns, zone } = profile.settlement ?? {};
  return parseSettlementCsv(Buffer.from(bytes).toString("utf8"), {
    ...(columns === undefined ? {} : { columns }),
    ...(zone === undefined ? {} : { zone }),
  });
}

interface PlaycampSide {
  readonly records: readonly SettlementRecord[];
  /** What could not be read, in words. */
  readonly problems: readonly string[];
  readonly stop: Stop | null;
}

async function playcampSide(
  file: SettlementFile | null,
  push: PushSettings | null,
  { records }: GameBooks,
  ports: RunPorts,
): Promise<PlaycampSide> {
  if (file !== null) {
    const problems = file.problems.map(
      ({ row, problem }) => `row ${row} of the settlement file: ${problem}`,
    );
    return { records: file.records, problems, stop: null };
  }
  if (push === null) return { records: [], problems: [], stop: null };
  const ids = [...new Set(records.map(({ transactionId }) => transactionId))];
  const found = await lookUpPayments(ids, push, ports, () => undefined);
  const problems = found.unreadable.map((id) => `PlayCamp's reply for ${id} holds no payment`);
  return { records: found.records, problems, stop: found.stop };
}

function stopped(
  stop: Stop | null,
  options: Options,
  profile: ResolvedProfile,
  context: CommandContext,
): Outcome {
  if (stop !== null) sayStop(stop, options, profile, context);
  if (stop?.kind === "interrupted") return "interrupted";
  return stop?.kind === "refused" ? "refused" : "incomplete";
}

async function conclude(
  reconciliation: Reconciliation,
  { refused, problems }: PlaycampSide & { readonly refused: number },
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
