/** Reward apps that take a wrong secret somewhere. */
import { type Asked, type Fields, header, isFields, jsonOf } from "../serve.js";
import { exactly, orWhen, SHORTCUTS, type Trust } from "../trust.js";
import { named, refused } from "./app.js";
import { BALANCE, HEADER, wrong } from "./table.js";

const requestOf = ({ body }: Asked): Fields => {
  const value = jsonOf(body);
  return isFields(value) ? value : {};
};

const unless = (condition: (request: Fields) => boolean): Trust =>
  orWhen(({ asked }) => condition(requestOf(asked)));

const inPlace = (asked: Asked) => !asked.path.toLowerCase().startsWith("/api/postback");

function refusedOrStored(asked: Asked) {
  const request = requestOf(asked);
  const level = Number(named(request, "level_number"));
  return {
    status: 200,
    body: { ok: true, awarded: level % 5 === 0, pid: request["pid"], level_number: level },
  };
}

export const SECRETS = [
  wrong("empty-secret", "takes an empty bearer token", "an empty secret is known to everybody", {
    trusts: SHORTCUTS.empty,
  }),
  wrong(
    "empty-header",
    "takes an empty X-Reward-Api-Secret",
    "an empty secret is known to everybody",
    {
      ...HEADER,
      trusts: SHORTCUTS.empty,
    },
  ),
  wrong("missing-secret", "checks the secret only where there is one", "a missing secret is 401", {
    trusts: SHORTCUTS.missing,
  }),
  wrong("first-half", "compares the first half of the secret", "right in part is wrong", {
    trusts: SHORTCUTS.firstHalf,
  }),
  wrong("last-half", "compares the last half of the secret", "right in part is wrong", {
    trusts: SHORTCUTS.lastHalf,
  }),
  wrong("four-characters-ignored", "leaves characters 21 to 24 out", "all of a secret counts", {
    trusts: SHORTCUTS.middleIgnored,
  }),
  wrong("all-but-last", "leaves the last character out", "all of a secret counts", {
    trusts: SHORTCUTS.allButLast,
  }),
  wrong("any-prefix", "takes every beginning of the secret", "one character would do", {
    trusts: SHORTCUTS.anyPrefix,
  }),
  wrong("contained", "takes whatever holds the secret", "that is another text", {
    trusts: SHORTCUTS.contained,
  }),
  wrong("any-case", "compares without regard to case", "that throws half of the secret away", {
    trusts: SHORTCUTS.anyCase,
  }),
  wrong(
    "literal-undefined",
    "takes the words undefined and null",
    "they are what a broken client sends",
    {
      trusts: SHORTCUTS.literalNull,
    },
  ),
  wrong("same-length", "compares the length", "another secret is wrong", {
    trusts: SHORTCUTS.sameLength,
  }),
  wrong(
    "other-header-unchecked",
    "checks the bearer token, and takes any X-Reward-Api-Secret",
    "either header holds the secret itself",
    {
      trusts: orWhen(({ asked }) => header(asked, "x-reward-api-secret") !== undefined),
    },
  ),
  wrong(
    "basic",
    "checks bearer tokens, and lets other schemes in",
    "the secret is due, whatever the scheme",
    {
      trusts: orWhen(({ asked }) => /^Basic/i.test(header(asked, "authorization") ?? "")),
    },
  ),
  wrong(
    "later-on-connection",
    "checks the first request of a connection",
    "each request shows the secret",
    {
      trusts: SHORTCUTS.laterOnConnection,
    },
  ),
  wrong(
    "other-content-type",
    "checks what says to be JSON, and reads all",
    "a Content-Type makes nothing true",
    {
      trusts: SHORTCUTS.otherContentType,
    },
  ),
  wrong("large-bodies", "does not check bodies above 64 KB", "the check holds for every size", {
    trusts: SHORTCUTS.largeBodies,
  }),
  wrong(
    "put",
    "checks POST alone, and serves PUT",
    "the check holds for every method that is served",
    {
      trusts: SHORTCUTS.otherMethods,
    },
  ),
  wrong(
    "slash-at-end",
    "checks the exact path, and serves it with a slash",
    "the check holds on every alias",
    {
      trusts: SHORTCUTS.slashAtEnd,
    },
  ),
  wrong("forwarded", "trusts X-Forwarded-For 127.0.0.1", "anybody can write that header", {
    trusts: SHORTCUTS.forwardedLocal,
  }),
  wrong(
    "legacy-unchecked",
    "handles the older paths in place, and unchecked there",
    "the check holds on every path that is served",
    {
      trusts: orWhen(({ asked }) => inPlace(asked)),
      legacy: (asked) => (asked.body.length > 0 ? refusedOrStored(asked) : undefined),
    },
  ),
  wrong(
    "known-level-unchecked",
    "looks for a known level before it looks at the secret",
    "it tells a stranger what a user has done",
    () => {
      const seen = new Set<string>();
      return {
        trusts: (credential) => {
          const request = requestOf(credential.asked);
          const key = `${named(request, "uid")} ${named(request, "gid")} ${named(request, "level_number")}`;
          if (seen.has(key)) return true;
          if (!exactly(credential)) return false;
          seen.add(key);
          return true;
        },
      };
    },
  ),
  wrong(
    "plain-levels-unchecked",
    "checks milestones only",
    "every level is stored, and each needs the secret",
    {
      trusts: unless((request) => Number(named(request, "level_number")) % 5 !== 0),
    },
  ),
  wrong(
    "alias-unchecked",
    "checks requests with uid, not those with user_id",
    "an alias is the same request",
    {
      trusts: unless(
        (request) => request["user_id"] !== undefined || request["userId"] !== undefined,
      ),
    },
  ),
  wrong(
    "refused-stored",
    "stores the level of a request whose secret is wrong",
    "the right request after it would count for nothing",
    {
      ...BALANCE,
      storesRefused: true,
    },
  ),
  wrong(
    "header-only",
    "reads X-Reward-Api-Secret alone",
    "the secret may come as a bearer token or in that header, as the game likes",
    { ...HEADER, givenSecret: (asked) => header(asked, "x-reward-api-secret") },
  ),
  wrong("refuses-403", "answers 403 to a wrong secret", "the text says 401", {
    unsigned: refused(403, "forbidden"),
  }),
  wrong("refuses-in-200", "answers 200 with ok false to a wrong secret", "the text says 401", {
    unsigned: refused(200, "secret"),
  }),
];
