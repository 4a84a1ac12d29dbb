import { describe, expect, it } from "vitest";
import { killAndResume } from "../bench/kill-resume.js";
import { repetitions } from "../soak.js";

const KILLS = repetitions({ quick: 3, full: 50 });

describe("sync-payments --resume", () => {
  it(`loses nothing and counts nothing twice, killed ${KILLS} times at any moment`, async () => {
    const result = await killAndResume({
      payments: 1_000 * KILLS,
      kills: KILLS,
      pageSize: 50,
      batchSize: 50,
      seed: 7,
      hasRefunds: true,
    });
    expect(result.wrong).toEqual([]);
    expect(result.killed).toBe(KILLS);
    expect(result.exitCode).toBe(0);
  });
});
