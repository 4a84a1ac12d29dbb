/** Defects in how the WebView is opened for whoever was let in. */
import { deviation } from "../gateway-policy.js";

export const WEB_VIEW_FAULTS = [
  deviation(
    "flow.redirects-without-token",
    "the redirect leads to the WebView without the token that opens it",
    { location: (webView) => webView.replace(/ott=[^&]*/, "ott=") },
  ),
  deviation("flow.reuses-webview-tokens", "a user who enters again gets the same WebView token", {
    doorOf: ({ userId }) => userId,
  }),
];
