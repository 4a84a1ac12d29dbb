/** `verify-entry`: the verdict, and where it is a refusal, the diagnosis. */
import { inUtf8 } from "../../../core/decode-utf8.js";
import { renderDuration } from "../../../core/duration.js";
import { UserError } from "../../../core/errors.js";
import { entrySettings } from "../../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { diagnoseEntry } from "../../../protocols/entry/diagnose.js";
import { urlFindings } from "../../../protocols/entry/compare-url.js";
import { type EntryVerdict, verifyEntry } from "../../../protocols/entry/verify.js";
import { otherSecrets } from "../../../tasks/other-secrets.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { describeFinding } from "../../output/finding-text.js";
import type { Options } from "./verify-entry.js";

export const run: CommandRun<Options> = async (session, { arguments: [argument = ""], options }) =>
  verify(await session.openProfile(options), argument, options, session);

/** As long as anybody waits for a cause. */
const SEARCH_MS = 4_500;

async function verify(
  profile: ResolvedProfile,
  argument: string,
  options: Options,
  context: CommandContext,
): Promise<Outcome> {
  const { recipe, keys } = await entrySettings(profile, "verify-entry");
  const entry = argument === "-" ? await readEntry(context) : argument.trim();
  const nowMs = options.at ?? context.clock.nowMs();
  const values = keys.map(({ value }) => value);
  const known = {
    ...(options.usn === undefined ? {} : { usn: options.usn }),
    ...(options.campaign === undefined ? {} : { campaign: options.campaign }),
  };
  const verdict = verifyEntry(recipe, entry, values, nowMs, known);
  if (verdict.accepted) {
    // The token is right; where it leads to is another question.
    const notes = urlFindings(recipe, entry);
    context.result(
      context.flags.json
        ? JSON.stringify(notes.length === 0 ? verdict : { ...verdict, notes }, null, 2)
        : [describeAccepted(verdict), ...notes.map(describeFinding)].join("\n\n"),
    );
    return "done";
  }
  const others = await otherSecrets(profile, "entry.key");
  const startedAt = context.clock.monotonicMs();
  const mayGoOn = () => context.clock.monotonicMs() - startedAt < SEARCH_MS;
  const { findings } = diagnoseEntry(recipe, entry, values, nowMs, known, others, mayGoOn);
  context.result(
    context.flags.json
      ? JSON.stringify({ ...verdict, findings }, null, 2)
      : [`refused: ${verdict.message}`, ...findings.map(describeFinding)].join("\n\n"),
  );
  for (const odd of profile.secrets.oddities()) context.say(`warning: ${odd}`);
  return "refused";
}

async function readEntry({ terminal }: CommandContext): Promise<string> {
  const text = Buffer.from(inUtf8(await terminal.readStdin()))
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
