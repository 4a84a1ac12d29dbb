/** The `RunProgram` port on child processes. Uses no shell, and leaves no process behind. */
import { type ChildProcess, spawn } from "node:child_process";
import type { ProgramEnd, ProgramOrder, ProgramRun, RunProgram } from "../../core/programs.js";

const KEPT_STDERR = 4096;
/** A program that has said everything gets this long to end by itself. */
const GRACE_MS = 1_000;

export const runLineProgram: RunProgram = async (order) => {
  const [program, ...args] = order.words;
  let child: ReturnType<typeof start>;
  try {
    child = start(program, args, order.cwd);
  } catch (error) {
    return { lines: [], stderr: "", end: notStarted(error) };
  }
  return listenTo(child, order);
};

function listenTo(child: ReturnType<typeof start>, order: ProgramOrder): Promise<ProgramRun> {
  return new Promise((resolve) => {
    const lines: string[] = [];
    let rest = "";
    let bytes = 0;
    let stderr = "";
    let decided: ProgramEnd | null = null;
    const timers: NodeJS.Timeout[] = [];
    const finish = (end: ProgramEnd) => {
      timers.forEach(clearTimeout);
      order.signal.removeEventListener("abort", onAbort);
      if (rest !== "") lines.push(rest);
      rest = "";
      resolve({ lines, stderr, end: decided ?? end });
    };
    const endBecause = (end: ProgramEnd) => {
      if (decided !== null) return;
      decided = end;
      killGroup(child);
      // A grandchild may hold the pipes open; what it would say is not wanted.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const onAbort = () => {
      endBecause({ kind: "aborted" });
    };
    const endAfter = (ms: number, end: ProgramEnd) => {
      timers.push(
        setTimeout(() => {
          endBecause(end);
        }, ms),
      );
    };
    endAfter(order.timeoutMs, { kind: "timeout" });
    order.signal.addEventListener("abort", onAbort, { once: true });
    if (order.signal.aborted) onAbort();

    let isEnough = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      bytes += Buffer.byteLength(text);
      if (bytes > order.maxOutputBytes) {
        endBecause({ kind: "flood" });
        return;
      }
      const parts = (rest + text).split("\n");
      rest = parts.pop() ?? "";
      // A line end may come in two pieces.
      const whole = parts.map((line) => line.replace(/\r$/, ""));
      lines.push(...whole);
      if (isEnough || whole.length === 0 || !order.isEnough(whole)) return;
      isEnough = true;
      endAfter(GRACE_MS, { kind: "dismissed" });
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-KEPT_STDERR);
    });
    // Whoever ends without reading everything breaks the pipe, which is its own affair.
    child.stdin.on("error", () => undefined);
    child.stdin.end(order.lines.map((line) => `${line}\n`).join(""));
    child.once("error", (error) => {
      finish(notStarted(error));
    });
    child.once("close", (code, signal) => {
      finish(signal === null ? { kind: "exited", code: code ?? 0 } : { kind: "killed", signal });
    });
  });
}

/** Some of what keeps a program from starting is thrown instead of told, such as a path below a file. */
function notStarted(error: unknown): ProgramEnd {
  const { code = "UNKNOWN", message } = error as NodeJS.ErrnoException;
  return { kind: "not-started", code, message };
}

/** What programs need in order to start and to find their own files. Whatever else stands there may be a secret. */
const HARMLESS =
  /^(?:PATH|PATHEXT|HOME|USER|USERNAME|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TERM|TMP|TEMP|TMPDIR|PWD|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|OS|PROCESSOR_\w+|NUMBER_OF_PROCESSORS|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAM\w*(?:\(X86\))?|COMMONPROGRAM\w*|XDG_\w+_(?:HOME|DIRS?)|JAVA_HOME|JDK_HOME|GOROOT|GOPATH|GOCACHE|GOMODCACHE|NODE_PATH|NVM_\w+|PYTHON(?:PATH|HOME)|VIRTUAL_ENV|PYENV_\w+|RUBYLIB|GEM_(?:HOME|PATH)|RBENV_\w+|DOTNET_ROOT\w*|CARGO_HOME|RUSTUP_HOME|LD_LIBRARY_PATH|DYLD_\w+_PATH|PHPRC)$/i;

function smallEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => HARMLESS.test(name)));
}

/** In a group of its own, so that its children can be ended with it. */
function start(program: string, args: readonly string[], cwd: string) {
  return spawn(program, args, {
    cwd,
    env: smallEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
    detached: process.platform !== "win32",
    windowsHide: true,
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself in the meantime.
  }
}
