/** The WebView's pages: creators to choose from, as HTML for people and as JSON for programs. */
import type { ServedReply } from "../../../core/server.js";
import { emptyReply, jsonReply } from "../../../core/server.js";

/** Keys as PlayCamp gives them: five of A–Z and 0–9. */
export const CREATORS = [
  { key: "LUNA7", name: "Luna" },
  { key: "K9MAX", name: "Max" },
  { key: "ZOE42", name: "Zoe" },
] as const;

export interface WebViewState {
  readonly session: string;
  readonly userId: string;
  readonly campaignId: string;
  /** Null while no creator is sponsored. */
  readonly creatorKey: string | null;
}

/** @param event what the last choice brought about; undefined before any */
export function webViewPage(
  state: WebViewState,
  wantsJson: boolean,
  event?: string | null,
): ServedReply {
  if (wantsJson) {
    return jsonReply(200, {
      ...state,
      creators: CREATORS,
      choose: CHOICE_PATH,
      ...(event === undefined ? {} : { event }),
    });
  }
  const options = CREATORS.map(
    ({ key, name }) =>
      `<li><button name="creatorKey" value="${key}"${key === state.creatorKey ? " disabled" : ""}>${name} (${key})</button></li>`,
  ).join("");
  return page(
    200,
    "Choose a creator",
    `<p>User ${escaped(state.userId)}, campaign ${escaped(state.campaignId)}${
      event == null ? "" : `: ${escaped(event)}`
    }</p>
<form method="post" action="${CHOICE_PATH}">
<input type="hidden" name="session" value="${escaped(state.session)}">
<ul>${options}</ul>
${state.creatorKey === null ? "" : '<button name="creatorKey" value="">Stop sponsoring</button>'}
</form>`,
  );
}

/** Where a choice is posted, below the sandbox's root. */
const CHOICE_PATH = "/webview/choice";

export function refusedPage(status: 400 | 401, message: string, wantsJson: boolean): ServedReply {
  return wantsJson
    ? jsonReply(status, { error: message })
    : page(status, "This link does not work", `<p>${escaped(message)}</p>`);
}

function page(status: number, title: string, content: string): ServedReply {
  return {
    ...emptyReply(status, [["Content-Type", "text/html; charset=utf-8"]]),
    body: Buffer.from(
      `<!doctype html><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>\n${content}\n`,
    ),
  };
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
