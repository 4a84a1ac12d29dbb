/**
 * Payments that came on two pages, alike in all that is mapped: one that moved while the
 * pages were read, or two pieces of one order, of which one would be lost. On the pass
 * that follows, each page that holds one of them tells which.
 */
import { renderJson } from "../../core/json/value.js";
import { valuesAt } from "../../core/json/path.js";
import type { PageState } from "../../protocols/payments/paging.js";
import { convertReply } from "./convert-page.js";
import { differing, type Sighting } from "./duplicates.js";
import { leavesRoom } from "./pace.js";
import { pollPage, type PollPorts, type WindowOrder } from "./poll-page.js";

export interface DuplicateCheck {
  /** @returns in words, each field that tells two of them apart and is not read */
  readonly afterPage: (
    state: PageState,
    page: { readonly sightings: readonly Sighting[] },
  ) => Promise<readonly string[]>;
}

/** Of a run: where a list in motion has said nothing by then, what is left is told unasked. */
const MOST_ASKED = 20;

export function createDuplicateCheck(
  { settings, range, window, bounds: { apart: told } }: WindowOrder,
  ports: PollPorts,
): DuplicateCheck {
  const first = new Map<string, { readonly sighting: Sighting; readonly state: PageState }>();
  const ignored = new Set(settings.source.ignore);
  /** Null where the source will not say. */
  const askAgain = async (id: string, state: PageState) => {
    if (!leavesRoom(1, settings.source)) return null;
    told.asked += 1;
    const polled = await pollPage(settings, window, state, ports);
    if (polled.kind !== "page") return null;
    const { records } = polled.reply;
    const only = new Set([id]);
    return convertReply(settings, range, records, ports.clock.nowMs(), only).sightings;
  };
  return {
    afterPage: async (state, { sightings }) => {
      const doubts: string[] = [];
      for (const sighting of sightings) {
        const known = first.get(sighting.id);
        if (known === undefined) {
          first.set(sighting.id, { sighting, state: { ...state, seen: [] } });
          continue;
        }
        // Of one reply its own watch tells, and of a contradiction the settler.
        if (known.state.pages === state.pages || known.sighting.content !== sighting.content)
          continue;
        const { value } = known.sighting;
        const apart = differing(value, sighting.value).filter(
          (path) => !ignored.has(path) && !told.settled.has(path),
        );
        if (apart.length === 0) continue;
        const again = told.asked < MOST_ASKED ? await askAgain(sighting.id, known.state) : null;
        // It has moved meanwhile.
        if (again?.length === 0) continue;
        const isSame = (path: string) =>
          again === null || again.some((each) => textAt(each.value, path) === textAt(value, path));
        const [path] = apart.filter(isSame);
        for (const each of apart) told.settled.add(each);
        if (path !== undefined) doubts.push(duplicateText(path));
      }
      return doubts;
    },
  };
}

function textAt(value: Sighting["value"], path: string): string {
  return renderJson(valuesAt(value, path));
}

function duplicateText(path: string): string {
  return `a payment stands on two pages, and ${path} tells the two apart: where each is a payment, join ${path} to payments.map.transactionId; where they are one, name ${path} in payments.source.ignore`;
}
