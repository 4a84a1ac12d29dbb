/** `conformance --watch`: runs again what was not met, and shows what changed. */
import { UserError } from "../../../core/errors.js";
import { isLoopbackHost } from "../../../core/http.js";
import type { ConformanceReport } from "../../../core/report.js";
import type { Keyboard } from "../../../core/keyboard.js";
import { counted } from "../../../reports/outcome.js";
import { renderRunChanges } from "../../../reports/run-changes.js";
import { chooseSuites } from "../../../tasks/conformance/choose-suites.js";
import { standingAfter } from "../../../tasks/conformance/standing.js";
import { ignoring } from "../../../tasks/conformance/watched-files.js";
import { type OpenChecks, watchRuns } from "../../../tasks/conformance/watch-runs.js";
import type { Outcome } from "../../command.js";
import type { CommandInput } from "../../define-command.js";
import { type Session, withSession } from "../../session/session.js";
import { openBaseline } from "./conformance.baseline.js";
import type { Options } from "./conformance.js";
import { judge } from "./conformance.judge.js";
import { originOf } from "./conformance.target.js";
import { conclude, type ReporterOutput } from "./report-output.js";

const CONNECT_MS = 1_000;

/** @throws {UserError} `usage` */
export async function watch(
  session: Session,
  input: CommandInput<Options>,
  outputs: readonly ReporterOutput[],
): Promise<Outcome> {
  assertWatchable(session, input.options);
  const probe = await session.openNetworkProbe({ extraCa: [] });
  const isUp = async (url: string) => {
    const { hostname, port, protocol } = new URL(url);
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const endpoint = { host, port: Number(port || (protocol === "https:" ? 443 : 80)) };
    return (await probe.connect(endpoint, CONNECT_MS)).failure === null;
  };
  let isFirst = true;
  let standing: ConformanceReport | null = null;
  let isWritten = true;
  let lastWords: () => string | null = () => null;
  session.atOnce(() => lastWords());
  const judgeOnce = async (ids: readonly string[] | null) => {
    const context = {
      ...session,
      // Later, keys are wishes and no answers.
      flags: isFirst ? session.flags : { ...session.flags, input: false },
      // Nothing that one run has asked for outlives it.
      signal: AbortSignal.any([session.signal]),
      atOnce: (words: () => string | null) => {
        lastWords = words;
      },
    };
    try {
      const run = await withSession(context, (own) => judgeSome(own, input, outputs, ids));
      standing = standingAfter(standing, run, ids === null);
      // Only a whole run writes all reports anew.
      isWritten = run.isWritten && (ids === null || isWritten);
      return run.report;
    } catch (error) {
      // What is wrong with the call from the first will not mend itself.
      if (isFirst || !(error instanceof UserError)) throw error;
      session.complain(error);
      return null;
    } finally {
      isFirst = false;
    }
  };
  const unmet = await watchRuns(
    {
      folder: session.cwd,
      isIgnored: ignoring(
        outputs.flatMap(({ file }) => file ?? []),
        session.cwd,
      ),
      targets: await targetsOf(session, input),
    },
    { ...session, isUp, openKeyboard: () => keyboardOf(session) },
    {
      run: judgeOnce,
      onChanges: (changes) => {
        session.result(renderRunChanges(changes));
      },
      onReason: (reason, count) => {
        session.say(`\n${reason}: runs ${count === null ? "all" : counted(count, "check")}`);
      },
      onWaiting: (open, hasKeys) => {
        session.say(waitingLine(open, hasKeys));
      },
      say: (line) => {
        session.say(line);
      },
    },
  );
  if (session.signal.aborted) return "interrupted";
  return concluded(standing, isWritten, unmet !== null);
}

/** Without a verdict of the last run, none before it counts; money that is out does. */
function concluded(
  standing: ConformanceReport | null,
  isWritten: boolean,
  hasVerdict: boolean,
): Outcome {
  if (standing === null) return "incomplete";
  if (hasVerdict || standing.moneyOut.length > 0) return conclude(standing, isWritten);
  return "incomplete";
}

function assertWatchable({ flags, env }: Session, options: Options): void {
  const obstacles = [
    [flags.json, "--json gives one document, and --watch has no end", "Leave one out."],
    [options.list, "--list runs nothing that could be watched", "Leave one out."],
    [
      options.updateBaseline,
      "--update-baseline takes a whole run, and --watch runs parts",
      "Run it once without --watch.",
    ],
    [
      options.sandbox,
      "--sandbox judges this tool's own servers, which do not change",
      "Leave --sandbox or --watch out.",
    ],
    [
      flags.allowLive,
      "--watch sends again by itself, which no live server should see",
      "Leave --allow-live out, or run without --watch.",
    ],
    [
      (env["CI"] ?? "") !== "" && env["CI"] !== "false" && env["CI"] !== "0",
      "--watch runs until somebody stops it, and CI is set",
      "Leave --watch out in CI.",
    ],
  ] as const;
  const obstacle = obstacles.find(([isThere]) => isThere);
  if (obstacle !== undefined) throw new UserError("usage", obstacle[1], obstacle[2]);
}

/** A run of its own: the profile or the baseline may have been edited since the last one. */
async function judgeSome(
  session: Session,
  input: CommandInput<Options>,
  outputs: readonly ReporterOutput[],
  ids: readonly string[] | null,
) {
  const { options } = input;
  const profile = await session.openProfile(options);
  const part = ids === null ? input : { ...input, options: { ...options, only: ids } };
  // A file with a part of the checks would be taken for the whole.
  const wanted = ids === null ? outputs : outputs.filter(({ file }) => file === null);
  const baseline = await openBaseline(options, session);
  return judge(session, part, { outputs: wanted, baseline }, profile);
}

/** Where each run starts the server, nobody waits for it between them; others' machines are not asked again and again. */
async function targetsOf(session: Session, input: CommandInput<Options>) {
  const { options, arguments: suites } = input;
  if (options.start !== undefined) return [];
  const profile = await session.openProfile(options);
  const origins = chooseSuites(suites, profile, false).flatMap(
    ({ id }) => originOf(id, profile) ?? [],
  );
  return [...new Set(origins)].filter((origin) => isLoopbackHost(new URL(origin).hostname));
}

function keyboardOf({ flags, terminal, openKeyboard }: Session): Promise<Keyboard | null> {
  return flags.input && terminal.errIsTerminal ? openKeyboard() : Promise.resolve(null);
}

function waitingLine(open: OpenChecks | null, hasKeys: boolean): string {
  return hasKeys
    ? `${stateOf(open)}; waits for a change (Enter: again, a: all, q: end)`
    : `${stateOf(open)}; waits for a change; Ctrl-C ends`;
}

function stateOf(open: OpenChecks | null): string {
  if (open === null) return "no verdict";
  const { unmet, unjudged } = open;
  const parts = [
    ...(unmet === 0 ? [] : [`${unmet} not met`]),
    ...(unjudged === 0 ? [] : [`${unjudged} could not run`]),
  ];
  return parts.length === 0 ? "all met" : parts.join(", ");
}
