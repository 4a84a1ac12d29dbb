/** Pages by a ready-made URL in the reply. */
import { isLoopbackHost } from "../../../core/http.js";
import { scalarText } from "../../../core/json/value.js";
import type { Paging } from "../mapping.js";
import { valueAt } from "../../../core/json/path.js";
import { END, anomaly, type Pager } from "./pager.js";

/** Follows within one origin only: the request carries credentials that belong to that host. */
export function nextUrlPages(paging: Paging<"next-url">): Pager {
  return {
    start: { kind: "url", url: null },
    parameters: () => [],
    turn: (_position, page) => {
      const text = scalarText(valueAt(page.body, paging.next));
      if (text === null || text === "" || text === "false") return END;
      if (!URL.canParse(text, page.requestUrl)) {
        return anomaly("next-url-malformed", `"${text}" is not a URL`);
      }
      const next = new URL(text, page.requestUrl);
      if (!isSameOrigin(next, new URL(page.requestUrl))) {
        return anomaly(
          "next-url-elsewhere",
          `the next page is at ${next.origin}, another origin than ${new URL(page.requestUrl).origin}`,
        );
      }
      return {
        kind: "more",
        position: { kind: "url", url: next.href },
        marker: `url:${next.href}`,
        probing: false,
      };
    },
  };
}

function isSameOrigin(a: URL, b: URL): boolean {
  if (a.origin === b.origin) return true;
  const bothLoopback = isLoopbackHost(a.hostname) && isLoopbackHost(b.hostname);
  return bothLoopback && a.protocol === b.protocol && a.port === b.port;
}
