/** Defects in how the WebView is opened for whoever was let in. */
import { bend } from "../policy.js";

export const WEB_VIEW_FAULTS = [
  bend(
    "flow.redirects-without-token",
    "the redirect leads to the WebView without the token that opens it",
    { location: (webView) => webView.replace(/ott=[^&]*/, "ott=") },
  ),
  bend("flow.reuses-webview-tokens", "a user who enters again gets the same WebView token", {
    reusesTokens: true,
  }),
];
