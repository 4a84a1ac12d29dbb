/** The lines that repeat what a check did: the check itself, its recorded requests, and its requests signed anew. */
import { freshLine } from "../../conformance/fresh-command.js";
import type { Redactor } from "../../core/redaction.js";
import type { CheckResult } from "../../core/report.js";
import { shellLine } from "../../core/shell.js";
import { curlLine } from "../../journal/curl.js";
import { replayLine } from "../../journal/replay-line.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { OpenedSuites } from "./open-suites.js";
import type { ConformanceRequest } from "./request.js";

/** The command that runs this check again, on the same target. */
export function reproduceLine(checkId: string, suite: string, request: ConformanceRequest): string {
  return shellLine([
    "playcamp-gw",
    "conformance",
    suite,
    "--only",
    checkId,
    "--seed",
    String(request.seed),
    ...request.targetWords,
  ]);
}

/** Commands one after the other, each on the same target. */
export function giveBackLine(
  commands: readonly (readonly string[])[],
  { targetWords }: ConformanceRequest,
): string {
  return commands.map((words) => shellLine(["playcamp-gw", ...words, ...targetWords])).join(" && ");
}

/** What did not pass can be sent again: from the journal, or by hand. */
export function withRepeatLines(
  result: CheckResult,
  profile: ResolvedProfile,
  opened: OpenedSuites,
  request: ConformanceRequest,
): CheckResult {
  if (result.status === "pass" || result.status === "na") return result;
  return withReplay(withCurl(result, profile, opened, request), opened.redactor, request);
}

/** From the journal, where one was kept of it. */
function withReplay(
  result: CheckResult,
  redactor: Redactor,
  { replayWords }: ConformanceRequest,
): CheckResult {
  const replay = replayLine(result.evidence, replayWords);
  return replay === null ? result : { ...result, replay: redactor.text(replay) };
}

/** By hand: as recorded, and signed anew where that is the same request. */
function withCurl(
  result: CheckResult,
  profile: ResolvedProfile,
  { suites, redactor }: OpenedSuites,
  { targetWords }: ConformanceRequest,
): CheckResult {
  const envNames = profile.secrets.envNames();
  const freshCommand = suites.get(result.suite)?.suite.freshCommand;
  const lines = result.evidence.flatMap((exchange) => {
    const command = freshCommand?.(exchange, redactor) ?? null;
    const fresh = command === null ? null : freshLine(command, targetWords);
    return [curlLine(exchange, envNames), fresh === null ? null : redactor.text(fresh)];
  });
  // The eight of a race are one line.
  const curl = [...new Set(lines)].filter((line) => line !== null);
  return curl.length === 0 ? result : { ...result, curl };
}
