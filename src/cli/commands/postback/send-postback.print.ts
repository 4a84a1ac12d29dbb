/** What `send-postback` says: the exchanges while it goes, and what became of each postback. */
import { readingText } from "../../../tasks/postback/check-record.js";
import { answeredCorrectly, type PostbackReport } from "../../../tasks/postback/send-postback.js";
import { printable } from "../../../reports/printable.js";
import type { CommandContext } from "../../command.js";
import { adviceLines, outcomeText, renderExchange } from "../../output/exchange-text.js";

/** Both sides of a redirect are always shown; otherwise only with --verbose. */
export function sayExchanges(
  { exchanges }: PostbackReport,
  always: boolean,
  context: CommandContext,
): void {
  for (const exchange of exchanges) {
    context.detail(renderExchange(exchange, context.terminal));
    if (always)
      context.say(
        printable(
          `${exchange.request.method} ${exchange.request.url} (${exchange.step}): ${outcomeText(exchange)}`,
        ),
      );
  }
}

export function printReports(
  url: string,
  reports: readonly PostbackReport[],
  context: CommandContext,
): void {
  context.result(
    context.flags.json
      ? JSON.stringify({ url, postbacks: reports.map(toJson) }, null, 2)
      : printable(reports.flatMap(lines).join("\n")),
  );
}

function toJson(report: PostbackReport): object {
  const { postback, reading, redirect, exchanges } = report;
  const { kind, ...rest } = reading ?? { kind: null };
  const { ok: _, ...sent } = { ok: true, ...postback };
  return {
    ...sent,
    outcome: kind,
    right: answeredCorrectly(report),
    ...rest,
    ...(redirect === null ? {} : { redirect }),
    exchanges,
  };
}

function lines(report: PostbackReport): readonly string[] {
  const { postback, reading, redirect, exchanges } = report;
  const { uid, gid, level } = postback;
  const last = exchanges.at(-1);
  const became =
    reading === null ? (last?.failure?.message ?? "not handled") : readingText(reading);
  const coins =
    reading?.kind === "awarded" && reading.coins !== null ? `; user.coins ${reading.coins}` : "";
  const problems = reading === null || reading.kind === "refused" ? [] : reading.problems;
  return [
    `level ${level} of ${gid} for ${uid}: ${became}${coins}`,
    ...problems.map(
      ({ field, expected, found }) => `  wrong: ${field} is ${found}, not ${expected}`,
    ),
    ...(reading === null || reading.kind === "refused" ? adviceLines(last) : []).map(
      (line) => `  ${line}`,
    ),
    ...(redirect?.problems ?? []).map(
      ({ field, expected, found }) => `  legacy path: ${field} is ${found}, not ${expected}`,
    ),
  ];
}
