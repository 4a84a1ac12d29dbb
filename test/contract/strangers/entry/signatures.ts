/** Entries that take a wrong signature somewhere. */
import { exactly, orWhen, remembersGiven, SHORTCUTS } from "../trust.js";
import { digest } from "./gateway.js";
import { HMAC, wrong } from "./table.js";

export const SIGNATURES = [
  wrong(
    "empty-signature",
    "lets in a token whose signature is empty",
    "an empty signature proves nothing",
    {
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("first-half", "compares the first half of the signature", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half of the signature", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("first-characters", "compares the first eight characters", "right in part is wrong", {
    trusts: SHORTCUTS.firstCharacters,
  }),
  wrong("all-but-last", "leaves the last character out", "all of a signature counts", {
    trusts: SHORTCUTS.allButLast,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a signature counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("any-prefix", "accepts every beginning of the right signature", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong(
    "trailing-garbage",
    "accepts what begins with the right signature",
    "that is another text",
    {
      trusts: SHORTCUTS.trailing,
    },
  ),
  wrong("contained", "accepts any text that holds the right signature", "that is another text", {
    trusts: SHORTCUTS.contained,
  }),
  wrong(
    "empty-key",
    "accepts what is signed with an empty key beside its own",
    "an empty key is known to everybody",
    {
      trusts: SHORTCUTS.emptyKey,
    },
  ),
  wrong("literal-null", "lets in the words null and undefined", "they are no signature", {
    trusts: SHORTCUTS.literalNull,
  }),
  wrong("same-length", "accepts whatever has the right length", "a wrong signature is refused", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "key-itself",
    "accepts the shared key in place of a signature",
    "the signature is made of user and time",
    {
      trusts: SHORTCUTS.keyItself,
    },
  ),
  wrong("unkeyed", "accepts a digest of user and time without the key", "anybody can make it", {
    trusts: orWhen(({ given, asked }) => {
      const [usn, timestamp] = (asked.query.get("custom_data") ?? "").split("|");
      return given === digest(`${usn}|${timestamp}`) || given === digest(`${usn}|${timestamp}|`);
    }),
  }),
  wrong(
    "remembered",
    "lets in any user with a signature that was right once",
    "a signature belongs to one user and time",
    () => ({
      trusts: remembersGiven(),
    }),
  ),
  wrong(
    "user-remembered",
    "lets a user in whatever the signature, once he was let in",
    "each entry is signed anew",
    () => {
      const known = new Set<string | null>();
      return {
        trusts: (credential) => {
          const usn = credential.asked.query.get("usn");
          if (known.has(usn)) return true;
          if (!exactly(credential)) return false;
          known.add(usn);
          return true;
        },
      };
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each entry is verified",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "head",
    "lets HEAD, POST and others in unsigned",
    "the check holds for every method that is served",
    {
      trusts: orWhen(({ asked }) => asked.method !== "GET"),
    },
  ),
  wrong(
    "slash-at-end",
    "checks the path without a slash at its end",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong(
    "other-case-path",
    "checks the lower-case path, and serves any",
    "the check holds on every spelling",
    {
      trusts: SHORTCUTS.otherCasePath,
    },
  ),
  wrong(
    "forwarded",
    "lets in whoever says to come from 127.0.0.1",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwardedLocal,
    },
  ),
  wrong(
    "any-forwarded",
    "lets in whoever has an X-Forwarded-For",
    "anybody can write that header",
    {
      trusts: SHORTCUTS.forwarded,
    },
  ),
  wrong("debug-header", "lets in whoever sends X-Debug", "anybody can write that header", {
    trusts: SHORTCUTS.debugHeader,
  }),
  wrong(
    "campaign-unchecked",
    "checks only where no campaign is named",
    "the check does not depend on the campaign",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("camp_code") ?? "") !== ""),
    },
  ),
  wrong(
    "no-campaign-unchecked",
    "checks only where a campaign is named",
    "the campaign is optional, the signature is not",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("camp_code") ?? "") === ""),
    },
  ),
  wrong(
    "long-usn-unchecked",
    "does not check users with more than 100 characters",
    "the check holds for every size",
    {
      trusts: orWhen(({ asked }) => (asked.query.get("usn") ?? "").length > 100),
    },
  ),
  wrong("test-parameter", "does not check where isTest is given", "a parameter proves nothing", {
    trusts: orWhen(({ asked }) => asked.query.has("isTest")),
  }),
  wrong(
    "hmac-empty",
    "lets in an empty signature under an HMAC recipe",
    "an empty signature proves nothing",
    {
      ...HMAC,
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("hmac-any-case", "compares base64url without regard to case", "that throws bits away", {
    ...HMAC,
    trusts: SHORTCUTS.anyCase,
  }),
  wrong(
    "hmac-campaign-swapped",
    "remembers a token that was right, and lets it in with any campaign",
    "the recipe signs the campaign as well",
    () => {
      const tokens = new Set<string>();
      return {
        ...HMAC,
        trusts: (credential) => {
          const token = `${credential.asked.query.get("uid")} ${credential.asked.query.get("sig")}`;
          if (tokens.has(token)) return true;
          if (!exactly(credential)) return false;
          tokens.add(token);
          return true;
        },
      };
    },
  ),
];
