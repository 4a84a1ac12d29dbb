/** Pages: they end, do not overlap, lose nothing, and are the same when asked for again. */
import type { Exchange } from "../../../core/exchange.js";
import type { HttpReply } from "../../../core/http.js";
import { scalarText } from "../../../protocols/payments/lossless-json.js";
import { valueAt } from "../../../protocols/payments/path.js";
import type { CheckDefinition } from "../../check.js";
import type { Finding } from "../../finding.js";
import { describeReply } from "../../expect.js";
import {
  AUTH_CLAUSE,
  covers,
  expectRefused,
  hasCredentials,
  otherWindow,
  REFUSES_WRONGLY,
} from "./authentication.js";
import { floorTo, MOST_PAGES } from "./survey.js";
import {
  answered,
  credentialsOf,
  PAYMENTS_CLAUSE,
  poll,
  precisionMs,
  readPoll,
  withCredentials,
  type PaymentsKit,
} from "./target.js";
import { idsOf, timesOf, walkWindow, type Walk } from "./walk.js";

const CLAUSE = `${PAYMENTS_CLAUSE}: payment history by date range, paged as agreed`;

/** Faults by which a range's pages hold fewer payments than the range. */
const LOSES_PAYMENTS = [
  "payments.skips-at-page-borders",
  "payments.gives-forty-at-most",
  "payments.changes-order",
  "payments.drops-last-payment-at-random",
];

const ENDS: CheckDefinition = {
  id: "payments.paging.ends",
  title: "the pages of a range lead on and come to an end",
  level: "MUST",
  clause: CLAUSE,
  why: "A poller that is led in circles never gets to the payments behind.",
  fix: "Look at the page, offset or token of the request, and say clearly where the last page is.",
  kills: ["payments.gives-first-page-always"],
};

const COMPLETE: CheckDefinition = {
  id: "payments.paging.complete",
  title: "the pages of a range hold what its two halves hold",
  level: "MUST",
  clause: CLAUSE,
  why: "A payment that falls between two pages is never reported.",
  fix: "Sort by something unique, compute the offset from the size that is really given, and never cap a range silently.",
  kills: [...LOSES_PAYMENTS],
};

const NO_OVERLAP: CheckDefinition = {
  id: "payments.paging.no-overlap",
  title: "no record stands on two pages",
  level: "SHOULD",
  clause: CLAUSE,
  why: "Where pages overlap they can also leave gaps; PlayCamp's deduplication hides the one, not the other.",
  fix: "Sort by something unique, and begin each page behind the last record of the page before.",
  kills: ["payments.overlaps-pages", "payments.changes-order"],
};

const STABLE: CheckDefinition = {
  id: "payments.poll.repeatable",
  title: "the same poll gives the same payments, in the same order",
  level: "SHOULD",
  clause: CLAUSE,
  why: "While the order moves, records slip from one page to another between two requests and are lost.",
  fix: "Sort explicitly, with the transaction id as the last key.",
  kills: ["payments.changes-order", "payments.drops-last-payment-at-random"],
};

const TOTAL: CheckDefinition = {
  id: "payments.paging.total-counts-range",
  title: "the total is the number of payments in the range",
  level: "SHOULD",
  clause: CLAUSE,
  why: "A poller that trusts the total stops too early, or waits for payments that are not there.",
  fix: "Count with the same conditions as the query of the page.",
  kills: [
    "payments.total-counts-everything",
    "payments.total-counts-page",
    ...LOSES_PAYMENTS,
  ],
};

const AFTER_LAST: CheckDefinition = {
  id: "payments.paging.after-last-empty",
  title: "a page after the last is empty",
  level: "SHOULD",
  clause: CLAUSE,
  why: "It is how a poller learns that there is no more, where no total says so.",
  fix: "Answer success without records, not the last page again.",
  kills: [
    "payments.repeats-last-page",
    "payments.empty-is-404",
    "payments.empty-is-failure",
  ],
};

const SECOND_PAGE: CheckDefinition = {
  id: "payments.auth.second-page-refused",
  title: "a second page needs right credentials as well",
  level: "MUST",
  clause: AUTH_CLAUSE,
  why: "Anyone could read every payment but those of the first page.",
  fix: "Check credentials before reading page, offset or token.",
  kills: [
    "payments.checks-first-page-only",
    "payments.accepts-missing-credentials",
    "payments.accepts-wrong-credentials",
    ...REFUSES_WRONGLY,
  ],
};

export const PAGING_CHECKS = [
  ENDS,
  COMPLETE,
  NO_OVERLAP,
  STABLE,
  TOTAL,
  AFTER_LAST,
  SECOND_PAGE,
];

export const PAGING_REQUESTS = 3 * MOST_PAGES + 4;

export async function judgePaging(kit: PaymentsKit, walk: Walk): Promise<void> {
  judgeEnd(kit, walk);
  judgeOverlap(kit, walk);
  await judgeSecondPage(kit, walk);
  await judgeRepetition(kit, walk);
  await judgeAfterLast(kit, walk);
  judgeTotal(kit, walk);
  await judgeHalves(kit, walk);
}

function isPaged({ target }: PaymentsKit): boolean {
  return (target.source.paging?.kind ?? "none") !== "none";
}

const NOT_PAGED = "payments.source.paging is none: there is one page";

function judgeEnd(kit: PaymentsKit, walk: Walk): void {
  const { end, problem, exchanges } = walk;
  if (!isPaged(kit)) return kit.notApplicable(ENDS.id, NOT_PAGED);
  if (end === "bound" && kit.target.source.range === undefined) {
    const reason = `the history is longer than ${MOST_PAGES} pages, and without a range it cannot be narrowed`;
    return kit.notApplicable(ENDS.id, reason);
  }
  if (end === "bound" || end === "failed")
    return kit.block(ENDS.id, problem, exchanges);
  return kit.settle(
    ENDS.id,
    exchanges,
    end === "end"
      ? null
      : {
          expected: "each page to lead to the next, and the last to an end",
          actual: problem,
        },
  );
}

function judgeOverlap(
  kit: PaymentsKit,
  { pages, end, problem, exchanges }: Walk,
): void {
  if (!isPaged(kit)) return kit.notApplicable(NO_OVERLAP.id, NOT_PAGED);
  if (end === "anomaly") return kit.block(NO_OVERLAP.id, problem, exchanges);
  const page = new Map<string, number>();
  let finding: Finding | null = null;
  for (const [at, { entries }] of pages.entries()) {
    for (const { text, id } of entries) {
      const before = page.get(text);
      if (before !== undefined && before !== at) {
        finding ??= {
          expected: "each record on one page",
          actual: `${id ?? "a record"} stands on page ${before + 1} and on page ${at + 1}`,
        };
      }
      page.set(text, at);
    }
  }
  if (finding === null && pages.length < 2)
    return kit.block(NO_OVERLAP.id, ONE_PAGE, exchanges);
  return kit.settle(NO_OVERLAP.id, exchanges, finding);
}

const ONE_PAGE =
  "the payments of the sample stand on one page; name a range with several in payments.source.range.sample";

async function judgeSecondPage(kit: PaymentsKit, walk: Walk): Promise<void> {
  const [, second] = walk.pages;
  const open = hasCredentials(kit.target);
  if (open !== null) return kit.notApplicable(SECOND_PAGE.id, open);
  if (!isPaged(kit)) return kit.notApplicable(SECOND_PAGE.id, NOT_PAGED);
  if (second === undefined)
    return kit.block(SECOND_PAGE.id, ONE_PAGE, walk.exchanges);
  const { window } = walk;
  const right = poll(kit, window, { page: second.state });
  const twin = await kit.send("the second page, rightly", right);
  const bare = await kit.send(
    "the second page without credentials",
    withCredentials(kit, right, []),
  );
  const steps = [bare];
  if (covers("from", "to")(kit.target) === null) {
    const other = credentialsOf(kit, poll(kit, otherWindow(window)));
    steps.push(
      await kit.send(
        "the second page with the fingerprint of another range",
        withCredentials(kit, right, other),
      ),
    );
  }
  return kit.judge(
    SECOND_PAGE.id,
    steps,
    (...replies) => firstRefused(kit, replies),
    [answered(kit, twin)],
  );
}

function firstRefused(
  kit: PaymentsKit,
  replies: readonly HttpReply[],
): Finding | null {
  const findings = replies.map((reply) =>
    expectRefused(
      kit.target,
      reply,
      "the credentials are missing, or those of another range",
    ),
  );
  return findings.find((finding) => finding !== null) ?? null;
}

async function judgeRepetition(kit: PaymentsKit, walk: Walk): Promise<void> {
  const again = await walkWindow(
    kit,
    "the same again",
    walk.window,
    walk.pages.length,
  );
  const evidence = [...walk.exchanges, ...again.exchanges];
  if (again.end === "failed")
    return kit.block(STABLE.id, again.problem, evidence);
  return kit.settle(STABLE.id, evidence, expectSamePages(walk, again));
}

function expectSamePages(first: Walk, again: Walk): Finding | null {
  for (const [at, { entries }] of first.pages.entries()) {
    const before = idsOf(entries);
    const now = idsOf(again.pages[at]?.entries ?? []);
    const differs = before.findIndex((id, place) => id !== now[place]);
    if (differs === -1 && before.length === now.length) continue;
    const place = differs === -1 ? before.length : differs;
    return {
      expected: `page ${at + 1} as before: ${before.length} payments, number ${place + 1} ${before[place] ?? "absent"}`,
      actual: `${now.length} payments, number ${place + 1} ${now[place] ?? "absent"}`,
    };
  }
  return null;
}

async function judgeAfterLast(kit: PaymentsKit, walk: Walk): Promise<void> {
  const { kind } = kit.target.source.paging ?? { kind: "none" };
  if (kind !== "page" && kind !== "offset") {
    return kit.notApplicable(
      AFTER_LAST.id,
      `paging by ${kind} names no page after the last`,
    );
  }
  if (walk.after === null)
    return kit.block(AFTER_LAST.id, walk.problem, walk.exchanges);
  const step = await kit.send(
    "the page after the last",
    poll(kit, walk.window, { page: walk.after }),
  );
  return kit.judge(AFTER_LAST.id, step, (reply) => {
    const reading = readPoll(kit.target, reply);
    if (reading.kind === "records" && reading.records.length === 0) return null;
    return {
      expected: "success without records",
      actual: describeReply(reply),
    };
  });
}

function judgeTotal(kit: PaymentsKit, walk: Walk): void {
  const { paging } = kit.target.settings.source;
  if (paging?.kind !== "page" || paging.total === undefined) {
    return kit.notApplicable(
      TOTAL.id,
      "payments.source.paging.total is not declared",
    );
  }
  if (walk.end !== "end")
    return kit.block(TOTAL.id, walk.problem, walk.exchanges);
  const { total } = paging;
  const count = new Set(walk.entries.map(({ text }) => text)).size;
  const said = walk.pages.map(
    ({ body }) => scalarText(valueAt(body, total)) ?? "absent",
  );
  const wrong = said.find((text) => text !== String(count));
  return kit.settle(
    TOTAL.id,
    walk.exchanges,
    wrong === undefined
      ? null
      : {
          expected: `"${total}" ${count}, as many as the range's pages hold`,
          actual: `"${total}" ${wrong}`,
        },
  );
}

async function judgeHalves(kit: PaymentsKit, walk: Walk): Promise<void> {
  if (kit.target.source.range === undefined) {
    return kit.notApplicable(
      COMPLETE.id,
      "payments.source.range is not declared: a part cannot be asked for",
    );
  }
  if (walk.end !== "end")
    return kit.block(COMPLETE.id, walk.problem, walk.exchanges);
  const cut = quietMoment(walk, precisionMs(kit.target));
  if (cut === null)
    return kit.block(
      COMPLETE.id,
      "the sample cannot be cut in two",
      walk.exchanges,
    );
  const { fromMs, toMs } = walk.window;
  const early = await walkWindow(
    kit,
    "the first part",
    { fromMs, toMs: cut },
    MOST_PAGES,
  );
  const late = await walkWindow(
    kit,
    "the second part",
    { fromMs: cut, toMs },
    MOST_PAGES,
  );
  const evidence: readonly Exchange[] = [walk, early, late].flatMap(
    ({ exchanges }) => exchanges,
  );
  const unfinished = [early, late].find(({ end }) => end !== "end");
  if (unfinished !== undefined)
    return kit.block(COMPLETE.id, unfinished.problem, evidence);
  return kit.settle(COMPLETE.id, evidence, expectSameIds(walk, [early, late]));
}

function expectSameIds(whole: Walk, parts: readonly Walk[]): Finding | null {
  const inWhole = new Set(idsOf(whole.entries));
  const inParts = new Set(parts.flatMap(({ entries }) => idsOf(entries)));
  const lost = [...inParts].filter((id) => !inWhole.has(id));
  const absent = [...inWhole].filter((id) => !inParts.has(id));
  if (lost.length === 0 && absent.length === 0) return null;
  const missing = lost.length > 0 ? lost : absent;
  return {
    expected: `the same payments: ${inWhole.size} in the whole range, ${inParts.size} in its parts`,
    actual: `${missing.length} only in ${lost.length > 0 ? "the parts" : "the whole"}, such as ${missing.slice(0, 3).join(", ")}`,
  };
}

/** Where the range is cut unevenly, so that its pages begin elsewhere; between two payments, where there is room. */
function quietMoment({ entries, window }: Walk, stepMs: number): number | null {
  const times = timesOf(entries);
  const third = Math.floor(times.length / 3);
  const candidates = times.slice(third).flatMap((time, at) => {
    const next = times[third + at + 1];
    const middle =
      next === undefined ? time : floorTo(stepMs, (time + next) / 2);
    return next !== undefined && middle > time && middle < next ? [middle] : [];
  });
  const cut =
    candidates[0] ?? floorTo(stepMs, (window.fromMs + window.toMs) / 2);
  return cut > window.fromMs && cut < window.toMs ? cut : null;
}
