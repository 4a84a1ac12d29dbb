/** The pages of one walk: they lead on, end, and do not overlap. */
import { scalarText } from "../../../protocols/payments/lossless-json.js";
import { valueAt } from "../../../protocols/payments/path.js";
import type { CheckDefinition } from "../../check.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { MOST_PAGES } from "./survey.js";
import { PAYMENTS_CLAUSE, poll, readPoll, type PaymentsKit } from "./target.js";
import type { Walk } from "./walk.js";

export const PAGING_CLAUSE = `${PAYMENTS_CLAUSE}: payment history by date range, paged as agreed`;

/** Faults by which a range's pages hold fewer payments than the range. */
export const LOSES_PAYMENTS = ["payments.skips-at-page-borders", "payments.gives-forty-at-most"];

export function isPaged({ target }: PaymentsKit): boolean {
  return (target.source.paging?.kind ?? "none") !== "none";
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

export const PAGE_CHECKS = [ENDS, NO_OVERLAP, AFTER_LAST, TOTAL];

/** @param walk through the whole window, as far as the bound allows */
export async function judgePages(kit: PaymentsKit, walk: Walk): Promise<void> {
  judgeEnd(kit, walk);
  judgeOverlap(kit, walk);
  judgeTotal(kit, walk);
  await judgeAfterLast(kit, walk);
}

function judgeEnd(kit: PaymentsKit, walk: Walk): void {
  const { end, problem, exchanges } = walk;
  if (!isPaged(kit)) {
    kit.notApplicable(ENDS.id, NOT_PAGED);
    return;
  }
  if (end === "bound" && kit.target.source.range === undefined) {
    const reason = `the history is longer than ${MOST_PAGES} pages, and without a range it cannot be narrowed`;
    kit.notApplicable(ENDS.id, reason);
    return;
  }
  if (end === "bound" || end === "failed") {
    kit.block(ENDS.id, problem, exchanges);
    return;
  }
  kit.settle(
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

function judgeOverlap(kit: PaymentsKit, { pages, end, problem, exchanges }: Walk): void {
  if (!isPaged(kit)) {
    kit.notApplicable(NO_OVERLAP.id, NOT_PAGED);
    return;
  }
  if (end === "anomaly") {
    kit.block(NO_OVERLAP.id, problem, exchanges);
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
    kit.block(NO_OVERLAP.id, ONE_PAGE, exchanges);
    return;
  }
  kit.settle(NO_OVERLAP.id, exchanges, finding);
}

async function judgeAfterLast(kit: PaymentsKit, walk: Walk): Promise<void> {
  const { kind } = kit.target.source.paging ?? { kind: "none" };
  if (kind !== "page" && kind !== "offset") {
    kit.notApplicable(AFTER_LAST.id, `paging by ${kind} names no page after the last`);
    return;
  }
  if (walk.after === null) {
    kit.block(AFTER_LAST.id, walk.problem, walk.exchanges);
    return;
  }
  const step = await kit.send(
    "the page after the last",
    poll(kit, walk.window, { page: walk.after }),
  );
  kit.judge(AFTER_LAST.id, step, (reply) => {
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
    kit.notApplicable(TOTAL.id, "payments.source.paging.total is not declared");
    return;
  }
  if (walk.end !== "end") {
    kit.block(TOTAL.id, walk.problem, walk.exchanges);
    return;
  }
  const { total } = paging;
  const count = new Set(walk.entries.map(({ text }) => text)).size;
  const said = walk.pages.map(({ body }) => scalarText(valueAt(body, total)) ?? "absent");
  const wrong = said.find((text) => text !== String(count));
  kit.settle(
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
