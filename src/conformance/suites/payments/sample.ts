/** The one scenario that needs payments: it finds some, and settles every check of pages, ranges and records. */
import type { Scenario } from "../../check.js";
import { BORDER_CHECKS, BORDER_REQUESTS, judgeBorder } from "./borders.js";
import { COMPLETENESS_CHECKS, COMPLETENESS_REQUESTS, judgeCompleteness } from "./completeness.js";
import { judgePages, PAGE_CHECKS } from "./pages.js";
import { judgeParts, PART_CHECKS, PART_REQUESTS } from "./parts.js";
import { judgeRanges, RANGE_CHECKS, RANGE_REQUESTS } from "./ranges.js";
import { judgeRecords, RECORD_CHECKS } from "./records.js";
import { judgeSecondPage, SECOND_PAGE, SECOND_PAGE_REQUESTS } from "./second-page.js";
import { judgeRefunds, REFUND_CHECKS, REFUND_REQUESTS } from "./refunds.js";
import { SURVEY_REQUESTS, surveySample } from "./survey.js";
import type { PaymentsTarget } from "./payments-target.js";

/** The page after the last. */
const OTHER_REQUESTS = 1;

export const sampleScenario: Scenario<PaymentsTarget> = {
  id: "payments.sample",
  requests:
    SURVEY_REQUESTS +
    COMPLETENESS_REQUESTS +
    BORDER_REQUESTS +
    RANGE_REQUESTS +
    SECOND_PAGE_REQUESTS +
    PART_REQUESTS +
    REFUND_REQUESTS +
    OTHER_REQUESTS,
  checks: [
    ...RECORD_CHECKS,
    ...RANGE_CHECKS,
    ...BORDER_CHECKS,
    ...PAGE_CHECKS,
    ...COMPLETENESS_CHECKS,
    ...PART_CHECKS,
    SECOND_PAGE,
    ...REFUND_CHECKS,
  ],
  run: async (context) => {
    const walk = await surveySample(context);
    judgeRecords(context, walk);
    await judgePages(context, walk);
    await judgeSecondPage(context, walk);
    await judgeCompleteness(context, walk);
    await judgeRanges(context, walk);
    await judgeBorder(context, walk);
    await judgeParts(context, walk);
    await judgeRefunds(context, walk);
  },
};
