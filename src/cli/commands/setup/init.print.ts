/** What `init` says at the end: what was written, what is still a guess, what the check found, what to type next. */
import { dirname, join, relative } from "node:path";
import type { ConformanceReport } from "../../../core/report.js";
import { shellLine } from "../../../core/shell.js";
import type { Draft } from "../../../tasks/init/draft.js";
import { referencesOf } from "../../../tasks/init/env-example.js";
import type { Receiver, ReceiverProof } from "../../../tasks/init/receivers/receiver.js";
import type { CompanionFile } from "../../../tasks/init/receivers/companion-files.js";
import { receiverPlace } from "../../../tasks/init/receivers/receiver-file.js";
import { PROFILE_FILE_NAME } from "../../../tasks/locate-profile.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { InitSecrets, KeptSecrets } from "./init/desk.js";
import { FIRST_CHECKS } from "./init.check.js";
import { outcomeOfReport } from "../conformance/report-output.js";

export interface InitResult {
  readonly draft: Draft;
  readonly target: string;
  /** Absolute. */
  readonly written: readonly string[];
  readonly kept: KeptSecrets;
  readonly report: ConformanceReport | null;
  readonly receiver: Receiver | null;
  readonly companions: readonly CompanionFile[];
  /** The tarball that the pipeline installs, where it is not there yet. */
  readonly neededPackage: string | null;
  readonly secrets: Pick<InitSecrets, "find">;
}

export async function printInit(result: InitResult, context: CommandContext): Promise<Outcome> {
  const { draft, target, report } = result;
  const here = (path: string) => relative(context.cwd, path);
  const written = result.written.map(here);
  const missing = await missingSecrets(result, context);
  const profile = here(target);
  const next =
    result.receiver === null
      ? nextCommands(draft, profile, missing)
      : [
          ...receiverCommands(result.receiver, draft, profile),
          ...result.companions.flatMap((each) => companionCommands(each, profile)),
        ];
  if (context.flags.json) {
    const { partner, sections, guesses } = draft;
    const check =
      report === null
        ? null
        : {
            verdict: report.summary.verdict,
            checks: report.checks.map(({ id, status }) => ({ id, status })),
          };
    const { neededPackage } = result;
    const { stored, inDotEnv } = result.kept;
    context.result(
      JSON.stringify(
        {
          profile,
          partner,
          sections: Object.keys(sections),
          written,
          stored,
          inDotEnv,
          guesses,
          missingSecrets: missing,
          neededPackage,
          check,
          next,
        },
        null,
        2,
      ),
    );
  } else {
    context.result(written.length === 0 ? profile : written.join("\n"));
    sayResult(result, missing, next, context);
  }
  return report === null ? "done" : outcomeOfReport(report);
}

function sayResult(
  { draft, kept, report, neededPackage, receiver }: InitResult,
  missing: readonly MissingSecret[],
  next: readonly string[],
  context: CommandContext,
): void {
  const say = (line: string) => {
    context.say(line);
  };
  const { stored, inDotEnv, notKept, isDotEnvUtf8 } = kept;
  if (stored.length > 0) say(`stored encrypted: ${stored.join(", ")}`);
  if (inDotEnv.length > 0)
    say(`written to .env, which belongs into .gitignore: ${inDotEnv.join(", ")}`);
  if (notKept.length > 0)
    say(
      isDotEnvUtf8
        ? `no .env can hold the value of ${notKept.join(", ")}: export it`
        : `the .env is not UTF-8 and stays as it is, without ${notKept.join(", ")}: export it, or save the .env as UTF-8 and add it`,
    );
  if (draft.guesses.length > 0) {
    say("\nGuessed; confirm or correct in the profile:");
    for (const { path, message } of draft.guesses) say(`  ${path}: ${message}`);
  }
  if (missing.length > 0) {
    say("\nSecrets still to be set:");
    for (const { path, where } of missing) say(`  ${path}: ${where}`);
  }
  if (neededPackage !== null) {
    say(`\nThe pipeline installs ${neededPackage}, which is not there yet:`);
    say("  run npm pack in a clone of playcamp-gw and commit the tarball there,");
    say("  or name another package with --ci-package.");
  }
  if (receiver !== null) {
    say(`\n${PROOFS[receiver.proof].replaceAll("{title}", receiver.title)}`);
    if (receiver.needs !== undefined) say(`It needs ${receiver.needs}.`);
  }
  if (report !== null) {
    say("\nFirst check, your recipes on a sandbox of this machine:");
    for (const { status, title, message } of report.checks.filter((check) => check.status !== "na"))
      say(`  ${status}  ${title}${status === "pass" ? "" : `: ${message}`}`);
  }
  say("\nNext:");
  for (const line of new Set(next)) say(`  ${line}`);
}

const PROOFS: Readonly<Record<ReceiverProof, string>> = {
  judged: "The receiver for {title} was started and judged conformant by this tool's own tests.",
  "judged without the framework":
    "The receiver for {title} was judged conformant by this tool's own tests, but not inside {title}: try it there.",
  compiled: "The receiver for {title} was compiled, but not run, by this tool's own tests: try it.",
  linted:
    "The receiver for {title} was only checked for its syntax by this tool's own tests: try it.",
};

/** From here to the first verdict on the receiver, with a secret for this machine alone. */
function receiverCommands(
  { install, start }: Receiver,
  draft: Draft,
  profile: string,
): readonly string[] {
  const place = receiverPlace(draft);
  const { webhook } = draft.sections;
  const judge = [
    ...["playcamp-gw", "conformance", "webhook"],
    ...(profile === PROFILE_FILE_NAME ? [] : ["--profile", profile]),
  ];
  const started =
    start === null
      ? []
      : [
          ...["--start", start.replace("__PORT__", String(place.port))],
          ...["--ready-on", webhook?.url ?? ""],
        ];
  return [
    ...(install === null ? [] : [install]),
    `${place.secretVariable}=a-secret-to-try-with ${shellLine([...judge, ...started])}`,
  ];
}

/** Each is a server of its own, with values for this machine alone. */
function companionCommands(
  { id, companion, url, variables }: CompanionFile,
  profile: string,
): readonly string[] {
  const judge = [
    ...["playcamp-gw", "conformance", id],
    ...(profile === PROFILE_FILE_NAME ? [] : ["--profile", profile]),
    ...(companion.start === null ? [] : ["--start", companion.start, "--ready-on", url]),
  ];
  const tries = variables.map(
    (name) => `${name}=${name.toLowerCase().replaceAll("_", "-")}-to-try-with`,
  );
  return [
    ...(companion.install === null ? [] : [companion.install]),
    `${tries.join(" ")} ${shellLine(judge)}`,
  ];
}

interface MissingSecret {
  /** Path in the profile. */
  readonly path: string;
  /** For people. */
  readonly where: string;
  /** What provides it. */
  readonly command: string;
}

async function missingSecrets(
  { draft, target, secrets }: InitResult,
  { cwd, files }: CommandContext,
): Promise<readonly MissingSecret[]> {
  const missing: MissingSecret[] = [];
  const dotEnv = join(dirname(target), ".env");
  const variables = (await files.exists(dotEnv))
    ? ["vi", relative(cwd, dotEnv)]
    : ["cp", relative(cwd, `${dotEnv}.example`), relative(cwd, dotEnv)];
  for (const { path, reference } of referencesOf(draft.sections)) {
    if ((await secrets.find(reference)) !== null) continue;
    if ("env" in reference)
      missing.push({
        path,
        where: `the variable ${reference.env}`,
        command: shellLine(variables),
      });
    else if ("file" in reference)
      missing.push({
        path,
        where: `the file ${reference.file}`,
        command: shellLine(["ls", "-l", reference.file]),
      });
    else
      missing.push({
        path,
        where: `the secret store, as ${reference.store}`,
        command: shellLine(["playcamp-gw", "profile", "set-secret", reference.store]),
      });
  }
  return missing;
}

/** Section → what tries it against the partner's own server; the first that is there is named. */
const TRIES: readonly (readonly [section: keyof Draft["sections"], words: readonly string[]])[] = [
  ["entry", ["sign-entry", "--usn", "100001", "--check"]],
  ["webhook", ["fire-webhook", "sponsor.created"]],
  ["wallet", ["play-round"]],
  ["postback", ["send-postback", "--level", "5"]],
  ["payments", ["poll-payments", "--from", "2026-01-05", "--to", "2026-01-06"]],
  ["sdkApi", ["webhooks", "list"]],
];

/** Three of them: complete what is missing, try one thing, judge everything. */
function nextCommands(
  { sections }: Draft,
  profile: string,
  [missing]: readonly MissingSecret[],
): readonly string[] {
  const own = (words: readonly string[]) =>
    shellLine([
      "playcamp-gw",
      ...words,
      ...(profile === PROFILE_FILE_NAME ? [] : ["--profile", profile]),
    ]);
  const [, trial = ["doctor"]] = TRIES.find(([section]) => section in sections) ?? [];
  const isJudged = Object.keys(FIRST_CHECKS).some((name) => name in sections);
  return [
    missing?.command ?? own(["doctor"]),
    own(trial),
    own(isJudged ? ["conformance"] : ["profile", "show"]),
  ];
}
