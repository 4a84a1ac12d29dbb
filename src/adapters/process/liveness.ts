/** Whether the process that wrote its number down is still there, in containers too. */
import { readFileSync, readlinkSync } from "node:fs";

/** What a process number means something in: a boot and a pid namespace; empty where a system tells neither. */
export function processPlace(): string {
  const space = pidNamespace();
  const boot = readOrEmpty("/proc/sys/kernel/random/boot_id").trim();
  return space === "" || boot === "" ? "" : `${boot} ${space}`;
}

/** Such as `pid:[4026531836]`; empty where the system has none. */
export function pidNamespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

/** Tells a process from an earlier one of the same number; empty where the system does not say. */
export function startOf(pid: number): string {
  return readStat(pid)?.start ?? "";
}

/**
 * @param pid of this place
 * @param start as {@link startOf} told it then; left out or empty where it is not known
 */
export function isProcessAlive(pid: number, start = ""): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, yet there.
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = readStat(pid);
  if (stat === null) return true;
  // A zombie has ended; its parent has only not asked how.
  if (stat.state === "Z" || stat.state === "X") return false;
  return start === "" || start === stat.start;
}

/** @returns null where there is no such file, or it may not be read */
function readStat(pid: number): { readonly state: string; readonly start: string } | null {
  const text = readOrEmpty(`/proc/${pid}/stat`);
  // The command's name stands in brackets, and may hold anything.
  const [state, ...fields] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const start = fields[18];
  return state === undefined || start === undefined ? null : { state, start };
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
