/** The pages of one walk: they lead on, end, and do not overlap. */
import { mostPagesOf } from "../../../protocols/payments/end-doubts.js";
import { agreedTotal, firstPage } from "../../../protocols/payments/paging.js";
import { pagingOf } from "../../../protocols/payments/request.js";
import type { CheckDefinition } from "../../check.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { MOST_PAGES } from "./survey.js";
import { PAYMENTS_CLAUSE, poll, readPoll, type PaymentsContext } from "./payments-target.js";
import type { Walk } from "./walk.js";

export const PAGING_CLAUSE = `${PAYMENTS_CLAUSE}: payment history by date range, paged as agreed`;

/** Faults by which a range's pages hold fewer payments than the range. */
export const LOSES_PAYMENTS = ["payments.skips-at-page-borders", "payments.gives-forty-at-most"];

export function isPaged({ target }: PaymentsContext): boolean {
  return pagingOf(target.source).kind !== "none";
}

export const NOT_PAGED = "payments.source.paging is none: there is one page";

export const ONE_PAGE =
  "the payments of the sample stand on one page; name a range with several in payments.source.range.sample";

const ENDS: CheckDefinition = {
  id: "payments.paging.ends",
  title: "the pages of a range lead on and come to an end",
  level: "MUST",
  clause: PAGING_CLAUSE,
  why: "A poller that is led in circles never gets to the payments behind.",
  fix: "Look at the page, offset or token of the request, and say clearly where the last page is.",
  kills: ["payments.gives-first-page-always"],
};

const NO_OVERLAP: CheckDefinition = {
  id: "payments.paging.no-overlap",
  title: "no record stands on two pages",
  level: "SHOULD",
  clause: PAGING_CLAUSE,
  why: "Where pages overlap they can also leave gaps; PlayCamp's deduplication hides the one, not the other.",
  fix: "Sort by something unique, and begin each page behind the last record of the page before.",
  kills: ["payments.overlaps-pages"],
};

const AFTER_LAST: CheckDefinition = {
  id: "payments.paging.after-last-empty",
  title: "a page after the last is empty",
  level: "SHOULD",
  clause: PAGING_CLAUSE,
  why: "It is how a poller learns that there is no more, where no total says so.",
  fix: "Answer success without records, not the last page again.",
  kills: ["payments.repeats-last-page", "payments.empty-is-404", "payments.empty-is-failure"],
};

const TOTAL: CheckDefinition = {
  id: "payments.paging.total-counts-range",
  title: "the total is the number of payments in the range",
  level: "SHOULD",
  clause: PAGING_CLAUSE,
  why: "A poller that trusts the total stops too early, or waits for payments that are not there.",
  fix: "Count with the same conditions as the query of the page.",
  kills: ["payments.total-counts-everything", "payments.total-counts-page", ...LOSES_PAYMENTS],
};

const SURE_END: CheckDefinition = {
  id: "payments.paging.end-is-sure",
  title: "where a range's pages end, no reply says that there is more",
  level: "SHOULD",
  clause: PAGING_CLAUSE,
  why: "A sync does not end as complete while a reply speaks of further records: has_more, a Link to the next page, HTTP 206, a larger total, an error.",
  fix: "Follow it in payments.source.paging, name it in payments.source.ignore where it means something else, or leave it out of the last reply.",
  kills: [
    "payments.says-more-follow",
    "payments.links-to-more",
    "payments.tells-errors-beside-records",
  ],
};

export const PAGE_CHECKS = [ENDS, NO_OVERLAP, AFTER_LAST, TOTAL, SURE_END];

/** @param walk through the whole window, as far as the bound allows */
export async function judgePages(context: PaymentsContext, walk: Walk): Promise<void> {
  judgeEnd(context, walk);
  judgeOverlap(context, walk);
  judgeTotal(context, walk);
  judgeSureEnd(context, walk);
  await judgeAfterLast(context, walk);
}

function judgeEnd(context: PaymentsContext, walk: Walk): void {
  const { end, problem, exchanges } = walk;
  if (!isPaged(context)) {
    context.notApplicable(ENDS.id, NOT_PAGED);
    return;
  }
  // Of a range that was narrowed where there is one: there a sync ends incomplete as well.
  const isEndless = end === "bound" && walk.pages.length >= mostPagesOf(context.target.source);
  if (end === "bound" && !isEndless && context.target.source.range === undefined) {
    const reason = `the history is longer than ${MOST_PAGES} pages, and without a range it cannot be narrowed`;
    context.notApplicable(ENDS.id, reason);
    return;
  }
  if ((end === "bound" && !isEndless) || end === "failed") {
    context.block(ENDS.id, problem, exchanges);
    return;
  }
  context.conclude(
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

function judgeOverlap(context: PaymentsContext, { pages, end, problem, exchanges }: Walk): void {
  if (!isPaged(context)) {
    context.notApplicable(NO_OVERLAP.id, NOT_PAGED);
    return;
  }
  if (end === "anomaly") {
    context.block(NO_OVERLAP.id, problem, exchanges);
    return;
  }
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
  if (finding === null && pages.length < 2) {
    context.block(NO_OVERLAP.id, ONE_PAGE, exchanges);
    return;
  }
  context.conclude(NO_OVERLAP.id, exchanges, finding);
}

async function judgeAfterLast(context: PaymentsContext, walk: Walk): Promise<void> {
  const paging = pagingOf(context.target.source);
  if (firstPage(paging).position.kind !== "number") {
    context.notApplicable(AFTER_LAST.id, `paging by ${paging.kind} names no page after the last`);
    return;
  }
  if (walk.after === null) {
    context.block(AFTER_LAST.id, walk.problem, walk.exchanges);
    return;
  }
  const step = await context.send(
    "the page after the last",
    poll(context, walk.window, { page: walk.after }),
  );
  context.judge(AFTER_LAST.id, step, (reply) => {
    const reading = readPoll(context.target, reply);
    if (reading.kind === "records" && reading.records.length === 0) return null;
    return {
      expected: "success without records",
      actual: describeReply(reply),
    };
  });
}

function judgeTotal(context: PaymentsContext, walk: Walk): void {
  const total = agreedTotal(pagingOf(context.target.source));
  if (total === null) {
    context.notApplicable(TOTAL.id, "payments.source.paging.total is not declared");
    return;
  }
  if (walk.end !== "end") {
    context.block(TOTAL.id, walk.problem, walk.exchanges);
    return;
  }
  const count = new Set(walk.entries.map(({ text }) => text)).size;
  const said = walk.pages.map((page) => page.total ?? "absent");
  const wrong = said.find((text) => text !== String(count));
  context.conclude(
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

function judgeSureEnd(context: PaymentsContext, walk: Walk): void {
  const { end, doubts, problem, exchanges } = walk;
  if (end !== "end") {
    context.block(SURE_END.id, problem, exchanges);
    return;
  }
  const finding =
    doubts.length === 0
      ? null
      : { expected: "an end that no reply speaks against", actual: doubts.join("; ") };
  context.conclude(SURE_END.id, exchanges, finding);
}
