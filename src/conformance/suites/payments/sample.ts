/** The one scenario that needs payments: it finds some, and settles every check of pages, ranges and records. */
import type { Scenario } from "../../check.js";
import { PAGING_CHECKS, PAGING_REQUESTS, judgePaging } from "./paging.js";
import { RANGE_CHECKS, RANGE_REQUESTS, judgeRanges } from "./ranges.js";
import { RECORD_CHECKS, judgeRecords } from "./records.js";
import { SURVEY_REQUESTS, surveySample } from "./survey.js";
import type { PaymentsTarget } from "./target.js";

export const sampleScenario: Scenario<PaymentsTarget> = {
  id: "payments.sample",
  requests: SURVEY_REQUESTS + PAGING_REQUESTS + RANGE_REQUESTS,
  checks: [...RECORD_CHECKS, ...RANGE_CHECKS, ...PAGING_CHECKS],
  run: async (kit) => {
    const walk = await surveySample(kit);
    judgeRecords(kit, walk);
    await judgePaging(kit, walk);
    await judgeRanges(kit, walk);
  },
};
