/** What a walk over a source's pages needs, around a source that is played. */
import type { Http } from "../../../src/core/http.js";
import type { PaymentsSettings } from "../../../src/profile/payments-settings.js";
import { createPace } from "../../../src/tasks/payments/pace.js";
import type { PollPorts } from "../../../src/tasks/payments/poll-page.js";
import { createFakeClock } from "../../fake-clock.js";

export const DAY = { fromMs: 0, toMs: 86_400_000 };

/** A source without a key, whose records have an id alone. */
export function settingsWith(paging: PaymentsSettings["source"]["paging"]): PaymentsSettings {
  return {
    source: {
      url: "https://game.example.com/payments",
      ...(paging === undefined ? {} : { paging }),
      records: "list",
    },
    map: { transactionId: "id" },
    partner: "acme",
    key: null,
    sample: null,
    connection: { headers: [], timeoutMs: 1_000, tls: null },
  };
}

export function pollPorts(http: Http): PollPorts {
  const clock = createFakeClock();
  return {
    clock,
    access: {
      key: () => ({ ok: true, key: null }),
      refused: () => false,
      taken: () => undefined,
    },
    pace: createPace(null, clock),
    breathe: () => Promise.resolve(),
    random: { bytes: (count) => new Uint8Array(count) },
    signal: new AbortController().signal,
    notice: () => undefined,
    noticeOnce: () => undefined,
    trace: () => undefined,
    http,
  };
}
