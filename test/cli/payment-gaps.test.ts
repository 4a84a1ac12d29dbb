/** Sources that lose a record between two requests, each of which looks right. */
import { afterEach, describe, expect, it } from "vitest";
import { type GameRecord, openStage, record, type StageOptions } from "./scripted-payments.js";

const RANGE = ["--from", "2026-01-05T00:00:00Z", "--to", "2026-01-06T00:00:00Z"];
const SYNC = ["sync-payments", ...RANGE, "--json"];

let close: (() => Promise<void>) | undefined;
afterEach(async () => {
  await close?.();
  close = undefined;
});

async function open(options: StageOptions) {
  const stage = await openStage(options);
  ({ close } = stage);
  return stage;
}

/** From midnight on, ten minutes apart. */
function spread(count: number, from = 0): readonly GameRecord[] {
  return Array.from({ length: count }, (_, at) => {
    const time = new Date(Date.UTC(2026, 0, 5, 0, 10 * (from + at)));
    return record(`tx-${from + at}`, "1.00", { at: time.toISOString() });
  });
}

const timeOf = ({ at = "" }: GameRecord) => Date.parse(at);

describe("a source that excludes both ends of a range", () => {
  it("loses nothing on the borders of the windows into which a sync splits one", async () => {
    const all = spread(143, 1);
    const { run, playcamp } = await open({
      page: (_token, _number, query) => {
        const [from, to] = [query.get("from"), query.get("to")].map((each) =>
          Date.parse(each ?? ""),
        );
        return {
          list: all.filter((each) => timeOf(each) > (from ?? 0) && timeOf(each) < (to ?? 0)),
        };
      },
      source: { range: { maxWindow: "6h" } },
    });
    const done = await run(SYNC);
    expect(done.code, done.err).toBe(0);
    expect([...playcamp.book.keys()]).toEqual(all.map(({ tid }) => tid));
  });
});
