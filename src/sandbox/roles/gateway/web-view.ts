/** Where the WebView opens for whoever was let in. */
import { urlPart } from "../../../core/url-part.js";
import type { Entrant, PlayCampClient } from "./playcamp.js";

type WebViewOf = (entrant: Entrant) => Promise<string>;

/** @param reusesTokens whether a user who enters again gets the same token */
export function createDoor(playCamp: PlayCampClient, reusesTokens: boolean): WebViewOf {
  const given = new Map<string, string>();
  return async (entrant) => {
    const known = reusesTokens ? given.get(entrant.userId) : undefined;
    const webView = known ?? (await playCamp.webViewOf(entrant));
    if (webView === null) return plainWebView(entrant);
    if (reusesTokens) given.set(entrant.userId, webView);
    return webView;
  };
}

/** A page that does not exist, where PlayCamp is out of reach. */
function plainWebView({ userId, campaignId }: Entrant): string {
  return `https://webview.example/sponsor?user=${urlPart(userId)}${
    campaignId === "" ? "" : `&campaign=${urlPart(campaignId)}`
  }`;
}
