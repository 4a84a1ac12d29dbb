/** Pages by the `Link` header of each reply. */
import { linkTarget } from "../link-header.js";
import { readToken } from "./page-server.js";
import { END, NO_TOTAL, turnToUrl } from "./pager.js";
import { definePaging } from "./paging-definition.js";

/** The parameter that the sandbox puts its token into. */
const TOKEN_PARAMETER = "page";

export const linkedPages = definePaging({
  about: "The reply's Link header names the next page's URL.",
  keys: {
    relation: { holds: "name", about: "Relation of that link. Default next.", isOptional: true },
  },
  pager: (paging) => ({
    start: { kind: "url", url: null },
    parameters: () => [],
    total: NO_TOTAL,
    turn: (_position, page) => {
      const target = linkTarget(page.headers, paging.relation ?? "next");
      return target === null ? END : turnToUrl(target, page.requestUrl);
    },
  }),
  server: (paging) => ({
    read: (parameters, sizes) => readToken(parameters.get(TOKEN_PARAMETER), sizes),
    write: ({ next }) => {
      const url = next?.urlWith(TOKEN_PARAMETER);
      if (url === undefined) return { fields: {}, headers: [] };
      return { fields: {}, headers: [["Link", `<${url}>; rel="${paging.relation ?? "next"}"`]] };
    },
  }),
});
