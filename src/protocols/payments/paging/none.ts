/** Everything in one reply. */
import { NO_MARKS } from "./page-server.js";
import { END, NO_TOTAL } from "./pager.js";
import { definePaging } from "./paging-definition.js";

export const singlePage = definePaging({
  about: "Everything comes at once.",
  keys: {},
  pager: () => ({
    start: { kind: "only" },
    parameters: () => [],
    total: NO_TOTAL,
    turn: () => END,
  }),
  server: () => ({
    read: (_parameters, sizes) => ({
      skip: 0,
      size: sizes.given(Number.MAX_SAFE_INTEGER),
      selection: null,
    }),
    write: () => NO_MARKS,
  }),
});
