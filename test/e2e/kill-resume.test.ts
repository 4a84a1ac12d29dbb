import { describe, expect, it } from "vitest";
import { killAndResume } from "../bench/kill-resume.js";

describe("sync-payments --resume", () => {
  it("loses nothing and counts nothing twice, killed three times at any moment", async () => {
    const result = await killAndResume({
      payments: 3_000,
      kills: 3,
      pageSize: 50,
      batchSize: 50,
      seed: 7,
    });
    expect(result.wrong).toEqual([]);
    expect(result.killed).toBe(3);
    expect(result.exitCode).toBe(0);
  });
});
