/** A paging kind: a `Link` header names the next page, and another header the number of records. */
import { headerValue, type HeaderPair } from "../../../src/core/http.js";
import { readToken } from "../../../src/protocols/payments/paging/page-server.js";
import { END, turnToUrl } from "../../../src/protocols/payments/paging/pager.js";
import { definePaging } from "../../../src/protocols/payments/paging/paging-definition.js";

const TOKEN_PARAMETER = "after";

export const linkHeaderPages = definePaging({
  about: "A Link header leads on.",
  keys: {
    relation: { holds: "name", about: "The link's relation. Default next.", isOptional: true },
    total: {
      holds: "name",
      about: "The header with the number of records.",
      isOptional: true,
      isTotal: true,
    },
  },
  pager: ({ relation = "next", total }) => ({
    start: { kind: "url", url: null },
    parameters: () => [],
    total: ({ headers }) => (total === undefined ? null : headerValue(headers, total)),
    turn: (_position, { headers, requestUrl }) => {
      const link = headerValue(headers, "Link") ?? "";
      const url = new RegExp(`<([^>]*)>; rel="${relation}"`).exec(link)?.[1];
      return url === undefined ? END : turnToUrl(url, requestUrl);
    },
  }),
  server: ({ relation = "next", total: totalHeader }) => ({
    read: (parameters, sizes) => readToken(parameters.get(TOKEN_PARAMETER), sizes),
    write: ({ next, total }) => {
      const headers: HeaderPair[] = [];
      if (next !== null)
        headers.push(["Link", `<${next.urlWith(TOKEN_PARAMETER)}>; rel="${relation}"`]);
      if (totalHeader !== undefined) headers.push([totalHeader, String(total)]);
      return { fields: {}, headers };
    },
  }),
});
