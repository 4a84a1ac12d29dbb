/** Flags that several `webhooks` commands take; their limits are the API's own. */
import { RETRY_COUNT_RANGE, TIMEOUT_MS_RANGE } from "../../../protocols/webhook/management.js";
import type { ArgumentSpec, OptionSpec } from "../../command.js";
import { integerFlag } from "../../parsers.js";

export const ID_ARGUMENT: ArgumentSpec = {
  name: "<id>",
  description: "the webhook, as webhooks list shows it",
};

export const LIMIT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--retry-count <n>",
    description: `how often PlayCamp retries a failed delivery, ${RETRY_COUNT_RANGE.min} to ${RETRY_COUNT_RANGE.max}`,
    parse: integerFlag("--retry-count", RETRY_COUNT_RANGE.min, RETRY_COUNT_RANGE.max),
  },
  {
    flags: "--timeout-ms <ms>",
    description: `how long PlayCamp waits for an answer, ${TIMEOUT_MS_RANGE.min} to ${TIMEOUT_MS_RANGE.max}`,
    parse: integerFlag("--timeout-ms", TIMEOUT_MS_RANGE.min, TIMEOUT_MS_RANGE.max),
  },
];

export const PAGE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: "--page <n>",
    description: "this page alone",
    parse: integerFlag("--page", 1, 1_000_000),
  },
  {
    flags: "--limit <n>",
    description: "so many on a page, 1 to 100",
    parse: integerFlag("--limit", 1, 100),
  },
];

export const SANDBOX_OPTION: OptionSpec = {
  flags: "--sandbox",
  description: "use a sandbox that is started for this call",
};
