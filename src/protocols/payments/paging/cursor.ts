/** Pages named by a token that the reply before them carried. */
import { isJsonNumber, jsonNumber, scalarText } from "../../../core/json/value.js";
import { valueAt } from "../../../core/json/path.js";
import { nextAt, readToken } from "./page-server.js";
import { END, NO_TOTAL } from "./pager.js";
import { definePaging } from "./paging-definition.js";

/** What servers write where there is no next page; zero would be the beginning again. */
const NO_TOKEN = new Set(["", "0", "-1", "false"]);

export const cursorPages = definePaging({
  about: "An opaque token leads on.",
  keys: {
    cursor: { holds: "name", about: "Name of the token's parameter." },
    next: { holds: "path", about: "Path of the next token in the reply." },
  },
  pager: (paging) => ({
    start: { kind: "cursor", token: null, isNumber: false },
    parameters: (position) =>
      position.kind === "cursor" && position.token !== null
        ? [{ name: paging.cursor, value: tokenValue(position) }]
        : [],
    total: NO_TOTAL,
    turn: (position, page) => {
      const next = valueAt(page.body, paging.next);
      const token = scalarText(next);
      if (token === null || NO_TOKEN.has(token)) return END;
      const sentAgain = position.kind === "cursor" && position.token === token;
      if (sentAgain && page.count === 0) return END;
      return {
        kind: "more",
        position: { kind: "cursor", token, isNumber: isJsonNumber(next) },
        marker: `cursor:${token}`,
        probing: false,
      };
    },
  }),
  server: (paging) => ({
    read: (parameters, sizes) => readToken(parameters.get(paging.cursor), sizes),
    write: ({ next, noNext }) => nextAt(paging.next, next?.token, noNext),
  }),
});

/** A token goes back as the JSON type it came as. */
function tokenValue(position: { token: string | null; isNumber: boolean }) {
  const token = position.token ?? "";
  return position.isNumber ? jsonNumber(token) : token;
}
