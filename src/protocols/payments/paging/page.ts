/** Numbered pages. */
import { jsonNumber, scalarText } from "../../../core/json/value.js";
import { valueAt } from "../../../core/json/path.js";
import { askedSize, NO_MARKS, wholeNumber } from "./page-server.js";
import { END, anomaly, parameter, type PagePosition, type PageTurn } from "./pager.js";
import { definePaging } from "./paging-definition.js";

const FIRST = 1;

export const numberedPages = definePaging({
  about: "Numbered pages.",
  keys: {
    page: { holds: "name", about: "Name of the page's parameter." },
    size: { holds: "name", about: "Name of the page size's parameter.", isOptional: true },
    first: {
      holds: "number",
      about: `Number of the first page. Default ${FIRST}.`,
      isOptional: true,
      byDefault: FIRST,
    },
    limit: { holds: "number", about: "Records a page.", isOptional: true },
    total: {
      holds: "path",
      about: "Path of the number of records in the reply.",
      isOptional: true,
      isTotal: true,
    },
  },
  pager: (paging) => {
    const first = paging.first ?? FIRST;
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
      total: ({ body }) =>
        paging.total === undefined ? null : scalarText(valueAt(body, paging.total)),
      turn: (position, { total, received, count }) => {
        const seen = received + count;
        if (total !== null) {
          if (seen >= total) return END;
          return count > 0 ? more(position, false) : endsEarly(seen, total);
        }
        if (count === 0) return END;
        return more(position, paging.limit !== undefined && count < Number(paging.limit));
      },
    };
  },
  server: (paging) => ({
    read: (parameters, { given }) => {
      const asked = askedSize(paging, parameters);
      const first = Number(paging.first ?? FIRST);
      const number = wholeNumber(parameters.get(paging.page), first);
      if (number === null || asked === null || number < first) return null;
      // Page numbers count pages as they are given.
      const size = given(asked);
      return { skip: (number - first) * size, size, selection: null };
    },
    write: ({ total }) =>
      paging.total === undefined
        ? NO_MARKS
        : { fields: { [paging.total]: jsonNumber(String(total)) }, headers: [] },
  }),
});

function endsEarly(seen: number, total: number): PageTurn {
  return anomaly("ends-before-total", `an empty page after ${seen} of ${total} records`);
}
