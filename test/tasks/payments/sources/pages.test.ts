/** What is lost, or comes twice, where one page ends and the next begins. */
import { describe, expect, it } from "vitest";
import { replied } from "../../../fake-http.js";
import { list, record, sync } from "./one-source.js";

describe("pages that hold fewer records than were asked for", () => {
  const source = { range: {}, paging: { kind: "page", page: "page", size: "size", limit: 10 } };
  const all = Array.from({ length: 25 }, (_, at) => record(`T${at}`));
  const CAP = 4;

  it.each<[string, (size: number) => number, number, string]>([
    ["by what is given", (size) => Math.min(size, CAP), 25, "done"],
    ["by what was asked for", (size) => size, CAP, "incomplete"],
  ])("are counted %s", async (_, counted, count, outcome) => {
    const done = await sync(source, ({ url }) => {
      const query = new URL(url).searchParams;
      const size = Number(query.get("size"));
      const from = (Number(query.get("page")) - 1) * counted(size);
      return list(...all.slice(from, from + Math.min(size, CAP)));
    });
    expect([done.ids.length, done.outcome]).toEqual([count, outcome]);
    if (outcome === "incomplete")
      expect(done.summary.stop?.message).toContain("set payments.source.paging.limit to 4");
  });

  it("are passed over unseen by a total where the list is left at the range's beginning", async () => {
    const paging = { ...source.paging, total: "count" };
    const older = Array.from({ length: 20 }, (_, at) =>
      record(`OLD-${at}`, "2026-01-02T10:00:00Z"),
    );
    const listed = [...all.slice(0, 12), ...older];
    const { outcome, summary } = await sync({ order: "newest-first", paging }, ({ url }) => {
      const query = new URL(url).searchParams;
      const from = (Number(query.get("page")) - 1) * Number(query.get("size"));
      const given = listed.slice(from, from + CAP);
      return replied(200, JSON.stringify({ list: given, count: listed.length }));
    });
    expect(outcome).toBe("incomplete");
    expect(summary.stop?.message).toContain("set payments.source.paging.limit to 4");
  });
});

describe("two pieces of one order, alike in all that is mapped,", () => {
  const source = { range: {}, paging: { kind: "cursor", cursor: "c", next: "next" } };
  /** Each page's records, from the number of replies so far. */
  const paged =
    (...pages: readonly ((nth: number) => readonly object[])[]) =>
    () => {
      let nth = 0;
      return ({ url }: { readonly url: string }) => {
        nth += 1;
        const at = Number(new URL(url).searchParams.get("c") ?? 0);
        const next = at + 1 < pages.length ? String(at + 1) : null;
        return replied(200, JSON.stringify({ list: pages[at]?.(nth), next }));
      };
    };
  const piece = (line: number) => ({ ...record("T2"), line });

  it.each([
    [
      "over a page's border",
      paged(
        () => [record("T1"), piece(1)],
        () => [piece(2), record("T3")],
      ),
    ],
    [
      "pages apart",
      paged(
        () => [piece(1)],
        () => [record("T1")],
        () => [piece(2)],
      ),
    ],
  ])("leave the run incomplete where they lie %s", async (_, answer) => {
    const { outcome, summary } = await sync(source, answer());
    expect(outcome).toBe("incomplete");
    expect(summary.doubts).toEqual([
      expect.stringContaining("a payment stands on two pages, and line tells the two apart"),
    ]);
  });

  it.each([
    [
      "named in payments.source.ignore",
      { ignore: ["line"] },
      paged(
        () => [piece(1)],
        () => [piece(2)],
      ),
    ],
    [
      "new at each reply",
      {},
      paged(
        (nth) => [{ ...record("T2"), link: nth }],
        (nth) => [{ ...record("T2"), link: nth }],
      ),
    ],
    [
      "new since it moved",
      {},
      paged(
        (nth) => (nth === 1 ? [record("T1"), piece(1)] : [record("T1")]),
        () => [piece(2)],
      ),
    ],
  ])("are one where what tells them apart is %s", async (_, more, answer) => {
    const { outcome, ids } = await sync({ ...source, ...more }, answer());
    expect(outcome).toBe("done");
    expect(ids).toContain("T2");
  });
});
