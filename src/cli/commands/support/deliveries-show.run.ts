/** `deliveries show`: request and response, or the difference between two deliveries. */
import type { JournalEntry } from "../../../journal/entry.js";
import { diffLines, renderDiff } from "../../../journal/line-diff.js";
import { findDelivery } from "../../../tasks/journal/export-deliveries.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { renderFacts, renderRequest, renderResponse } from "../../output/delivery-text.js";
import type { Options } from "./deliveries-show.js";

export const run: CommandRun<Options> = async (
  session,
  { arguments: [id = ""], options: { raw, diff } },
) => {
  const journal = await session.openJournal();
  const entry = await findDelivery(journal, id);
  if (diff === undefined) show(entry, raw, session);
  else showDiff(entry, await findDelivery(journal, diff), raw, session);
  return "done";
};

function show(entry: JournalEntry, raw: boolean, context: CommandContext): void {
  const look = { raw, isFolded: context.terminal.outIsTerminal };
  context.result(
    context.flags.json
      ? JSON.stringify(entry, null, 2)
      : [renderFacts(entry), renderRequest(entry, look), renderResponse(entry, look)].join("\n\n"),
  );
}

function showDiff(
  before: JournalEntry,
  after: JournalEntry,
  raw: boolean,
  context: CommandContext,
): void {
  const look = { raw, isFolded: false };
  const parts = [["request", renderRequest] as const, ["response", renderResponse] as const].map(
    ([name, render]) => ({
      name,
      lines: diffLines(render(before, look), render(after, look)),
    }),
  );
  const changed = parts.filter(({ lines }) => lines.some(({ kind }) => kind !== "same"));
  if (context.flags.json) {
    context.result(
      JSON.stringify(
        {
          before: before.id,
          after: after.id,
          same: changed.length === 0,
          ...Object.fromEntries(
            parts.map(({ name, lines }) => [name, lines.filter(({ kind }) => kind !== "same")]),
          ),
        },
        null,
        2,
      ),
    );
    return;
  }
  context.result(
    changed.length === 0
      ? `${before.id} and ${after.id} are the same`
      : [
          `--- ${before.id}\n+++ ${after.id}`,
          ...changed.map(({ name, lines }) => `${name}:\n${renderDiff(lines)}`),
        ].join("\n\n"),
  );
}
