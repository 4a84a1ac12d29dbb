/** What `replay` shows: then and now side by side, and what differs. */
import { renderDuration } from "../../../core/duration.js";
import type { Exchange } from "../../../core/http-exchange.js";
import { diffLines, renderDiff } from "../../../journal/line-diff.js";
import type { StoredMessage } from "../../../journal/message.js";
import { prettyJson } from "../../../core/json/layout.js";
import { displayText } from "../../../journal/redacted.js";
import { exactLine, printable, shortLine } from "../../../reports/printable.js";
import { padEnd } from "../../../reports/text-width.js";
import type { ReplayedMessage } from "../../../tasks/replay/replay.js";
import type { CommandContext } from "../../command.js";
import { adviceLines } from "../../output/exchange-text.js";
import { renderBody } from "../../output/delivery-text.js";

/** Differ at every call, and say nothing. */
const RESTLESS_HEADERS = new Set([
  "date",
  "connection",
  "keep-alive",
  "content-length",
  "transfer-encoding",
]);

export function printReplayed(
  { message, now, verdicts }: ReplayedMessage,
  context: CommandContext,
): void {
  if (context.flags.json) return;
  const last = now.at(-1)?.exchange;
  if (last === undefined) return;
  const good = verdicts.filter((each) => each === "success").length;
  context.result(
    [
      `${message.id ?? message.rebuiltFrom ?? "request"}  ${exactLine(`${last.request.method} ${last.request.url}`)}`,
      sideBySide(message, last),
      ...(now.length === 1 ? [] : [countLine(now.length, good, now)]),
      ...(verdicts.at(-1) === "success" ? [] : adviceLines(last).map((line) => `  ${line}`)),
      ...differences(message, last),
      "",
    ].join("\n"),
  );
}

export function printReplay(replayed: readonly ReplayedMessage[], context: CommandContext): void {
  const verdicts = replayed.flatMap((each) => each.verdicts);
  const count = (wanted: (typeof verdicts)[number]) =>
    verdicts.filter((each) => each === wanted).length;
  if (context.flags.json) {
    context.result(
      JSON.stringify(
        {
          total: verdicts.length,
          success: count("success"),
          refused: count("refused"),
          unreachable: count("unreachable"),
          replayed: replayed.map(({ message, kind, now, verdicts: each }) => ({
            id: message.id,
            ...(message.rebuiltFrom === undefined ? {} : { rebuiltFrom: message.rebuiltFrom }),
            kind,
            then: message.then,
            verdicts: each,
            now: now.map(({ exchange }) => exchange),
          })),
        },
        null,
        2,
      ),
    );
    return;
  }
  if (replayed.length > 1)
    context.say(`${count("success")} of ${verdicts.length} answers are a success`);
}

function countLine(total: number, good: number, now: ReplayedMessage["now"]): string {
  const statuses = new Map<string, number>();
  for (const { outcome } of now) {
    const answer = String(outcome.reply?.status ?? outcome.failure?.kind);
    statuses.set(answer, (statuses.get(answer) ?? 0) + 1);
  }
  const answers = [...statuses].map(([answer, times]) => `${times} × ${answer}`);
  return `  ${good} of ${total} a success: ${answers.join(", ")}; the last one is shown`;
}

function sideBySide(message: StoredMessage, now: Exchange): string {
  const { then, thenFailure } = message;
  const rows: readonly (readonly [string, string, string])[] = [
    ["", "then", "now"],
    [
      "answer",
      String(then?.status ?? thenFailure ?? "not known"),
      String(now.response?.status ?? now.failure?.message ?? "none"),
    ],
    [
      "took",
      then === null || then.durationMs === null ? "-" : renderDuration(then.durationMs),
      renderDuration(now.durationMs),
    ],
  ];
  return rows
    .map(([name, before, after]) =>
      `  ${name.padEnd(8)}${padEnd(shortLine(before, 32), 34)}${shortLine(after, 80)}`.trimEnd(),
    )
    .join("\n");
}

function differences(message: StoredMessage, now: Exchange): readonly string[] {
  const { then } = message;
  if (then === null || now.response === null) return [];
  const headers = diffLines(
    headerLines(then.headers.map(([name, value]) => [name, displayText(value)])),
    headerLines(now.response.headers),
  );
  const body = now.response.body;
  const text = body.text ?? `(${body.bytes} bytes that are no UTF-8)`;
  const bodies = diffLines(renderBody(then.body, false), printable(prettyJson(text) ?? text));
  const parts = [["headers", headers] as const, ["body", bodies] as const];
  // Who logs answers does not log their headers.
  const known = message.rebuiltFrom === undefined ? parts : parts.slice(1);
  return known.map(([name, lines]) =>
    lines.every(({ kind }) => kind === "same")
      ? `  ${name}: as then`
      : `  ${name}:\n${indent(renderDiff(lines))}`,
  );
}

function headerLines(headers: readonly (readonly [string, string])[]): string {
  return headers
    .filter(([name]) => !RESTLESS_HEADERS.has(name.toLowerCase()))
    .map(([name, value]) => exactLine(`${name}: ${value}`))
    .sort()
    .join("\n");
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
