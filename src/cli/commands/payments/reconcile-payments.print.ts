/** How `reconcile-payments` shows differences and totals. */
import type { SettlementTotal } from "../../../protocols/payments/settlement-totals.js";
import type { Reconciliation } from "../../../tasks/payments/reconcile.js";
import type { CommandContext } from "../../command.js";
import { alignRight } from "./payments-print.js";

export interface ReconciliationHead {
  readonly month: string;
  /** What the game's records were compared with. */
  readonly against: string;
  readonly refused: number;
  readonly problems: readonly string[];
  /** Why the game's records may not be all, and what the other side leaves open. */
  readonly doubts: readonly string[];
}

/** More are in `--out` and in `--json`. */
const SHOWN_DIFFERENCES = 50;

export function printReconciliation(
  head: ReconciliationHead,
  reconciliation: Reconciliation,
  context: CommandContext,
): void {
  if (context.flags.json) {
    context.result(JSON.stringify({ ...head, ...reconciliation }, null, 2));
    return;
  }
  const { matched, differences, totals } = reconciliation;
  const shown = differences.slice(0, SHOWN_DIFFERENCES);
  const rows = shown.map(({ kind, transactionId, game, playcamp }) => [
    kind,
    transactionId,
    game ?? "-",
    playcamp ?? "-",
  ]);
  const table =
    rows.length === 0
      ? []
      : ["", ...alignRight([["difference", "transaction", "game", "PlayCamp"], ...rows])];
  const more = differences.length - shown.length;
  context.result(
    [
      `${head.month}, the game's records against ${head.against}: ${matched} match, ${differences.length} differences`,
      ...table,
      ...(more > 0 ? [`and ${more} more; --out writes them all`] : []),
      "",
      ...renderTotals(totals),
    ].join("\n"),
  );
}

const COLUMNS = [
  "",
  "currency",
  "creator",
  "payments",
  "gross",
  "fee",
  "net",
  "refunds",
  "refunded",
];

function renderTotals({ game, playcamp }: Reconciliation["totals"]): readonly string[] {
  const row = (side: string) => (total: SettlementTotal) => [
    side,
    total.currency,
    total.creatorKey ?? "-",
    String(total.payments),
    total.gross,
    total.fee,
    total.net,
    String(total.refunds),
    total.refunded,
  ];
  const rows = [...game.map(row("game")), ...playcamp.map(row("PlayCamp"))];
  return rows.length === 0 ? ["no payments on either side"] : alignRight([COLUMNS, ...rows]);
}
