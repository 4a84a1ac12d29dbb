/**
 * Drawn sources (shape, paging, amounts, times, refunds, one fault) against an
 * independent model: no wrong amount, nothing twice, and no run that misses a
 * record ends as complete.
 */
import { describe, expect, it } from "vitest";
import { repetitions } from "../../../soak.js";
import { draw, SOUND, type Drawn } from "./draw.js";
import { expected } from "./model.js";
import { syncDrawn, type Synced } from "./run.js";
import { hasEnvelope } from "./server.js";

const SOURCES = repetitions({ quick: 200, full: 3_000 });

/** A list alone says nothing beside its records, where a mapping would look for it. */
function makesSense(drawn: Drawn): boolean {
  const inHeaders = ["none", "page", "offset", "cursor-header", "last-id", "link"];
  return hasEnvelope(drawn) || inHeaders.includes(drawn.paging);
}

function wrongWith(drawn: Drawn, { outcome, amounts, refunded }: Synced): readonly string[] {
  const wanted = expected(drawn);
  const wrong: string[] = [];
  for (const [id, amount] of amounts) {
    const right = wanted.amounts.get(id);
    if (right === undefined) wrong.push(`${id} is no payment`);
    else if (right !== amount) wrong.push(`${id} is ${amount}, not ${right}`);
  }
  if (new Set(refunded).size < refunded.length) wrong.push("refunded twice");
  for (const id of refunded) if (!wanted.refunded.includes(id)) wrong.push(`${id} taken back`);
  if (outcome !== "done") return wrong;
  for (const id of wanted.amounts.keys()) if (!amounts.has(id)) wrong.push(`${id} is lost`);
  for (const id of wanted.refunded) if (!refunded.includes(id)) wrong.push(`${id} not taken back`);
  return wrong;
}

const drawnSources = Array.from({ length: SOURCES * 2 }, (_, at) => draw(at + 1))
  .filter(makesSense)
  .slice(0, SOURCES);

describe(`${SOURCES} drawn sources`, () => {
  it("lose nothing in silence, and bring no wrong money", async () => {
    const failures: string[] = [];
    const ends: Record<string, number> = {};
    for (const drawn of drawnSources) {
      const synced = await syncDrawn(drawn);
      ends[synced.outcome] = (ends[synced.outcome] ?? 0) + 1;
      const wrong = wrongWith(drawn, synced);
      if (wrong.length > 0)
        failures.push(
          `${JSON.stringify(drawn)} ${synced.outcome}: ${wrong.slice(0, 3).join("; ")}`,
        );
    }
    expect(failures).toEqual([]);
    expect(drawnSources.length).toBe(SOURCES);
    // Without these the test would prove little.
    expect(ends["done"]).toBeGreaterThan(SOURCES / 6);
    expect(ends["incomplete"]).toBeGreaterThan(SOURCES / 10);
  });

  it("that are sound end as complete, unless they refund a part", async () => {
    const sound = drawnSources.filter(({ fault }) => SOUND.has(fault));
    expect(sound.length).toBeGreaterThan(20);
    for (const drawn of sound) {
      const { outcome, summary, notices } = await syncDrawn(drawn);
      const hasPart = summary.refundsInPart > 0;
      const told = JSON.stringify({ drawn, summary, notices });
      expect(outcome, told).toBe(hasPart ? "incomplete" : "done");
    }
  });
});
