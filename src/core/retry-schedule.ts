/** When a failed delivery is sent again. */

export interface RetrySchedule {
  /** One entry a retry: five delays are up to six attempts. */
  readonly delaysMs: readonly number[];
}

export const NO_RETRIES: RetrySchedule = { delaysMs: [] };
