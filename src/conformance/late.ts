/** How long a repetition is held back that comes late: what was remembered for a moment only comes out. */
export const LATE_MS = 1_100;
