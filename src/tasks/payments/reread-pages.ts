/** Asks once more for pages that came, and compares. */
import { type BorderPage, namesOf } from "./border-watch.js";
import { convertPage, createPageReader } from "./convert-page.js";
import { leavesRoom } from "./pace.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";

/** A page that is refused now says nothing of what it held. */
export async function rereadPages(
  pages: readonly BorderPage[],
  { settings, range, window }: WindowOrder,
  ports: PollPorts,
): Promise<"same" | "changed" | "interrupted"> {
  if (pages.length > 0 && !leavesRoom(pages.length, settings.source)) {
    ports.noticeOnce("rate", SLOW_SOURCE);
    return "same";
  }
  const reader = createPageReader(settings);
  for (const { state, names } of pages) {
    const polled = await pollPage(settings, window, state, ports);
    if (polled.kind === "stop" && polled.stop.kind === "interrupted") return "interrupted";
    if (polled.kind !== "page") continue;
    const { records } = convertPage(reader, range, polled.reply.records, ports.clock.nowMs());
    if (namesOf(records) !== names) return "changed";
  }
  return "same";
}

const SLOW_SOURCE =
  "the source's rate leaves no requests to read its pages again: a record that leaves its list meanwhile would be missed";
