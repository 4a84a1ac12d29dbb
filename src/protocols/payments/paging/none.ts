/** Everything in one reply. */
import { END, type Pager } from "./pager.js";

export function singlePage(): Pager {
  return { start: { kind: "only" }, parameters: () => [], turn: () => END };
}
