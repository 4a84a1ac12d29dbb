/** Ties a command's work to its declared options: what it reads by a wrong name does not compile. */
import type { CommandDeclaration, CommandDefinition, Outcome } from "./command.js";
import { type OptionSpecs, readOptions } from "./options.js";
import type { LineProfile } from "../tasks/open-profile.js";
import { type LinePlace, withLine } from "./session/line-context.js";
import { type Session, withSession } from "./session/session.js";

export interface CommandInput<Options> {
  readonly arguments: readonly string[];
  readonly options: Options;
}

/** @param Options `OptionsOf<typeof options>` of the declaration; left out by commands without any */
export type CommandRun<Options = unknown> = (
  session: Session,
  input: CommandInput<Options>,
) => Promise<Outcome>;

interface TypedDeclaration<Options> extends Omit<CommandDeclaration, "options"> {
  readonly options: OptionSpecs<Options>;
  /** What the flags say of a profile, where they can; see `session/line-profile.ts`. */
  readonly line?: (options: NoInfer<Options>, place: LinePlace) => LineProfile | null;
  /** Loaded when the command is called, so that help and short commands wait for nobody else. */
  readonly load: () => Promise<{ readonly run: CommandRun<NoInfer<Options>> }>;
}

export function defineCommand<Options>({
  load,
  options,
  line,
  ...declaration
}: TypedDeclaration<Options>): CommandDefinition {
  return {
    ...declaration,
    options,
    start: async (context, call) => {
      const values = readOptions(options, call.given);
      const told = await withLine(
        context,
        line?.(values, { cwd: context.cwd, words: call.arguments }) ?? null,
      );
      const { run } = await load();
      return withSession(told, (session) =>
        run(session, { arguments: call.arguments, options: values }),
      );
    },
  };
}
