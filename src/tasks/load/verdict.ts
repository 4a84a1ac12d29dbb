/** How a load ended. */
import type { LoadResult } from "./load-result.js";

/** `refused`: the target answered wrongly, or its money is not that of the reports. */
export const LOAD_VERDICTS = ["done", "refused", "incomplete"] as const;
export type LoadVerdict = (typeof LOAD_VERDICTS)[number];

export function verdictOf({ kind, total, books, interrupted, gaveUp }: LoadResult): LoadVerdict {
  if (books !== undefined && isMoneyWrong(books)) return "refused";
  const { sent, accepted, answered, planned, byStatus } = total;
  // What was under way when the run was stopped says nothing against the target.
  const isWrong =
    kind === "wallet"
      ? (byStatus["wrong"] ?? 0) > 0
      : accepted + total.interrupted < sent && answered > 0;
  if (isWrong) return "refused";
  const isWhole = !interrupted && !gaveUp && sent > 0 && (planned === null || sent === planned);
  const isCertain =
    books?.accounts.every(({ differenceMillis }) => differenceMillis !== null) ?? true;
  return isWhole && accepted === sent && isCertain ? "done" : "incomplete";
}

function isMoneyWrong({ openBets, accounts }: NonNullable<LoadResult["books"]>): boolean {
  return (
    openBets.length > 0 || accounts.some(({ differenceMillis }) => (differenceMillis ?? 0) !== 0)
  );
}
