/** Options that several payments commands take. */
import { text } from "../../options.js";

export const rangeOptions = {
  from: text("--from <time>", "beginning of the range, in the source's zone: a date, or a time"),
  to: text("--to <time>", "end of the range, itself not part of it"),
};
