import { expect, it } from "vitest";
import { parseJson } from "../../../src/core/json/read.js";
import { firstPage } from "../../../src/protocols/payments/paging.js";
import { createDuplicateCheck } from "../../../src/tasks/payments/duplicate-check.js";
import { noBounds } from "../../../src/tasks/payments/bounds.js";
import { replied } from "../../fake-http.js";
import { DAY, pollPorts, settingsWith } from "./poll-ports.js";

const PAGING = { kind: "cursor", cursor: "c", next: "next" } as const;
const FIRST = firstPage(PAGING);

/** Of one page: 25 pieces, of one order each. */
function pieces(line: number) {
  return Array.from({ length: 25 }, (_, at) => {
    const value = parseJson(`{"id":"T${at}","line":${line}}`);
    if (!value.ok) throw new Error(value.problem);
    return { id: `T${at}`, content: "c", value: value.value };
  });
}

it("asks for a page twenty times in a run whose list moves, and tells what is left", async () => {
  let asked = 0;
  // Nothing of it is there any more.
  const ports = pollPorts(() => {
    asked += 1;
    return Promise.resolve(replied(200, '{"list":[]}'));
  });
  const bounds = noBounds();
  const settings = settingsWith(PAGING);
  for (const window of [DAY, { fromMs: DAY.toMs, toMs: 2 * DAY.toMs }]) {
    const check = createDuplicateCheck({ settings, range: DAY, window, bounds }, ports);
    expect(await check.afterPage(FIRST, { sightings: pieces(1) })).toEqual([]);
    const second = { ...FIRST, pages: 1 };
    const doubts = await check.afterPage(second, { sightings: pieces(2) });
    expect(asked).toBe(20);
    if (window === DAY) expect(doubts.join()).toContain("line tells the two apart");
  }
});
