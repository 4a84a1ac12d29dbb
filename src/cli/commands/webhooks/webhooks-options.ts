/** What several `webhooks` commands take; the limits are the API's own. */
import { RETRY_COUNT_RANGE, TIMEOUT_MS_RANGE } from "../../../protocols/webhook/management.js";
import type { ArgumentSpec } from "../../command.js";
import { integer } from "../../options.js";

export const ID_ARGUMENT: ArgumentSpec = {
  name: "<id>",
  description: "the webhook, as webhooks list shows it",
};

export const limitOptions = {
  retryCount: integer(
    "--retry-count <n>",
    `how often PlayCamp retries a failed delivery, ${RETRY_COUNT_RANGE.min} to ${RETRY_COUNT_RANGE.max}`,
    RETRY_COUNT_RANGE,
  ),
  timeoutMs: integer(
    "--timeout-ms <ms>",
    `how long PlayCamp waits for an answer, ${TIMEOUT_MS_RANGE.min} to ${TIMEOUT_MS_RANGE.max}`,
    TIMEOUT_MS_RANGE,
  ),
};

export const pageOptions = {
  page: integer("--page <n>", "this page alone", { min: 1, max: 1_000_000 }),
  limit: integer("--limit <n>", "so many on a page, 1 to 100", { min: 1, max: 100 }),
};
