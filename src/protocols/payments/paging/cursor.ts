/** Pages named by a token that the reply before them carried. */
import { headerValue, type HeaderPair } from "../../../core/http.js";
import { isJsonNumber, type JsonValue, jsonNumber, scalarText } from "../../../core/json/value.js";
import { valueAt } from "../../../core/json/path.js";
import { NO_MARKS, nextAt, type PageMarks, readToken } from "./page-server.js";
import { END, isLast, NO_TOTAL, type PageReply } from "./pager.js";
import { definePaging, type PagingValues } from "./paging-definition.js";

/** What servers write where there is no next page; zero would be the beginning again. */
const NO_TOKEN = new Set(["", "0", "-1", "false"]);

export const cursorPages = definePaging({
  about: "An opaque token leads on.",
  keys: {
    cursor: { holds: "name", about: "Name of the token's parameter." },
    next: { holds: "path", about: "Path of the next token in the reply.", isOptional: true },
    header: { holds: "name", about: "Header of the next token, instead.", isOptional: true },
    more: { holds: "path", about: "Path that is false on the last page.", isOptional: true },
  },
  pager: (paging) => ({
    start: { kind: "cursor", token: null, isNumber: false },
    parameters: (position) =>
      position.kind === "cursor" && position.token !== null
        ? [{ name: paging.cursor, value: tokenValue(position) }]
        : [],
    total: NO_TOTAL,
    turn: (position, page) => {
      const next = nextToken(paging, page);
      const token = scalarText(next);
      if (token === null || NO_TOKEN.has(token) || isLast(page.body, paging.more)) return END;
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
    write: ({ next, noNext }) => writeToken(paging, next?.token, noNext),
  }),
});

type CursorPaging = PagingValues<{
  readonly next: { readonly holds: "path"; readonly about: ""; readonly isOptional: true };
  readonly header: { readonly holds: "name"; readonly about: ""; readonly isOptional: true };
  readonly more: { readonly holds: "path"; readonly about: ""; readonly isOptional: true };
}>;

function nextToken({ next, header }: CursorPaging, page: PageReply): JsonValue | undefined {
  const named = header === undefined ? null : headerValue(page.headers, header);
  return named ?? (next === undefined ? undefined : valueAt(page.body, next));
}

function writeToken(
  { next, header, more }: CursorPaging,
  token: string | undefined,
  noNext: JsonValue | undefined,
): PageMarks {
  const marks = next === undefined ? NO_MARKS : nextAt(next, token, noNext);
  const fields = more === undefined ? {} : { [more]: token !== undefined };
  const headers: readonly HeaderPair[] =
    header === undefined || token === undefined ? [] : [[header, token]];
  return { fields: { ...marks.fields, ...fields }, headers };
}

/** A token goes back as the JSON type it came as. */
function tokenValue(position: { token: string | null; isNumber: boolean }) {
  const token = position.token ?? "";
  return position.isNumber ? jsonNumber(token) : token;
}
