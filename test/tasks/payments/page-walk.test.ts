import { describe, expect, it } from "vitest";
import type { HttpOutcome } from "../../../src/core/http.js";
import { noBounds } from "../../../src/tasks/payments/bounds.js";
import { walkPages } from "../../../src/tasks/payments/page-walk.js";
import { START } from "../../../src/tasks/payments/poll-position.js";
import { replied } from "../../fake-http.js";
import { DAY, pollPorts, settingsWith } from "./poll-ports.js";

const SETTINGS = settingsWith({ kind: "cursor", cursor: "cursor", next: "next" });
const ORDER = {
  settings: SETTINGS,
  range: DAY,
  window: DAY,
  bounds: noBounds(),
  settled: () => null,
};

/** Pages 0 to `last`, of which the source so far gives those up to `given`. */
function scriptedSource(last: number) {
  const asked: number[] = [];
  const waiting = new Map<number, () => void>();
  let given = -1;
  let aborted = 0;
  const ports = pollPorts(
    ({ url }, signal) =>
      new Promise<HttpOutcome>((resolve) => {
        const page = Number(new URL(url).searchParams.get("cursor") ?? 0);
        asked.push(page);
        const next = page < last ? `,"next":"${page + 1}"` : "";
        const body = `{"list":[{"id":"tx-${page}"}]${next}}`;
        const answer = () => {
          resolve(replied(200, body));
        };
        if (page <= given) answer();
        else waiting.set(page, answer);
        signal?.addEventListener("abort", () => {
          aborted += 1;
          const failure = { kind: "aborted", message: "interrupted" } as const;
          resolve({ ...replied(200), reply: null, failure });
        });
      }),
  );
  const give = (page: number) => {
    given = page;
    waiting.get(page)?.();
  };
  return { ports, asked, give, aborted: () => aborted };
}

/** What a walk makes of two pages, of which the first says something beside its records. */
async function walkedAfter(said: object) {
  const replies = [{ ...said, next: "c1" }, { status: "SUCCESS" }];
  const ports = pollPorts(({ url }) => {
    const page = new URL(url).searchParams.has("cursor") ? 1 : 0;
    const body = JSON.stringify({ list: [{ id: `tx-${page}` }], ...replies[page] });
    return Promise.resolve(replied(200, body));
  });
  const steps = [];
  for await (const step of walkPages(ORDER, START, ports)) steps.push(step);
  return steps.map((step) =>
    step.kind === "page" ? { count: step.page.count, doubts: step.page.doubts } : step,
  );
}

describe("a page that names another one", () => {
  const PLAIN = { count: 1, doubts: [] };

  it.each([{ done: true }, { doneYn: "Y" }, { completeYn: "Y" }, { lastYn: "Y" }])(
    "is not the last where it says %j: its request may be what is done",
    async (said) => {
      expect(await walkedAfter(said)).toEqual([PLAIN, PLAIN]);
    },
  );

  it("is the last where it says so", async () => {
    expect(await walkedAfter({ isLast: true })).toEqual([PLAIN]);
  });

  it.each(["PARTIAL_SUCCESS", "partial results", "Partially-Complete"])(
    "marks the run and keeps its records where its state is %s",
    async (status) => {
      const doubt = `a reply tells of an error: "status" is "${status}"`;
      expect(await walkedAfter({ status })).toEqual([{ count: 1, doubts: [doubt] }, PLAIN]);
    },
  );

  it.each(["PARTIAL", "PARTIAL_CONTENT"])("is a part of the list by %s", async (status) => {
    expect(await walkedAfter({ status })).toEqual([PLAIN, PLAIN]);
  });
});

describe("walkPages", () => {
  it.each([
    ["a source", {}, "(payments.source.maxPages)"],
    ["a query of refunds", { refund: { every: true } }, "(payments.refunds.source.maxPages)"],
  ])("ends incomplete where %s always names another page", async (_, more, key) => {
    const source = scriptedSource(Infinity);
    source.give(Infinity);
    const settings = { ...SETTINGS, source: { ...SETTINGS.source, ...more, maxPages: 5 } };
    const steps = [];
    for await (const step of walkPages({ ...ORDER, settings }, START, source.ports))
      steps.push(step);
    expect(steps.map(({ kind }) => kind)).toEqual([...Array<string>(5).fill("page"), "stop"]);
    expect(steps.at(-1)).toMatchObject({
      stop: { kind: "incomplete", message: expect.stringContaining(key) },
    });
  });

  it("asks for the next page while one is worked on, and for no more", async () => {
    const source = scriptedSource(3);
    const pages = walkPages(ORDER, START, source.ports);
    for (const [page, asked] of [
      [0, [0, 1]],
      [1, [0, 1, 2]],
      [2, [0, 1, 2, 3]],
      [3, [0, 1, 2, 3]],
    ] as const) {
      source.give(page);
      expect((await pages.next()).value).toMatchObject({
        kind: "page",
        page: { count: 1, received: page + 1 },
      });
      expect(source.asked).toEqual(asked);
    }
    expect((await pages.next()).done).toBe(true);
  });

  it("has the next page on its way before it converts one", async () => {
    const source = scriptedSource(1);
    const underWay: (readonly number[])[] = [];
    const breathe = () => Promise.resolve().then(() => void underWay.push([...source.asked]));
    const pages = walkPages(ORDER, START, { ...source.ports, breathe });
    source.give(0);
    await pages.next();
    await pages.return(undefined);
    expect(underWay[0]).toEqual([0, 1]);
  });

  it("gives up the page under way when nobody wants it any more", async () => {
    const source = scriptedSource(3);
    const pages = walkPages(ORDER, START, source.ports);
    source.give(0);
    await pages.next();
    await pages.return(undefined);
    expect(source.asked).toEqual([0, 1]);
    expect(source.aborted()).toBeGreaterThan(0);
  });
});
