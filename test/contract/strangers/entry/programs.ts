/** Entries whose program has a usual mistake. */
import { digest } from "./gateway.js";
import { lax, legal, seconds, timely, wrong } from "./table.js";

export const PROGRAMS = [
  wrong("minutes-for-seconds", "takes the agreed life for minutes", "300 s are agreed", {
    isTimely: (entry, nowSec) =>
      timely(entry, nowSec) || (seconds(entry) < nowSec && nowSec - seconds(entry) <= 300 * 60),
  }),
  wrong(
    "usn-contains",
    "asks whether the token's user contains the query's",
    "user 10 is not user 100",
    { isSameUser: ({ usn, tokenUsn }) => tokenUsn.includes(usn) },
  ),
  lax(
    "usn-as-pattern",
    "compares users with LIKE, where % and _ stand for anything",
    "one player's token would open other accounts",
    {
      isSameUser: ({ usn, tokenUsn }) =>
        new RegExp(
          `^${usn
            .replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
            .replaceAll("%", ".*")
            .replaceAll("_", ".")}$`,
          "s",
        ).test(tokenUsn),
    },
  ),
  lax(
    "decoded-twice",
    "decodes percent signs of usn a second time",
    "a user with a percent sign is another user",
    {
      isSameUser: ({ usn, tokenUsn }) => decode(usn) === tokenUsn,
    },
  ),
  lax(
    "plus-is-space",
    "holds a plus and a space in users for one",
    "ids are compared byte for byte",
    {
      isSameUser: ({ usn, tokenUsn }) => usn.replaceAll("+", " ") === tokenUsn.replaceAll("+", " "),
    },
  ),
  legal("permanent-words", "answers 302 with a page of its own beside", "the body is free", {
    success: (location) => ({
      status: 302,
      headers: { Location: location, "Content-Type": "text/html" },
      body: `<a href="${digest(location)}">go on</a>`,
    }),
  }),
  legal("no-cache", "sends Cache-Control and Vary on both answers", "headers are free", {
    manner: { headers: { "Cache-Control": "no-store", Vary: "Cookie" } },
  }),
];

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
