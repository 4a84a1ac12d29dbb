/** A month on both sides: the game's records polled, PlayCamp's read from its file or its API, and compared. */
import {
  paymentsSettings,
  pushSettings,
  type PushSettings,
} from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { monthRange } from "../../protocols/payments/range-format.js";
import type { GameBooks } from "../../protocols/payments/settlement-books.js";
import type { SettlementFile } from "../../protocols/payments/settlement-csv.js";
import { commonScale } from "../../protocols/payments/settlement-scale.js";
import type { Difference, SettlementRecord } from "../../protocols/payments/settlement.js";
import { storeFees } from "../../protocols/payments/settlement-totals.js";
import { collectRecords } from "./collect.js";
import { lookUpPayments } from "./look-up.js";
import { assertMaySend, type PaymentRunPorts, sending } from "./payment-run.js";
import type { Stop } from "./persist.js";
import { describePlan, planPoll } from "./plan.js";
import type { WalkPorts } from "./poll-windows.js";
import {
  isOtherMonth,
  monthBooks,
  type PlaycampBooks,
  reconcile,
  type Reconciliation,
} from "./reconcile.js";
import type { PollHooks } from "./run-poll.js";

export interface ReconciliationRequest {
  /** Such as `2026-01`. */
  readonly month: string;
  /** Reads PlayCamp's settlement file; null asks its API. */
  readonly readFile: (() => Promise<SettlementFile>) | null;
  readonly allowLive: boolean;
}

export type ReconciliationResult =
  | { readonly stop: Stop; readonly reconciliation: null }
  | {
      readonly stop: null;
      readonly reconciliation: Reconciliation;
      /** Records of the game that cannot become a payment. */
      readonly refused: number;
      /** What of PlayCamp's side could not be read, in words. */
      readonly problems: readonly string[];
      /** What of its file is taken for no payment, in words. */
      readonly remarks: readonly string[];
      /** Why the game's records may not be all, in words. */
      readonly doubts: readonly string[];
      /** What PlayCamp's side leaves open, in words. */
      readonly unsure: readonly string[];
    };

const NEEDED_BY = "reconcile-payments";

/** @throws {UserError} what the profile lacks, `live_target`, and what the file throws */
export async function runReconciliation(
  { month, readFile, allowLive }: ReconciliationRequest,
  profile: ResolvedProfile,
  ports: PaymentRunPorts,
  hooks: PollHooks,
): Promise<ReconciliationResult> {
  const settlement = profile.profile.settlement ?? {};
  const range = monthRange(month, settlement.zone ?? profile.profile.payments?.source.range?.zone);
  const fees = storeFees(settlement.fees);
  const settings = await paymentsSettings(profile, NEEDED_BY);
  const file = readFile === null ? null : await readFile();
  const push = file === null ? await pushSettings(profile, NEEDED_BY) : null;
  const urls = [settings.source.url, ...(push === null ? [] : [push.url])];
  assertMaySend(urls, profile, allowLive);
  const plan = planPoll(settings, range);
  hooks.onStart(describePlan(plan, settings));
  let settled = 0;
  const onCount = (now: number) => {
    settled = now;
  };
  const order = { profile, allowLive, rate: plan.rate, settled: () => settled };
  return sending(order, ports, hooks, async (walk) => {
    const { onProblem } = hooks;
    const game = await collectRecords({ settings, ...plan }, { ...walk, onProblem }, onCount);
    if (game.stop !== null) return { stop: game.stop, reconciliation: null };
    const books = monthBooks(game.conversions, range);
    const theirs = await playcampSide(file, push, books, walk);
    if (theirs.stop !== null) return { stop: theirs.stop, reconciliation: null };
    const reconciliation = reconcile(books, theirs, fees, range);
    return {
      stop: null,
      reconciliation,
      refused: game.refused,
      problems: theirs.problems,
      remarks: [
        ...theirs.remarks,
        ...hintsOf(
          reconciliation.differences,
          theirs.records,
          settlement.columns?.fee === undefined,
        ),
      ],
      doubts: game.doubts,
      unsure: [
        ...theirs.unsure,
        ...(isOtherMonth(theirs, reconciliation)
          ? [`no row of PlayCamp's side is of ${month}: it may be another month's file`]
          : []),
      ],
    };
  });
}

interface PlaycampSide extends PlaycampBooks {
  readonly problems: readonly string[];
  readonly remarks: readonly string[];
  readonly unsure: readonly string[];
  readonly stop: Stop | null;
}

async function playcampSide(
  file: SettlementFile | null,
  push: PushSettings | null,
  { records }: GameBooks,
  ports: WalkPorts,
): Promise<PlaycampSide> {
  if (file !== null) {
    const problems = file.problems.map(
      ({ row, problem }) => `row ${row} of the settlement file: ${problem}`,
    );
    const unreadable = new Map(
      file.problems.flatMap(({ transactionId, row }): [string, string][] =>
        transactionId === null ? [] : [[transactionId, `row ${row}`]],
      ),
    );
    const remarks = [
      ...file.footers.map(
        ({ row, text }) => `row ${row} of the settlement file is taken for a remark: "${text}"`,
      ),
      ...passedOver(file.passedOver),
    ];
    return {
      records: file.records,
      unreadable,
      problems,
      remarks,
      unsure: file.doubts,
      stop: null,
    };
  }
  const nothing = { remarks: [], unsure: [] };
  if (push === null)
    return { records: [], unreadable: new Map(), problems: [], ...nothing, stop: null };
  const ids = [...new Set(records.map(({ transactionId }) => transactionId))];
  const found = await lookUpPayments(ids, push, ports, () => undefined);
  const problems = found.unreadable.map((id) => `PlayCamp's reply for ${id} holds no payment`);
  const unreadable = new Map(found.unreadable.map((id) => [id, "unreadable"]));
  return { records: found.records, unreadable, problems, ...nothing, stop: found.stop };
}

/** What many differences have in common may have one cause. */
function hintsOf(
  differences: readonly Difference[],
  playcamp: readonly SettlementRecord[],
  isFeeUnnamed: boolean,
): readonly string[] {
  const scale = commonScale(differences);
  const isOfFees =
    isFeeUnnamed &&
    differences.some(({ kind }) => kind === "fee") &&
    playcamp.some(({ fee }) => fee !== undefined);
  return [
    ...(scale === null ? [] : [scale]),
    ...(isOfFees
      ? [
          'the column "fee" is read as what the store keeps; where it is another fee, name it in settlement.ignore',
        ]
      : []),
  ];
}

const SHOWN_KINDS = 5;

/** What `settlement.rows` leaves out may still be money: each kind is said. */
function passedOver(kinds: SettlementFile["passedOver"]): readonly string[] {
  if (kinds.length === 0) return [];
  const shown = kinds.slice(0, SHOWN_KINDS).map(({ kind, rows }) => `"${kind}" ${rows}`);
  const more = kinds.length > SHOWN_KINDS ? [`${kinds.length - SHOWN_KINDS} more kinds`] : [];
  return [
    `rows of the settlement file passed over, by kind: ${[...shown, ...more].join(", ")}; settlement.rows says which count`,
  ];
}
