/** Odd entries that no check may accuse. */
import { digest, hmac } from "./gateway.js";
import { legal, seconds, timely } from "./table.js";

export const LEGAL = [
  legal("relative", "leads to a relative Location", "absolute or relative", {
    location: ({ usn }) => `/webview?u=${encodeURIComponent(usn)}`,
  }),
  legal("bodies", "has HTML bodies on both answers", "bodies are free", {
    refused: () => ({
      status: 401,
      body: "<h1>401</h1>",
      headers: { "Content-Type": "text/html", "WWW-Authenticate": "Custom" },
    }),
    success: (location) => ({ status: 302, headers: { Location: location }, body: "<a>go on</a>" }),
  }),
  legal("slow", "takes 300 ms", "300 ms are fine", { manner: { delayMs: 300 } }),
  legal("closes", "closes each connection, sets cookies", "a connection need not be kept", {
    manner: { closes: true, headers: { "Set-Cookie": "sid=4; HttpOnly" } },
  }),
  legal("chunked", "answers in chunks, header names in capitals", "HTTP leaves both free", {
    manner: { chunked: true, shouts: true },
  }),
  legal("missing-usn-400", "answers 400 where usn is missing", "any 4xx", {
    missingUsn: { status: 400, body: "usn" },
  }),
  legal("missing-usn-422", "answers 422 where usn is missing", "any 4xx", {
    missingUsn: { status: 422 },
  }),
  legal("once", "takes each token once", "a second use within its life is not judged", () => {
    const used = new Set<string | null>();
    return {
      admits: ({ asked }) => {
        const token = asked.query.get("custom_data");
        if (used.has(token)) return { status: 401, body: "used" };
        used.add(token);
        return undefined;
      },
    };
  }),
  legal("clock-strict", "refuses times that are ahead at all", "up to 60 s ahead: either", {
    isTimely: (entry, now) => timely(entry, now) && seconds(entry) <= now + 1,
  }),
  legal(
    "clock-lenient",
    "accepts times up to 60 s ahead, and 30 s after the end",
    "up to 60 s ahead: either; tests stay well outside",
    {
      isTimely: (entry, now) => now - seconds(entry) <= 330 && seconds(entry) - now <= 60,
    },
  ),
  legal("get-only", "answers 405 to all but GET", "the entry is a GET", {
    before: ({ method }) => (method === "GET" ? undefined : { status: 405 }),
  }),
  legal("exact-path", "answers 404 to other spellings of its path", "4xx are free there", {
    before: ({ path }) => (path === "/api/acme/sponsor" ? undefined : { status: 404 }),
  }),
  legal(
    "hmac-upper-key",
    "uses an HMAC recipe with upper-case hex and a campaign",
    "the recipe is negotiated",
    {
      recipe: {
        sign: ({ tokenUsn, timestamp, campaign }, key) =>
          hmac(`${tokenUsn}~${campaign}~${timestamp}`, key, "hex").toUpperCase(),
        separator: "~",
      },
      section: {
        signature: {
          algorithm: "hmac-sha256",
          encoding: "HEX",
          message: "{usn}~{campaign}~{timestamp}",
          token: "{usn}~{timestamp}~{signature}",
        },
      },
    },
  ),
  legal(
    "location-with-user",
    "has the user, percent-encoded, and a token in its Location",
    "the Location is free",
    {
      location: ({ usn, campaign }) =>
        `https://webview.example.com/webview/?ott=${digest(usn)}&c=${encodeURIComponent(campaign)}&u=${encodeURIComponent(usn)}`,
    },
  ),
];
