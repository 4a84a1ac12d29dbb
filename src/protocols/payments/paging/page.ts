/** Numbered pages. */
import { scalarText } from "../../../core/json/value.js";
import type { Paging } from "../mapping.js";
import { valueAt } from "../../../core/json/path.js";
import {
  END,
  anomaly,
  parameter,
  type Pager,
  type PagePosition,
  type PageSeen,
  type PageTurn,
} from "./pager.js";

export function numberedPages(paging: Paging<"page">): Pager {
  const first = paging.first ?? 1;
  const numberOf = (position: PagePosition) =>
    position.kind === "number" ? position.number : Number(first);
  const more = (position: PagePosition, probing: boolean): PageTurn => ({
    kind: "more",
    position: { kind: "number", number: numberOf(position) + 1 },
    marker: null,
    probing,
  });
  return {
    start: { kind: "number", number: Number(first) },
    parameters: (position) => {
      const number = numberOf(position);
      const page = parameter(paging.page, typeof first === "string" ? String(number) : number);
      if (paging.size === undefined || paging.limit === undefined) return [page];
      return [page, parameter(paging.size, paging.limit)];
    },
    turn: (position, page) => {
      const total = totalOf(paging, page);
      const seen = page.received + page.count;
      if (total !== null) {
        if (seen >= total) return END;
        return page.count > 0 ? more(position, false) : endsEarly(seen, total);
      }
      if (page.count === 0) return END;
      return more(position, paging.limit !== undefined && page.count < Number(paging.limit));
    },
  };
}

function totalOf(paging: Paging<"page">, page: PageSeen): number | null {
  if (paging.total === undefined) return null;
  const text = scalarText(valueAt(page.body, paging.total));
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function endsEarly(seen: number, total: number): PageTurn {
  return anomaly("ends-before-total", `an empty page after ${seen} of ${total} records`);
}
