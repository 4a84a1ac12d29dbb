/** Pages by the number of records before them. */
import type { Paging } from "../mapping.js";
import { END, parameter, type Pager, type PagePosition } from "./pager.js";

/** Advances by what came, not by what was asked for: a server that caps its pages loses nothing. */
export function offsetPages(paging: Paging<"offset">): Pager {
  const offsetOf = (position: PagePosition) => (position.kind === "number" ? position.number : 0);
  return {
    start: { kind: "number", number: 0 },
    parameters: (position) => {
      const asText = typeof paging.limit === "string";
      const offset = offsetOf(position);
      const start = parameter(paging.offset, asText ? String(offset) : offset);
      if (paging.size === undefined || paging.limit === undefined) return [start];
      return [start, parameter(paging.size, paging.limit)];
    },
    turn: (position, page) => {
      if (page.count === 0) return END;
      return {
        kind: "more",
        position: { kind: "number", number: offsetOf(position) + page.count },
        marker: null,
        probing: paging.limit !== undefined && page.count < Number(paging.limit),
      };
    },
  };
}
