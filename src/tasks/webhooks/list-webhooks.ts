/** Lists of the API, read page by page. */
import type { Pagination } from "../../protocols/webhook/api-reply.js";
import type { ApiAnswer, CallApi } from "./call-api.js";

export interface ListOrder<Item> {
  readonly step: string;
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** Null for all of them. */
  readonly page: number | null;
  readonly limit: number | null;
  readonly read: (value: unknown) => Item | null;
}

export type Listed<Item> =
  | {
      readonly ok: true;
      readonly items: readonly Item[];
      /** Of the last page; null where the API does not page. */
      readonly pagination: Pagination | null;
      /** There are more than are ever read at once. */
      readonly isCut: boolean;
    }
  /** What was answered instead. */
  | { readonly ok: false; readonly answer: ApiAnswer };

const LARGEST_PAGE = 100;
/** A list that never ends must not keep the command going. */
export const MOST_PAGES = 100;

export async function listAll<Item>(
  callApi: CallApi,
  { step, path, query = {}, page, limit, read }: ListOrder<Item>,
): Promise<Listed<Item>> {
  const items: Item[] = [];
  for (let at = page ?? 1; ; at += 1) {
    const answer = await callApi(at === 1 ? step : `${step}, page ${at}`, {
      method: "GET",
      path,
      query: { ...query, page: String(at), limit: String(limit ?? LARGEST_PAGE) },
    });
    const { reply } = answer;
    if (reply.kind !== "data" || !Array.isArray(reply.data))
      return { ok: false, answer: unreadable(answer) };
    items.push(...reply.data.flatMap((each: unknown) => read(each) ?? []));
    const { pagination } = reply;
    const isLast =
      page !== null || pagination === null || at >= Math.min(pagination.totalPages, MOST_PAGES);
    if (!isLast) continue;
    const isCut = page === null && pagination !== null && at < pagination.totalPages;
    return { ok: true, items, pagination, isCut };
  }
}

/** Data that is no list is as good as none. */
function unreadable(answer: ApiAnswer): ApiAnswer {
  return answer.reply.kind === "data"
    ? {
        ...answer,
        reply: {
          kind: "unreadable",
          problem: 'the reply\'s "data" is no list',
        },
      }
    : answer;
}
