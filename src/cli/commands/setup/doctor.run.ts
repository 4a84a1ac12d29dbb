/** `doctor`: examines, prints, and says what it comes to. */
import { UserError } from "../../../core/errors.js";
import { STORE_KEY_VARIABLE } from "../../../core/ports.js";
import { readProxySettings } from "../../../core/proxy.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { examine } from "../../../tasks/doctor/examine.js";
import { type DoctorLine, fail } from "../../../tasks/doctor/line.js";
import { examineNode, examineVariables } from "../../../tasks/doctor/machine.js";
import { type DoctorVerdict, verdictOf } from "../../../tasks/doctor/verdict.js";
import type { CommandContext, CommandRun, Outcome } from "../../command.js";
import { GLOBAL_OPTIONS } from "../../global-flags.js";
import { readCa, withHttp } from "../../session/http.js";
import { journalFolderOf } from "../../session/journal.js";
import { withProfile } from "../../session/target-profile.js";
import { renderJson, renderLines, renderVerdict } from "./doctor.print.js";

interface Options {
  readonly sandbox?: boolean;
}

const OUTCOMES: Readonly<Record<DoctorVerdict, Outcome>> = {
  healthy: "done",
  unhealthy: "refused",
  incomplete: "incomplete",
};

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const { nodeVersion } = context.machine;
  const machine = [examineNode(nodeVersion), ...examineVariables(context.env, knownVariables())];
  // A boolean that TypeScript does not see change.
  let opened = false as boolean;
  try {
    return await withProfile(context, options, async (profile) => {
      opened = true;
      const lines = await examineAll(profile, options, context);
      if (context.signal.aborted) return "interrupted";
      print([...machine, ...lines], profile, context);
      return OUTCOMES[verdictOf([...machine, ...lines])];
    });
  } catch (error) {
    if (opened || !(error instanceof UserError)) throw error;
    // Without a profile the machine can still be looked at; the error itself decides how the call ends.
    const subject = context.flags.profile ?? "playcamp-gw.json";
    const line = fail(
      { check: "profile", subject },
      error.message,
      error.hint ?? "Mend the profile.",
    );
    print([...machine, line], null, context);
    throw error;
  }
};

function knownVariables(): readonly string[] {
  return [...GLOBAL_OPTIONS.flatMap(({ variable }) => variable ?? []), STORE_KEY_VARIABLE];
}

async function examineAll(
  profile: ResolvedProfile,
  { sandbox = false }: Options,
  context: CommandContext,
): Promise<readonly DoctorLine[]> {
  const { env, clock, signal, flags, folders, machine } = context;
  const network = await context.openNetworkProbe({ extraCa: await readCa(context) });
  return withHttp(context, profile, (http) =>
    examine(
      {
        profile,
        isSandbox: sandbox,
        allowLive: flags.allowLive,
        surroundings: {
          configFolder: folders.config,
          journalFolder: journalFolderOf(context),
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
    ),
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
