/** Pages by a ready-made URL in the reply. */
import { scalarText } from "../../../core/json/value.js";
import { valueAt } from "../../../core/json/path.js";
import { nextAt, readToken } from "./page-server.js";
import { END, NO_TOTAL, turnToUrl } from "./pager.js";
import { definePaging } from "./paging-definition.js";

/** The parameter that the sandbox puts its token into. */
const TOKEN_PARAMETER = "page";

export const nextUrlPages = definePaging({
  about: "The reply names the next page's URL.",
  keys: {
    next: { holds: "path", about: "Path of that URL in the reply." },
  },
  pager: (paging) => ({
    start: { kind: "url", url: null },
    parameters: () => [],
    total: NO_TOTAL,
    turn: (_position, page) => {
      const text = scalarText(valueAt(page.body, paging.next));
      if (text === null || text === "" || text === "false") return END;
      return turnToUrl(text, page.requestUrl);
    },
  }),
  server: (paging) => ({
    read: (parameters, sizes) => readToken(parameters.get(TOKEN_PARAMETER), sizes),
    write: ({ next, noNext }) => nextAt(paging.next, next?.urlWith(TOKEN_PARAMETER), noNext),
  }),
});
