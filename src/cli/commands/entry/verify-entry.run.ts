/** `verify-entry`: the verdict, and where it is a refusal, the diagnosis. */
import { renderDuration } from "../../../core/duration.js";
import { UserError } from "../../../core/errors.js";
import { entrySettings } from "../../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { diagnoseEntry } from "../../../protocols/entry/diagnose.js";
import type { EntryFinding } from "../../../protocols/entry/finding.js";
import { type EntryVerdict, verifyEntry } from "../../../protocols/entry/verify.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { parseTimeFlag } from "../../parsers.js";
import { withProfile } from "../../session/target-profile.js";

interface Options {
  readonly usn?: string;
  readonly campaign?: string;
  readonly at?: string;
  readonly sandbox?: boolean;
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfile(context, options, (profile) =>
    verify(profile, input.arguments[0] ?? "", options, context),
  );
};

async function verify(
  profile: ResolvedProfile,
  argument: string,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const { recipe, keys } = await entrySettings(profile, "verify-entry");
  const entry = argument === "-" ? await readEntry(context) : argument.trim();
  const nowMs =
    options.at === undefined ? context.clock.nowMs() : parseTimeFlag("--at", options.at);
  const values = keys.map(({ value }) => value);
  const known = {
    ...(options.usn === undefined ? {} : { usn: options.usn }),
    ...(options.campaign === undefined ? {} : { campaign: options.campaign }),
  };
  const verdict = verifyEntry(recipe, entry, values, nowMs, known);
  if (verdict.accepted) {
    context.result(
      context.flags.json ? JSON.stringify(verdict, null, 2) : describeAccepted(verdict),
    );
    return "done";
  }
  const { findings } = diagnoseEntry(recipe, entry, values, nowMs, known);
  context.result(
    context.flags.json
      ? JSON.stringify({ ...verdict, findings }, null, 2)
      : [`refused: ${verdict.message}`, ...findings.map(describeFinding)].join("\n\n"),
  );
  return "refused";
}

async function readEntry({ terminal }: CommandContext): Promise<string> {
  const text = Buffer.from(await terminal.readStdin())
    .toString("utf8")
    .trim();
  if (text !== "") return text;
  throw new UserError(
    "input_empty",
    "nothing came on stdin",
    "Pipe the URL or the token into the command, or give it as the argument.",
  );
}

function describeAccepted(verdict: Extract<EntryVerdict, { accepted: true }>): string {
  const { usn, campaign, ageMs, remainingMs, keyIndex } = verdict;
  return [
    `accepted: user ${usn}${campaign === "" ? "" : `, campaign ${campaign}`}`,
    ageMs < 0
      ? `signed for ${renderDuration(ageMs)} from now`
      : `signed ${renderDuration(ageMs)} ago, good for another ${renderDuration(remainingMs)}`,
    ...(keyIndex > 0 ? [`signed with key number ${keyIndex + 1} of entry.key, not the first`] : []),
  ].join("\n");
}

function describeFinding(finding: EntryFinding): string {
  const { part, message, expected, found, fix, proved } = finding;
  return [
    `${part}: ${message}${proved ? " (proved)" : ""}`,
    ...(expected === undefined ? [] : [`  expected: ${expected}`]),
    ...(found === undefined ? [] : [`  found:    ${found}`]),
    `  fix:      ${fix}`,
  ].join("\n");
}
