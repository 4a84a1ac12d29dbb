/** Whatever the seed draws, the right sandbox is accused of nothing. Seed 1 is tested always: mutants.test.ts. */
import { describe, it } from "vitest";
import { SUITES } from "../../src/conformance/suites/index.js";
import { repetitions } from "../soak.js";
import { judgeSandbox, notGreen } from "./matrix.js";

const SEEDS = repetitions({ quick: 0, full: 50 });

describe.runIf(SEEDS > 0)("the right sandbox is accused of nothing", () => {
  it.for(Array.from({ length: SEEDS }, (_, at) => at + 2))("seed %i", async (seed, { expect }) => {
    const suites = SUITES.map(({ id }) => id);
    const { report } = await judgeSandbox(suites, [], seed);
    expect(notGreen(report)).toEqual([]);
    expect(report.summary.verdict).toBe("conformant");
  });
});
