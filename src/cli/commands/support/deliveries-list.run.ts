/** `deliveries list`: filters the journal and prints it. */
import { parseDurationMs, renderDuration } from "../../../core/duration.js";
import { UserError } from "../../../core/errors.js";
import type { JournalSummary } from "../../../journal/entry.js";
import { isFiltering, type JournalFilter } from "../../../journal/filter.js";
import { shortLine } from "../../../reports/printable.js";
import { displayWidth } from "../../../reports/text-width.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { parseTime } from "../../options.js";
import type { Options } from "./deliveries-list.js";

const TABLE_LIMIT = 50;

export const run: CommandRun<Options> = async (session, { options }) => {
  const asData = session.flags.json || options.ndjson;
  const filter = filterOf(options, session.clock.nowMs());
  const journal = await session.openJournal();
  const limit = options.limit ?? (asData ? 0 : TABLE_LIMIT);
  // One more than is shown tells whether there are more.
  const found = await journal.list(filter, limit === 0 ? Infinity : limit + 1);
  if (found.length === 0 && isFiltering(filter)) {
    throw new UserError(
      "nothing_selected",
      "no delivery in the journal fits these filters",
      "Leave one out; playcamp-gw deliveries list shows what there is.",
    );
  }
  const shown = limit === 0 ? found : found.slice(-limit);
  if (options.ndjson) shown.forEach((entry) => session.result(JSON.stringify(entry)));
  else if (session.flags.json) session.result(JSON.stringify(shown, null, 2));
  else printTable(shown, session);
  if (shown.length < found.length) session.say("older ones are not shown; --limit 0 shows all");
  return "done";
};

function filterOf(options: Options, nowMs: number): JournalFilter {
  const { since, status, event, transaction, target, command } = options;
  return {
    sinceMs: since === undefined ? null : sinceMs(since, nowMs),
    status: status ?? null,
    event: event ?? null,
    transaction: transaction ?? null,
    target: target ?? null,
    command: command ?? null,
  };
}

function sinceMs(text: string, nowMs: number): number {
  const days = /^(\d+)d$/.exec(text)?.[1];
  if (days !== undefined) return nowMs - Number(days) * 86_400_000;
  const ago = parseDurationMs(text);
  return ago === null ? parseTime("--since", text) : nowMs - ago;
}

function printTable(entries: readonly JournalSummary[], context: CommandContext): void {
  if (entries.length === 0) {
    context.say("the journal is empty");
    return;
  }
  const head = ["id", "time", "command", "answer", "took", "event", "request"];
  const rows = [head, ...entries.map(rowOf)];
  const widths = head.map((_, column) =>
    Math.max(...rows.map((row) => displayWidth(row[column] ?? ""))),
  );
  context.result(
    rows
      .map((row) =>
        row
          .map((cell, at) =>
            at === row.length - 1
              ? cell
              : cell + " ".repeat((widths[at] ?? 0) - displayWidth(cell)),
          )
          .join("  "),
      )
      .join("\n"),
  );
}

function rowOf(entry: JournalSummary): readonly string[] {
  const { at, status, failure, durationMs, events, direction, method } = entry;
  const [event = "", ...more] = events;
  return [
    entry.id,
    at.replace("T", " ").replace(/\.\d+Z$/, ""),
    entry.command,
    String(status ?? failure ?? "-"),
    renderDuration(durationMs),
    shortLine(more.length === 0 ? event : `${event} +${more.length}`, 32),
    `${direction === "sent" ? "→" : "←"} ${shortLine(`${method} ${entry.url}`, 100)}`,
  ];
}
