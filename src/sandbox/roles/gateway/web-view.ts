/** Where the WebView opens for whoever was let in. */
import { urlPart } from "../../../core/url-part.js";
import type { Entrant, PlayCampClient } from "./playcamp.js";

type WebViewOf = (entrant: Entrant) => Promise<string>;

/** @param doorOf entrants of the same word get the same token; null for a new one */
export function createDoor(
  playCamp: PlayCampClient,
  doorOf: (entrant: Entrant) => string | null,
): WebViewOf {
  const given = new Map<string, string>();
  return async (entrant) => {
    const door = doorOf(entrant);
    const known = door === null ? undefined : given.get(door);
    const webView = known ?? (await playCamp.webViewOf(entrant));
    const address = webView ?? plainWebView(entrant);
    if (door !== null) given.set(door, address);
    return address;
  };
}

/** A page that does not exist, where PlayCamp is out of reach. */
function plainWebView({ userId, campaignId }: Entrant): string {
  return `https://webview.example/sponsor?user=${urlPart(userId)}${
    campaignId === "" ? "" : `&campaign=${urlPart(campaignId)}`
  }`;
}
