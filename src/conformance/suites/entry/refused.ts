/** Entries that a gateway must refuse. Each is judged only where its right twin was let in. */
import type { EntryValues } from "../../../protocols/entry/recipe.js";
import {
  entrySignature,
  entryToken,
  entryUrl,
  renderToken,
} from "../../../protocols/entry/sign.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectClientError } from "../../expect.js";
import {
  agedBy,
  enter,
  ENTRY_CLAUSE,
  type EntryKit,
  type EntryTarget,
  expectRefusal,
  freshValues,
  get,
  letIn,
} from "./target.js";

/** Faults that answer every refusal in a wrong way. */
const REFUSES_WRONGLY = ["entry.refuses-with-403", "entry.redirects-refusals"];

const HOUR_MS = 3_600_000;

interface Refusal {
  readonly check: CheckDefinition;
  readonly step: string;
  readonly because: string;
  readonly url: (kit: EntryKit, values: EntryValues) => string;
}

function refusal(
  id: string,
  details: Pick<CheckDefinition, "title" | "why" | "fix"> & {
    readonly level?: "MUST" | "SHOULD";
    readonly kills: readonly string[];
    readonly step: string;
    readonly because: string;
  },
  url: Refusal["url"],
): Refusal {
  const { step, because, level = "MUST", kills, title, why, fix } = details;
  const check: CheckDefinition = {
    id,
    title,
    level,
    clause: `${ENTRY_CLAUSE}: 401 on a signature mismatch, an expired timestamp, and so on`,
    why,
    fix,
    kills: [...kills, ...REFUSES_WRONGLY],
  };
  return { check, step, because, url };
}

const FORGED =
  "Anyone could enter, choose a creator and collect in another player's name.";

const REFUSALS: readonly Refusal[] = [
  refusal(
    "entry.key.wrong-refused",
    {
      title: "a token signed with another key is refused with 401",
      step: "signed with another key",
      because: "the signature was made with another key",
      why: FORGED,
      fix: "Compute the signature again from the parameters and the shared key, and compare all of it.",
      kills: ["entry.skips-signature"],
    },
    ({ target }, values) =>
      entryUrl(
        target.recipe,
        values,
        entryToken(target.recipe, values, `${target.key}-not`),
        values.params,
      ),
  ),
  refusal(
    "entry.usn.altered-refused",
    {
      title: "a token whose user was altered is refused with 401",
      step: "the user altered, the signature kept",
      because: "the signature belongs to another user",
      why: FORGED,
      fix: "Take the user into the signed text, and compute it from the user that the URL names.",
      kills: ["entry.skips-signature"],
    },
    ({ target }, values) => {
      const signature = entrySignature(target.recipe, values, target.key);
      const altered = { ...values, usn: `${values.usn}1` };
      return entryUrl(
        target.recipe,
        altered,
        renderToken(target.recipe, altered, signature),
      );
    },
  ),
  refusal(
    "entry.usn.of-another-token-refused",
    {
      title: "another user's token is refused with 401",
      step: "a right token of another user",
      because: "the token was made for another user than the URL names",
      why: FORGED,
      fix: "Compare the user inside the token with the user parameter, or sign the user parameter itself.",
      kills: ["entry.ignores-token-user"],
    },
    ({ target }, values) =>
      entryUrl(
        target.recipe,
        { ...values, usn: `${values.usn}7` },
        entryToken(target.recipe, values, target.key),
      ),
  ),
  refusal(
    "entry.timestamp.altered-refused",
    {
      title: "a token whose timestamp was altered is refused with 401",
      step: "the timestamp moved by one, the signature kept",
      because: "the signature belongs to another timestamp",
      why: "A token that was seen once could be used for ever by renewing its timestamp.",
      fix: "Take the timestamp into the signed text exactly as it stands in the token.",
      kills: ["entry.skips-signature"],
    },
    ({ target }, values) => {
      const signature = entrySignature(target.recipe, values, target.key);
      const altered = {
        ...values,
        timestamp: String(Number(values.timestamp) - 1),
      };
      return entryUrl(
        target.recipe,
        altered,
        renderToken(target.recipe, altered, signature),
      );
    },
  ),
  refusal(
    "entry.timestamp.expired-refused",
    {
      title: "a token past its agreed life is refused with 401",
      step: "signed well before the agreed life",
      because: "the token has expired",
      why: "A link that was shared or logged lets strangers in for ever.",
      fix: "Refuse tokens older than the agreed life; check seconds against milliseconds.",
      kills: ["entry.accepts-expired"],
    },
    (kit, values) => {
      const { ttlMs } = kit.target.recipe.signature;
      return rightly(
        kit,
        agedBy(kit, values, ttlMs + Math.max(ttlMs, HOUR_MS / 6)),
      );
    },
  ),
  refusal(
    "entry.timestamp.future-refused",
    {
      title: "a token an hour ahead is refused with 401",
      level: "SHOULD",
      step: "signed for an hour from now",
      because: "the timestamp lies far in the future",
      why: "A token with a far timestamp outlives its agreed life.",
      fix: "Allow a minute of clock difference and refuse what lies further ahead.",
      kills: ["entry.accepts-future"],
    },
    (kit, values) => rightly(kit, agedBy(kit, values, -HOUR_MS)),
  ),
  refusal(
    "entry.timestamp.non-numeric-refused",
    {
      title: "a timestamp that is no number is refused with 401",
      step: "the timestamp is a word, rightly signed",
      because: "the timestamp is no number",
      why: "A comparison with what is no number is false, so such a token would never expire.",
      fix: "Accept digits only, before comparing the age.",
      kills: [
        "entry.accepts-word-timestamp",
        "entry.crashes-on-word-timestamp",
      ],
    },
    (kit, values) => rightly(kit, { ...values, timestamp: "yesterday" }),
  ),
  refusal(
    "entry.token.missing-refused",
    {
      title: "an entry without a token is refused with 401",
      step: "without the token parameter",
      because: "there is no token",
      why: FORGED,
      fix: "Refuse before anything else when the parameter is absent.",
      kills: ["entry.accepts-missing-token"],
    },
    ({ target }, values) => entryUrl(target.recipe, values, null),
  ),
  refusal(
    "entry.token.empty-refused",
    {
      title: "an entry with an empty token is refused with 401",
      step: "with an empty token parameter",
      because: "the token is empty",
      why: FORGED,
      fix: "Treat an empty parameter like an absent one.",
      kills: ["entry.accepts-missing-token"],
    },
    ({ target }, values) => entryUrl(target.recipe, values, ""),
  ),
  refusal(
    "entry.token.garbage-refused",
    {
      title: "a token that is no token is refused with 401",
      step: "the token is a word",
      because: "the token has not the agreed form",
      why: "What cannot be taken apart must not be trusted, nor break the gateway.",
      fix: "Check the number of parts before reading them.",
      kills: ["entry.accepts-malformed-token"],
    },
    ({ target }, values) => entryUrl(target.recipe, values, "garbage"),
  ),
  refusal(
    "entry.signature.trailing-garbage-refused",
    {
      title: "a signature with something after it is refused with 401",
      step: "with letters after the token",
      because: "the signature is longer than it can be",
      why: "A comparison that ignores the rest is a sign of one that compares too little.",
      fix: "Compare the whole text, length included, in constant time.",
      kills: ["entry.cuts-long-signatures", "entry.skips-signature"],
    },
    ({ target }, values) =>
      entryUrl(
        target.recipe,
        values,
        `${entryToken(target.recipe, values, target.key)}abcd`,
      ),
  ),
  refusal(
    "entry.token.extra-parts-refused",
    {
      title: "a token with a part too many is refused with 401",
      level: "SHOULD",
      step: "with one more part after the token",
      because: "the token has more parts than agreed",
      why: "Parts that nobody checks are where the next mistake hides.",
      fix: "Check the exact number of parts.",
      kills: ["entry.ignores-extra-parts", "entry.accepts-malformed-token"],
    },
    ({ target }, values) =>
      entryUrl(
        target.recipe,
        values,
        `${entryToken(target.recipe, values, target.key)}|extra`,
      ),
  ),
];

const MISSING_USER: CheckDefinition = {
  id: "entry.usn.missing-refused",
  title: "an entry without a user is refused",
  level: "MUST",
  clause: `${ENTRY_CLAUSE}: the user parameter is required`,
  why: "An entry that belongs to nobody credits nobody, or whoever happens to be first.",
  fix: "Answer 400 or 401 when the user parameter is absent.",
  kills: ["entry.accepts-missing-user", "entry.redirects-refusals"],
};

export const refusedScenarios: readonly Scenario<EntryTarget>[] = [
  ...REFUSALS.map(({ check, step, because, url }): Scenario<EntryTarget> => ({
    id: check.id.replace(/^entry\./, "entry.refused."),
    requests: 2,
    checks: [check],
    run: async (kit) => {
      const values = freshValues(kit);
      const twin = await enter(kit, values);
      const refused = await kit.send(step, get(url(kit, values)));
      kit.judge(check.id, refused, (reply) => expectRefusal(reply, because), [
        letIn(twin),
      ]);
    },
  })),
  {
    id: "entry.refused.usn.missing",
    requests: 2,
    checks: [MISSING_USER],
    run: async (kit) => {
      const values = freshValues(kit);
      const twin = await enter(kit, values);
      const { recipe, key } = kit.target;
      const whole = entryUrl(recipe, values, entryToken(recipe, values, key));
      const nobody = await kit.send(
        "a right token, but no user parameter",
        get(withoutParam(whole, recipe.params.usn)),
      );
      kit.judge(
        MISSING_USER.id,
        nobody,
        (reply) =>
          expectClientError(reply, "the required user parameter is missing"),
        [letIn(twin)],
      );
    },
  },
];

function rightly(kit: EntryKit, values: EntryValues): string {
  const { recipe, key } = kit.target;
  return entryUrl(
    recipe,
    values,
    entryToken(recipe, values, key),
    values.params,
  );
}

function withoutParam(url: string, name: string): string {
  const [base = "", query = ""] = url.split("?");
  const prefix = `${encodeURIComponent(name)}=`;
  const kept = query.split("&").filter((pair) => !pair.startsWith(prefix));
  return `${base}?${kept.join("&")}`;
}
