/** Pages by the number of records before them. */
import { countedMarks, MORE_KEY, TOTAL_KEY, totalAt, turnCounted } from "./counted.js";
import { askedSize, wholeNumber } from "./page-server.js";
import { parameter, type PagePosition, type PageSeen } from "./pager.js";
import { definePaging } from "./paging-definition.js";

export const offsetPages = definePaging({
  about: "Records left out, and how many to give.",
  keys: {
    offset: { holds: "name", about: "Name of the offset's parameter." },
    size: {
      holds: "name",
      about: "Name of the page size's parameter, which is sent where limit is given.",
      isOptional: true,
    },
    limit: {
      holds: "number",
      about: "Records a page, sent as size; without size, as many as the server gives.",
      isOptional: true,
    },
    total: TOTAL_KEY,
    more: MORE_KEY,
  },
  /** Advances by what came, not by what was asked for: a server that caps its pages loses nothing. */
  pager: (paging) => ({
    start: { kind: "number", number: 0 },
    parameters: (position) => {
      const asText = typeof paging.limit === "string";
      const offset = offsetOf(position);
      const start = parameter(paging.offset, asText ? String(offset) : offset);
      if (paging.size === undefined || paging.limit === undefined) return [start];
      return [start, parameter(paging.size, paging.limit)];
    },
    total: totalAt(paging.total),
    turn: (position, page) =>
      turnCounted(paging, page, (probing) => ({
        kind: "more",
        position: { kind: "number", number: offsetOf(position) + stepOf(paging, page) },
        marker: null,
        probing,
      })),
  }),
  server: (paging) => ({
    read: (parameters, { given }) => {
      const size = askedSize(paging, parameters);
      const skip = wholeNumber(parameters.get(paging.offset), 0);
      return skip === null || size === null ? null : { skip, size: given(size), selection: null };
    },
    write: (page) => countedMarks(paging, page),
  }),
});

/** Behind an empty page, which may hold what is left out of it. */
function stepOf({ limit }: { readonly limit?: number | string }, { count }: PageSeen): number {
  return count === 0 ? Number(limit ?? 0) : count;
}

function offsetOf(position: PagePosition): number {
  return position.kind === "number" ? position.number : 0;
}
