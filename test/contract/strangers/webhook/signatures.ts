/** Receivers that take a wrong signature somewhere. */
import { createHash } from "node:crypto";
import { orWhen, remembersGiven, SHORTCUTS } from "../trust.js";
import { eventsOf } from "./receiver.js";
import { GATEWAY, TIMESTAMPED, wrong } from "./table.js";

export const SIGNATURES = [
  wrong(
    "empty-signature",
    "takes an empty signature header for a delivery without need of one",
    "an empty signature proves nothing; whoever knows the URL could grant rewards",
    { trusts: SHORTCUTS.empty },
  ),
  wrong(
    "first-half",
    "compares the first 32 of 64 characters",
    "a signature that is right in part is wrong",
    { trusts: SHORTCUTS.firstHalf },
  ),
  wrong("last-half", "compares the last 32 of 64 characters", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong(
    "any-prefix",
    "asks whether the right signature starts with what came",
    "one character would do, and sixteen guesses find it",
    { trusts: SHORTCUTS.anyPrefix },
  ),
  wrong(
    "trailing-garbage",
    "asks whether what came starts with the right signature",
    "what came is another text than the signature",
    { trusts: SHORTCUTS.trailing },
  ),
  wrong(
    "four-characters-ignored",
    "leaves characters 21 to 24 out of the compare",
    "all of a signature counts, wherever the wrong character stands",
    { trusts: SHORTCUTS.middleIgnored },
  ),
  wrong(
    "empty-key",
    "accepts what is signed with an empty key beside its own",
    "an empty key is known to everybody",
    { trusts: SHORTCUTS.emptyKey },
  ),
  wrong("same-length", "accepts whatever is 64 characters long", "a wrong signature is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "plain-digest",
    "accepts the SHA-256 of the body without a key",
    "a digest that needs no secret can be made by everybody",
    {
      trusts: orWhen(
        ({ given, asked }) => given === createHash("sha256").update(asked.body).digest("hex"),
      ),
    },
  ),
  wrong(
    "remembered-signature",
    "lets in any body under a signature that was right once",
    "a signature belongs to the bytes it was made of",
    () => ({ trusts: remembersGiven() }),
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection only",
    "every delivery is verified, whatever came before it",
    { trusts: SHORTCUTS.laterOnConnection },
  ),
  wrong(
    "other-content-type",
    "checks bodies whose Content-Type says JSON, and reads all",
    "another Content-Type is in the sender's hand, and makes nothing true",
    { trusts: SHORTCUTS.otherContentType },
  ),
  wrong("large-bodies", "does not check bodies above 64 KB", "the check holds for every size", {
    trusts: SHORTCUTS.largeBodies,
  }),
  wrong(
    "slash-at-end",
    "checks on the exact path only, while the router takes a slash at its end",
    "the check holds for every spelling of the path that is served",
    { trusts: SHORTCUTS.slashAtEnd },
  ),
  wrong(
    "other-case-path",
    "checks on the lower-case path only, while the router does not mind case",
    "the check holds for every spelling of the path that is served",
    { trusts: SHORTCUTS.otherCasePath },
  ),
  wrong(
    "put",
    "checks POST only, and takes a delivery by PUT as well",
    "the check holds for every method that is served",
    { trusts: SHORTCUTS.otherMethods },
  ),
  wrong(
    "forwarded",
    "trusts whoever says to come from 127.0.0.1",
    "a forwarding header can be written by everybody",
    { trusts: SHORTCUTS.forwardedLocal },
  ),
  wrong(
    "test-events-unsigned",
    "does not check deliveries of test events",
    "isTest is part of the unverified body",
    {
      trusts: orWhen(({ asked }) => eventsOf(asked.body).some(({ isTest }) => isTest === true)),
    },
  ),
  wrong(
    "sponsor-events-unsigned",
    "checks payments and coupons, not the sponsor events",
    "every event moves a boost or a reward; all are signed alike",
    {
      trusts: orWhen(({ asked }) => {
        const events = eventsOf(asked.body);
        return (
          events.length > 0 && events.every(({ event }) => String(event).startsWith("sponsor."))
        );
      }),
    },
  ),
  wrong(
    "gateway-empty-signature",
    "takes an empty signature header in the gateway format",
    "an empty signature proves nothing",
    { ...GATEWAY, trusts: SHORTCUTS.empty },
  ),
  wrong(
    "gateway-first-characters",
    "compares eight characters in the gateway format",
    "right in part is wrong",
    { ...GATEWAY, trusts: SHORTCUTS.firstCharacters },
  ),
  wrong(
    "timestamped-empty",
    "accepts an empty v1 beside a timely t",
    "an empty signature proves nothing",
    { ...TIMESTAMPED, trusts: SHORTCUTS.empty },
  ),
  wrong(
    "timestamped-remembered",
    "keeps each v1 that was right, and believes it under any t and body",
    "the time is signed so that a captured delivery cannot be sent again later",
    () => ({ ...TIMESTAMPED, trusts: remembersGiven() }),
  ),
  wrong(
    "timestamped-stale",
    "does not look at the age of t",
    "what is older than the tolerance is refused",
    { ...TIMESTAMPED, isTimely: (timestamp, now) => Number(timestamp) < now + 5 },
  ),
  wrong(
    "timestamped-future",
    "refuses old times, not those ahead",
    "an hour ahead is no clock that goes a little wrong",
    { ...TIMESTAMPED, isTimely: (timestamp, now) => now - Number(timestamp) <= 300 },
  ),
];
