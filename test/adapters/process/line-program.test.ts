/** Real programs: ones that answer, die, hang, flood, and leave children behind. */
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runLineProgram } from "../../../src/adapters/process/line-program.js";
import type { ProgramOrder } from "../../../src/core/programs.js";

function run(script: string, changes: Partial<ProgramOrder> = {}) {
  return runLineProgram({
    words: [process.execPath, "-e", script],
    cwd: process.cwd(),
    lines: ["one", "two"],
    timeoutMs: 20_000,
    maxOutputBytes: 100_000,
    isEnough: () => false,
    signal: new AbortController().signal,
    ...changes,
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(10);
}

const HANG = "setInterval(() => {}, 1000);";
const PRINT_PID = "console.log(process.pid);";

describe("a program", () => {
  it("reads the lines and is heard to its end", async () => {
    const { lines, end } = await run("process.stdin.pipe(process.stdout)");
    expect(lines).toEqual(["one", "two"]);
    expect(end).toEqual({ kind: "exited", code: 0 });
  });

  it("may split its lines and its characters as it likes", async () => {
    const { lines } = await run(
      `const bytes = Buffer.from("é1\\r\\né2\\n\\né3");
       let at = 0;
       const next = () => { if (at < bytes.length) process.stdout.write(bytes.subarray(at, ++at), () => setImmediate(next)); };
       next();`,
    );
    expect(lines).toEqual(["é1", "é2", "", "é3"]);
  });

  it("may end without reading anything, however much there was", async () => {
    const { end } = await run("process.exit(3)", {
      lines: Array.from({ length: 1000 }, () => "x".repeat(1000)),
    });
    expect(end).toEqual({ kind: "exited", code: 3 });
  });

  it("is quoted with the last that it said on stderr", async () => {
    const { stderr } = await run("console.error('x'.repeat(10_000)); console.error('why')");
    expect(stderr.length).toBeLessThanOrEqual(4096);
    expect(stderr.trimEnd()).toMatch(/xwhy$|x\nwhy$/);
  });

  it("gets its arguments as they are", async () => {
    const word = "$(touch x) `id` ; a\"b'c *";
    const { lines } = await run("", {
      words: [process.execPath, "-e", "console.log(process.argv[1])", word],
    });
    expect(lines).toEqual([word]);
  });

  it("that is not there is said to be so", async () => {
    const { end } = await run("", { words: ["./no-such-program-4711"] });
    expect(end).toMatchObject({ kind: "not-started", code: "ENOENT" });
  });

  it.skipIf(process.platform === "win32")("that lies below a file is said to be none", async () => {
    const { end } = await run("", { words: [`${process.execPath}/x`] });
    expect(end).toMatchObject({ kind: "not-started", code: "ENOTDIR" });
  });

  it("is heard line by line, each of them once", async () => {
    const heard: string[] = [];
    const { lines } = await run(
      `const next = (at) => at < 3 && process.stdout.write(at + "\\n", () => setImmediate(next, at + 1)); next(0);`,
      { isEnough: (said) => heard.push(...said) < 0 },
    );
    expect(heard).toEqual(["0", "1", "2"]);
    expect(lines).toEqual(heard);
  });
});

describe("a program that goes on is ended", () => {
  it("when its time is over, with what it said until then", async () => {
    const { lines, end } = await run(PRINT_PID + HANG, { timeoutMs: 1_000 });
    expect(end).toEqual({ kind: "timeout" });
    await untilGone(Number(lines[0]));
  });

  it.skipIf(process.platform === "win32")("with its children", async () => {
    const child = `require("child_process").spawn(process.execPath, ["-e", ${JSON.stringify(PRINT_PID + HANG)}], { stdio: "inherit" });`;
    const { lines, end } = await run(child + HANG, { timeoutMs: 1_500 });
    expect(end).toEqual({ kind: "timeout" });
    expect(lines).toHaveLength(1);
    await untilGone(Number(lines[0]));
  });

  it("when it prints too much", async () => {
    const { end } = await run(
      "const more = () => process.stdout.write('x'.repeat(10_000), more); more();",
    );
    expect(end).toEqual({ kind: "flood" });
  });

  it("when it has said everything and stays", async () => {
    const { lines, end } = await run(`console.log("all");${HANG}`, {
      isEnough: (said) => said.includes("all"),
    });
    expect(lines).toEqual(["all"]);
    expect(end).toEqual({ kind: "dismissed" });
  });

  it("when the user breaks off", async () => {
    const stop = new AbortController();
    const { end } = await run(`console.log("up");${HANG}`, {
      signal: stop.signal,
      isEnough: () => {
        stop.abort();
        return false;
      },
    });
    expect(end).toEqual({ kind: "aborted" });
  });
});
