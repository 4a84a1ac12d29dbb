/** `doctor`: examines, prints, and says what it comes to. */
import { UserError } from "../../../core/errors.js";
import { STORE_KEY_VARIABLE } from "../../../core/ports.js";
import { readProxySettings } from "../../../core/proxy.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { examine } from "../../../tasks/doctor/examine.js";
import { type DoctorLine, fail } from "../../../tasks/doctor/line.js";
import { examineNode, examineVariables } from "../../../tasks/doctor/machine.js";
import { type DoctorVerdict, verdictOf } from "../../../tasks/doctor/verdict.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { globalFlagList } from "../../global-flags.js";
import { readCa } from "../../session/client.js";
import { journalFolderOf } from "../../session/journal.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./doctor.js";
import { renderJson, renderLines, renderVerdict } from "./doctor.print.js";

const OUTCOMES: Readonly<Record<DoctorVerdict, Outcome>> = {
  healthy: "done",
  unhealthy: "refused",
  incomplete: "incomplete",
};

export const run: CommandRun<Options> = async (session, { options }) => {
  const machine = [
    examineNode(session.machine.nodeVersion),
    ...examineVariables(session.env, knownVariables()),
  ];
  const profile = await openedOrTold(options, machine, session);
  const lines = [...machine, ...(await examineAll(profile, options, session))];
  if (session.signal.aborted) return "interrupted";
  print(lines, profile, session);
  return OUTCOMES[verdictOf(lines)];
};

/** Without a profile the machine can still be looked at; the error itself decides how the call ends. */
async function openedOrTold(
  options: Options,
  machine: readonly DoctorLine[],
  session: Session,
): Promise<ResolvedProfile> {
  try {
    return await session.openProfile(options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const subject = session.flags.profile ?? "playcamp-gw.json";
    const line = fail(
      { check: "profile", subject },
      error.message,
      error.hint ?? "Mend the profile.",
    );
    print([...machine, line], null, session);
    throw error;
  }
}

function knownVariables(): readonly string[] {
  return [...globalFlagList().flatMap(({ variable }) => variable ?? []), STORE_KEY_VARIABLE];
}

async function examineAll(
  profile: ResolvedProfile,
  { sandbox }: Options,
  session: Session,
): Promise<readonly DoctorLine[]> {
  const { env, clock, signal, flags, folders, machine } = session;
  const network = await session.openNetworkProbe({ extraCa: await readCa(session) });
  const { http } = await session.openClient(profile);
  return examine(
    {
      profile,
      isSandbox: sandbox,
      allowLive: flags.allowLive,
      surroundings: {
        configFolder: folders.config,
        journalFolder: journalFolderOf(session),
      },
    },
    {
      http,
      network,
      look: machine.look,
      clock,
      proxy: readProxySettings(env),
      signal,
    },
  );
}

function print(
  lines: readonly DoctorLine[],
  profile: ResolvedProfile | null,
  context: CommandContext,
): void {
  const { flags, terminal, version } = context;
  if (!flags.json) {
    const { color } = flags;
    const { columns } = terminal;
    context.result(renderLines(lines, { color, columns }));
    context.say(renderVerdict(lines));
    return;
  }
  const origin = profile?.origin ?? null;
  const environment = profile?.environment ?? null;
  context.result(renderJson(lines, { version, profile: origin, environment }));
}
