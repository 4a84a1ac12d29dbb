/** GitHub's step summary: written unasked, within its limit, never at the cost of the run. */
import { describe, expect, it } from "vitest";
import { memoryFiles, runRecorded } from "./recording-world.js";

const SUMMARY = "/runner/summary.md";
const LIMIT = 1024 * 1024;
const RUN = ["conformance", "webhook", "--sandbox"];
const FAULTS = ["--fault", "webhook.accepts-bad-signature"];
const env = { GITHUB_STEP_SUMMARY: SUMMARY };

describe("$GITHUB_STEP_SUMMARY", () => {
  it("gets the markdown report after what is there", async () => {
    const files = memoryFiles({ [SUMMARY]: "# Build\nno newline" });
    const run = await runRecorded([...RUN, ...FAULTS, "--reporter", "tap"], {
      files,
      env,
    });
    expect(run.code).toBe(1);
    expect(run.out).toContain("TAP version");
    const text = files.text(SUMMARY) ?? "";
    expect(text).toMatch(/^# Build\nno newline\n\n## Conformance: nonconformant/);
    expect(text).toContain("webhook.signature.wrong-secret-refused");
  });

  it("gets every run of a step", async () => {
    const files = memoryFiles();
    await runRecorded(RUN, { files, env });
    await runRecorded(RUN, { files, env });
    expect(files.text(SUMMARY)?.match(/## Conformance/g)).toHaveLength(2);
  });

  it.for([10_000, 25_000])("never grows beyond the limit with %d bytes left", async (room) => {
    const before = `${"x".repeat(LIMIT - room - 1)}\n`;
    const files = memoryFiles({ [SUMMARY]: before });
    await runRecorded([...RUN, ...FAULTS], { files, env });
    const text = files.text(SUMMARY) ?? "";
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(LIMIT);
    expect(text.slice(before.length)).toContain("## Conformance");
    expect(text).toContain("left out here");
  });

  it("is left alone when it is full", async () => {
    const before = "x".repeat(LIMIT - 500);
    const files = memoryFiles({ [SUMMARY]: before });
    const run = await runRecorded(RUN, { files, env });
    expect(run.code).toBe(0);
    expect(run.err).toContain("summary is full");
    expect(files.text(SUMMARY)).toBe(before);
  });

  it("costs a run nothing when it cannot be written", async () => {
    const files = memoryFiles({}, [SUMMARY]);
    const run = await runRecorded(RUN, { files, env });
    expect(run.code).toBe(0);
    expect(run.err).toContain(`${SUMMARY} could not be written: EACCES`);
  });

  it("is not looked for when it is not set, nor when nothing ran", async () => {
    const files = memoryFiles({}, [""]);
    const unset = await runRecorded(RUN, {
      files,
      env: { GITHUB_STEP_SUMMARY: "" },
    });
    expect(unset.err).not.toContain("GITHUB_STEP_SUMMARY");
    const listed = memoryFiles();
    await runRecorded([...RUN, "--list"], { files: listed, env });
    expect(listed.text(SUMMARY)).toBeUndefined();
  });
});
