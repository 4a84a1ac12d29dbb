/** The `EditFile` port: the editor that the user's environment names, on the user's terminal. */
import { spawn } from "node:child_process";
import type { EditFile, ProgramEnd } from "../../core/programs.js";

export const editInTerminal: EditFile = (path) =>
  new Promise((resolve) => {
    const child = start(path);
    child.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ kind: "not-started", code: error.code ?? "UNKNOWN", message: error.message });
    });
    child.once("exit", (code, signal) => {
      const end: ProgramEnd =
        signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "killed", signal };
      resolve(end);
    });
  });

/** The variable may hold flags, as in `code --wait`; the path is never part of a shell's text. */
function start(path: string) {
  const named = [process.env["VISUAL"], process.env["EDITOR"]].find((each) => each?.trim());
  // What an editor draws must reach the terminal even where stdout goes elsewhere.
  const out = process.stdout.isTTY ? "inherit" : process.stderr.fd;
  const stdio = ["inherit", out, "inherit"] as const;
  if (process.platform === "win32")
    return spawn(`${named ?? "notepad"} "${path}"`, { stdio: [...stdio], shell: true });
  return spawn("sh", ["-c", `${named ?? "vi"} "$1"`, "sh", path], { stdio: [...stdio] });
}
