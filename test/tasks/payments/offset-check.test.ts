import { describe, expect, it } from "vitest";
import { noBounds } from "../../../src/tasks/payments/bounds.js";
import { walkPages } from "../../../src/tasks/payments/page-walk.js";
import { START } from "../../../src/tasks/payments/poll-position.js";
import { replied } from "../../fake-http.js";
import { DAY, pollPorts, settingsWith } from "./poll-ports.js";

const SIZE = 4;

/** What a source of so many records gives from this offset, by the how manieth request. */
type FirstRecord = (skip: number, asked: number) => number;

async function walk(
  count: number,
  first: FirstRecord,
  {
    total,
    more = () => ({}),
    idOf = (at) => `tx-${at}`,
  }: {
    total?: string;
    more?: (asked: number, at: number) => object;
    idOf?: (at: number) => string;
  } = {},
) {
  const skips: number[] = [];
  const ports = pollPorts(({ url }) => {
    const skip = Number(new URL(url).searchParams.get("skip"));
    skips.push(skip);
    const asked = skips.length;
    const ids = Array.from({ length: SIZE }, (_, at) => first(skip, asked) + at);
    const list = ids.filter((id) => id < count).map((id) => ({ id: idOf(id), ...more(asked, id) }));
    return Promise.resolve(replied(200, JSON.stringify({ list, all: count })));
  });
  const counted = { kind: "offset", offset: "skip", size: "take", limit: SIZE } as const;
  const paging = { ...counted, ...(total === undefined ? {} : { total }) };
  const plain = settingsWith(paging);
  const settings = { ...plain, source: { ...plain.source, refund: { path: "back", in: [true] } } };
  const order = {
    settings,
    range: DAY,
    window: DAY,
    bounds: noBounds(),
    settled: () => null,
  };
  let received = 0;
  const stops = [];
  for await (const step of walkPages(order, START, ports))
    if (step.kind === "stop") stops.push(step.stop);
    else received = step.page.received;
  return { received, stops, skips };
}

const byRecords: FirstRecord = (skip) => skip;
const byPages: FirstRecord = (skip) => skip * SIZE;

describe("a source whose offsets count", () => {
  it.each([1, 4, 5, 8, 9, 23])("records gives all of %i", async (count) => {
    const { received, stops } = await walk(count, byRecords);
    expect(stops).toEqual([]);
    expect(received).toBe(count);
  });

  it.each([5, 8, 9, 23, 100])("pages never ends as complete, with %i records", async (count) => {
    const { received, stops } = await walk(count, byPages);
    expect(received).toBeLessThan(count);
    expect(stops).toMatchObject([
      { kind: "incomplete", message: expect.stringContaining("paging.kind is page") },
    ]);
  });

  it("pages never ends as complete though a payment of its first page is given back later", async () => {
    // What stands at 8 to 11, where the middle of the first page is looked for, gives back its payments.
    const given = {
      idOf: (at: number) => `tx-${at % 8}`,
      more: (_: number, at: number) => ({ back: at >= 8 }),
    };
    const { received, stops } = await walk(23, byPages, given);
    expect(received).toBeLessThan(23);
    expect(stops).toMatchObject([{ kind: "incomplete" }]);
  });

  it("records is believed though each reply has another link in it", async () => {
    const { stops } = await walk(9, byRecords, { more: (asked) => ({ receipt: `?sig=${asked}` }) });
    expect(stops).toEqual([]);
  });

  it.each([1, -1])("records is believed though the list moves by %i meanwhile", async (by) => {
    const moving: FirstRecord = (skip, asked) => Math.max(0, skip - (asked > 1 ? by : 0));
    expect((await walk(23, moving)).stops).toEqual([]);
  });

  it("is asked once, and not where a total tells", async () => {
    const middle = SIZE / 2;
    expect((await walk(9, byRecords)).skips.filter((skip) => skip === middle)).toHaveLength(1);
    expect((await walk(9, byRecords, { total: "all" })).skips).not.toContain(middle);
  });
});
