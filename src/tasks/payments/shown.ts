/** What pages of payments show together, written with each page for a run that goes on. */
import type { ConvertedPage } from "./convert-page.js";
import type { PageLine } from "./journal-lines.js";
import { joinSpans, NO_SPAN, type TimeSpan } from "./range-watch.js";
import { createUnreadFields, joinUnread, type UnreadFields } from "./unread-fields.js";

export interface Shown {
  /** Where the payments lie. */
  span: TimeSpan;
  readonly unread: UnreadFields;
}

export function nothingShown(): Shown {
  return { span: NO_SPAN, unread: createUnreadFields() };
}

export function addShown(shown: Shown, { span, unread }: Pick<ConvertedPage, "span" | "unread">) {
  shown.span = joinSpans(shown.span, span);
  joinUnread(shown.unread, unread);
}

/** In a line of the journal; nothing where a page shows nothing. */
export function shownLine({
  span,
  unread,
}: Pick<ConvertedPage, "span" | "unread">): Pick<PageLine, "span" | "unread"> {
  return {
    ...(span.payments > 0 ? { span } : {}),
    ...(unread.size > 0
      ? { unread: [...unread].map(([path, values]) => [path, [...values]] as const) }
      : {}),
  };
}

/** From such a line. */
export function addShownLine(shown: Shown, { span = NO_SPAN, unread = [] }: PageLine): void {
  addShown(shown, {
    span,
    unread: new Map(unread.map(([path, values]) => [path, new Map(values)])),
  });
}
