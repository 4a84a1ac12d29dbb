/** A repetition that comes late is held back so long: longer than a memory of one second lasts. */
export const LATE_MS = 1_100;
