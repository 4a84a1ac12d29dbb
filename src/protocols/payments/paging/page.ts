/** Numbered pages. */
import { countedMarks, MORE_KEY, TOTAL_KEY, totalAt, turnCounted } from "./counted.js";
import { askedSize, wholeNumber } from "./page-server.js";
import { parameter, type PagePosition, type PageTurn } from "./pager.js";
import { definePaging } from "./paging-definition.js";

const FIRST = 1;

export const numberedPages = definePaging({
  about: "Numbered pages.",
  keys: {
    page: { holds: "name", about: "Name of the page's parameter." },
    size: {
      holds: "name",
      about: "Name of the page size's parameter, which is sent where limit is given.",
      isOptional: true,
    },
    first: {
      holds: "number",
      about: `Number of the first page. Default ${FIRST}.`,
      isOptional: true,
      byDefault: FIRST,
    },
    limit: {
      holds: "number",
      about: "Records a page, sent as size; without size, as many as the server gives.",
      isOptional: true,
    },
    total: TOTAL_KEY,
    more: MORE_KEY,
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
      total: totalAt(paging.total),
      turn: (position, page) => turnCounted(paging, page, (probing) => more(position, probing)),
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
    write: (page) => countedMarks(paging, page),
  }),
});
