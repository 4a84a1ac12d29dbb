/** The WebView's pages: creators to choose from, as HTML for people and as JSON for programs. */
import type { Creator } from "./catalogue.js";
import type { ServedReply } from "../../../core/server.js";
import { emptyReply, jsonReply } from "../../../core/server.js";

/** How the page is to look, as its address asks for. */
export interface PageLook {
  readonly lang: "en" | "ko";
  readonly tabs: readonly Tab[];
  /** Six hex digits. */
  readonly primaryColor: string | null;
}

type Tab = "sponsor" | "coupon";

const TABS: readonly Tab[] = ["sponsor", "coupon"];

/** What is not known is left as it is without: a page is no place to refuse for its looks. */
export function pageLook(query: URLSearchParams): PageLook {
  const wanted = (query.get("tabs") ?? "").split(",");
  const tabs = TABS.filter((tab) => wanted.includes(tab));
  const color = query.get("primaryColor") ?? "";
  return {
    lang: query.get("lang") === "ko" ? "ko" : "en",
    tabs: tabs.length === 0 ? TABS : tabs,
    primaryColor: /^[0-9a-f]{6}$/i.test(color) ? color : null,
  };
}

export interface WebViewState {
  readonly session: string;
  readonly userId: string;
  readonly campaignId: string;
  /** Null while no creator is sponsored. */
  readonly creatorKey: string | null;
  readonly creators: readonly Pick<Creator, "creatorKey" | "creatorName">[];
  readonly look: PageLook;
}

const WORDS = {
  en: {
    title: "Choose a creator",
    user: "User",
    campaign: "campaign",
    stop: "Stop sponsoring",
    coupon: "Use coupon",
  },
  ko: {
    title: "크리에이터를 선택하세요",
    user: "사용자",
    campaign: "캠페인",
    stop: "후원 중지",
    coupon: "쿠폰 사용",
  },
} as const;

/** @param event what the last act brought about; undefined before any */
export function webViewPage(
  { creators, look, ...state }: WebViewState,
  wantsJson: boolean,
  event?: string | null,
): ServedReply {
  if (wantsJson) {
    return jsonReply(200, {
      ...state,
      ...look,
      creators: creators.map(({ creatorKey, creatorName }) => ({
        key: creatorKey,
        name: creatorName,
      })),
      choose: CHOICE_PATH,
      coupon: COUPON_PATH,
      ...(event === undefined ? {} : { event }),
    });
  }
  const words = WORDS[look.lang];
  const options = creators
    .map(
      ({ creatorKey, creatorName }) =>
        `<li><button name="creatorKey" value="${escaped(creatorKey)}"${creatorKey === state.creatorKey ? " disabled" : ""}>${escaped(creatorName)} (${escaped(creatorKey)})</button></li>`,
    )
    .join("");
  const session = `<input type="hidden" name="session" value="${escaped(state.session)}">`;
  const forms = {
    sponsor: `<form method="post" action="${CHOICE_PATH}">
${session}
<ul>${options}</ul>
${state.creatorKey === null ? "" : `<button name="creatorKey" value="">${words.stop}</button>`}
</form>`,
    coupon: `<form method="post" action="${COUPON_PATH}">
${session}
<input name="couponCode" aria-label="${words.coupon}"> <button>${words.coupon}</button>
</form>`,
  };
  return page(
    200,
    words.title,
    `<p>${words.user} ${escaped(state.userId)}, ${words.campaign} ${escaped(state.campaignId)}${
      event == null ? "" : `: ${escaped(event)}`
    }</p>
${look.tabs.map((tab) => forms[tab]).join("\n")}`,
    look,
  );
}

/** Where a choice is posted, below the sandbox's root. */
const CHOICE_PATH = "/webview/choice";
const COUPON_PATH = "/webview/coupon";

export function refusedPage(status: 400 | 401, message: string, wantsJson: boolean): ServedReply {
  return wantsJson
    ? jsonReply(status, { error: message })
    : page(status, "This link does not work", `<p>${escaped(message)}</p>`);
}

function page(
  status: number,
  title: string,
  content: string,
  { lang, primaryColor }: Pick<PageLook, "lang" | "primaryColor"> = {
    lang: "en",
    primaryColor: null,
  },
): ServedReply {
  const style = primaryColor === null ? "" : `<style>h1,button{color:#${primaryColor}}</style>`;
  return {
    ...emptyReply(status, [["Content-Type", "text/html; charset=utf-8"]]),
    body: Buffer.from(
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title>${style}<h1>${title}</h1>\n${content}\n`,
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
