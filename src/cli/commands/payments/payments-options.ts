/** Options that several payments commands take. */
import { text } from "../../options.js";

export const rangeOptions = {
  from: text("--from <time>", "beginning of the range, in UTC: a date, or a time with its Z"),
  to: text("--to <time>", "end of the range, itself not part of it"),
};
