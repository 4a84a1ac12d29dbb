/** From a signed entry to an open WebView. */
import type { Scenario } from "../../check.js";
import { describeReply, isSuccess } from "../../expect.js";
import { precondition } from "../../scenario-context.js";
import { readPage } from "./choosing.js";
import { entrance, enter, FLOW_CLAUSE, type FlowTarget, openWebView } from "./flow-target.js";

const OPENS = "flow.entry.opens-webview";
const OWN_TOKEN = "flow.entry.token-of-its-own";
const SINGLE_USE = "flow.webview.token-single-use";

export const entranceScenarios: readonly Scenario<FlowTarget>[] = [
  {
    id: "flow.entrances",
    requests: 5,
    checks: [
      {
        id: OPENS,
        title: "a right entry leads to a WebView that opens",
        level: "MUST",
        clause: `${FLOW_CLAUSE}, entry: 302 to the PlayCamp WebView`,
        why: "The player sees an error page instead of the creators.",
        fix: "Obtain a one-time token with POST /v1/server/webview/ott for every entry, and put it into the redirect's Location.",
        kills: ["flow.redirects-without-token", "entry.leads-back"],
      },
      {
        id: OWN_TOKEN,
        title: "a user who enters again gets a WebView that opens again",
        level: "MUST",
        clause: `${FLOW_CLAUSE}, entry; PlayCamp WebView tokens: single use`,
        why: "Whoever closes the WebView and opens it again is locked out.",
        fix: "Obtain a new token for every entry; never keep one.",
        kills: ["flow.reuses-webview-tokens", "entry.shares-web-views"],
      },
      {
        id: SINGLE_USE,
        title: "a WebView token that was used opens nothing any more",
        level: "MUST",
        clause: "PlayCamp WebView tokens: single use, 60 seconds",
        why: "Whoever sees the link, in a log or over a shoulder, acts as the player.",
        fix: "This is PlayCamp's side: report it.",
        kills: ["flow.webview-token-lasts"],
      },
    ],
    run: async (context) => {
      const door = entrance(context, "twice");
      const first = await enter(context, "a right entry", door);
      const opened = await openWebView(context, "the WebView", first.webView);
      context.judge(OPENS, opened, (reply) =>
        isSuccess(reply) ? null : { expected: "2xx: the WebView", actual: describeReply(reply) },
      );
      const opens = precondition(opened, isSuccess, "the WebView did not open");
      const again = await enter(context, "the same user enters again", entrance(context, "twice"));
      const openedAgain = await openWebView(context, "the second WebView", again.webView);
      context.judge(
        OWN_TOKEN,
        openedAgain,
        (reply) =>
          isSuccess(reply)
            ? null
            : {
                expected: "2xx: the WebView, opened by a token of its own",
                actual: describeReply(reply),
              },
        [opens],
      );
      const page = opened.reply === null ? null : readPage(first.webView, opened.reply);
      if (opens.holds && page === null) {
        context.notApplicable(
          SINGLE_USE,
          "this WebView is a page for browsers, whose status does not tell",
        );
        return;
      }
      const reused = await openWebView(context, "the first WebView's link again", first.webView);
      context.judge(
        SINGLE_USE,
        reused,
        (reply) =>
          isSuccess(reply)
            ? {
                expected: "a refusal: the token was used",
                actual: describeReply(reply),
              }
            : null,
        [opens],
      );
    },
  },
];
