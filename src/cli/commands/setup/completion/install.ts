/** `completion <shell> --install`: the script in a file, and the line that a shell loads it by. */
import { join } from "node:path";
import { UserError } from "../../../../core/errors.js";
import type { Session } from "../../../session/session.js";

interface Place {
  readonly script: string;
  /** The shell's own file that is to load it; null where the shell looks there by itself. */
  readonly startFile: string | null;
}

const MARK = "# playcamp-gw completion";

/** @throws {UserError} `usage`, `file_unwritable` */
export async function installCompletion(
  shell: string,
  script: string,
  session: Session,
): Promise<void> {
  const { script: path, startFile } = placeOf(shell, session);
  await write(path, script, session);
  session.result(path);
  if (startFile !== null && (await addLine(startFile, shell, path, session)))
    session.say(`${startFile} loads it now`);
  session.say("it works in every shell that is opened from now on");
}

function placeOf(shell: string, { env }: Session): Place {
  const home = env["HOME"] ?? "";
  if (home === "")
    throw new UserError("usage", "--install: the environment names no home folder", "Set HOME.");
  const data = env["XDG_DATA_HOME"] || join(home, ".local", "share");
  const config = env["XDG_CONFIG_HOME"] || join(home, ".config");
  switch (shell) {
    case "fish":
      return {
        script: join(config, "fish", "completions", "playcamp-gw.fish"),
        startFile: null,
      };
    case "bash":
      return {
        script: join(data, "playcamp-gw", "completion.bash"),
        startFile: join(home, ".bashrc"),
      };
    case "zsh":
      return {
        script: join(data, "playcamp-gw", "completion.zsh"),
        startFile: join(env["ZDOTDIR"] || home, ".zshrc"),
      };
    default:
      throw new UserError(
        "usage",
        `--install knows no place for ${shell}`,
        `Print it with playcamp-gw completion ${shell}; its first lines say where to put it.`,
      );
  }
}

/** @returns false where the line is there already */
async function addLine(
  startFile: string,
  shell: string,
  path: string,
  session: Session,
): Promise<boolean> {
  const bytes = Buffer.from((await session.files.readBytes(startFile)) ?? "");
  // It may be in any encoding: what is there stays, byte for byte.
  const before = bytes.toString("latin1");
  if (before.includes(MARK)) return false;
  const quoted = `'${path.replaceAll("'", `'\\''`)}'`;
  // A new user of zsh has no completion at all until this is loaded.
  const ready =
    shell === "zsh" ? "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }; " : "";
  const line = `[ -r ${quoted} ] && { ${ready}. ${quoted}; } ${MARK}\n`;
  const glue = before === "" || before.endsWith("\n") ? "" : "\n";
  await write(startFile, Buffer.concat([bytes, Buffer.from(`${glue}${line}`)]), session);
  return true;
}

async function write(
  path: string,
  content: string | Uint8Array,
  { files }: Session,
): Promise<void> {
  try {
    await files.writeWhole(path, content);
  } catch (error) {
    throw new UserError(
      "file_unwritable",
      `${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      "Print the script instead, and put it where your shell finds it.",
      { cause: error },
    );
  }
}
