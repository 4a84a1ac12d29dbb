/** Forged postbacks: which checks stand for which forgeries of the secret. */
import { secretCredential } from "../../../protocols/signing/forgeries/credential.js";
import { type HttpReply, withHeader } from "../../../core/http.js";
import type { Postback, PostbackAuth } from "../../../protocols/postback/request.js";
import { describeReply, expectClientError, expectStatus, isSuccess } from "../../expect.js";
import type { ForgedMessage, Forging } from "../../forged.js";
import { legalFormScenario } from "../../legal-forms.js";
import type { Everywhere } from "../../surfaces.js";
import { milestonePostback, plainPostback } from "./fresh-level.js";
import {
  accepted,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackForm,
  postbackOf,
  type PostbackTarget,
} from "./postback-target.js";

export const SECRET_CLAUSE = `${POSTBACK_CLAUSE}, authentication: 401 for a missing or invalid secret`;

const FORBIDS = "postback.refuses-with-403";
const ANY_BEARER = "postback.accepts-any-bearer";
const PREFIX = "postback.compares-secret-prefix";

const secret = (id: string, ...kills: readonly string[]) => ({
  id: `postback.secret.${id}`,
  kills: [...kills, FORBIDS],
});

/** As a bearer token; the other header is a surface of its own. */
export const POSTBACK_FORGING: Forging<PostbackTarget> = {
  suite: "postback",
  message: "a postback",
  clause: SECRET_CLAUSE,
  why: "Anyone who knows the URL could credit coins to any user, as often as there are levels.",
  fix: "Compare the whole secret, length and case included, in constant time, before anything else is done; answer 401 when it is missing or differs.",
  longest: secretCredential("Secret-1".repeat(16)),
  groups: {
    missing: secret("missing-refused"),
    empty: secret("empty-refused"),
    "wrong-key": {
      ...secret("wrong-bearer-refused", ANY_BEARER),
      title: "a postback with a wrong bearer token is refused",
    },
    guessed: secret("guessed-refused", ANY_BEARER),
    "every-character": secret("every-character-counts", ANY_BEARER),
    short: secret("similar-refused", PREFIX, ANY_BEARER),
    truncated: secret("truncated-refused", PREFIX, ANY_BEARER),
    longer: secret("longer-refused", ANY_BEARER),
    "other-encoding": {
      ...secret("other-case-refused", ANY_BEARER),
      title: "a postback with the secret in another case is refused",
    },
    oversized: { id: "postback.secret.oversized-refused", kills: [ANY_BEARER] },
    unclean: secret("unclean-refused", ANY_BEARER),
    misplaced: secret("misplaced-refused", ANY_BEARER),
  },
  control: async (context) => {
    const right = plainPostback(context, "control");
    const request = postbackOf(context, right);
    const step = await context.send("a right postback", request);
    return { request, preconditions: [accepted(step, right)] };
  },
  forge: (context, label) => forgedPostback(context, label, { auth: "bearer" }),
  refused: (_, reply, because, group) =>
    group === "oversized" ? expectClientError(reply, because) : expectStatus(reply, 401, because),
};

/** In X-Reward-Api-Secret. */
export const HEADER_FORGING: Forging<PostbackTarget> = {
  ...POSTBACK_FORGING,
  groups: {
    "wrong-key": {
      ...secret("wrong-header-refused", "postback.accepts-any-secret-header"),
      title: "a postback with a wrong X-Reward-Api-Secret is refused",
    },
  },
  forge: (context, label) => forgedPostback(context, label, { auth: "header" }),
};

function forgedPostback(
  context: PostbackContext,
  label: string,
  form: PostbackForm & { readonly auth: PostbackAuth },
  reason?: string,
): ForgedMessage {
  const sent = plainPostback(context, label);
  return forgedOf(context, reason === undefined ? sent : { ...sent, reason }, form);
}

function forgedOf(
  context: PostbackContext,
  sent: Postback,
  form: PostbackForm & { readonly auth: PostbackAuth },
): ForgedMessage {
  return {
    credential: secretCredential(context.target.secrets[0].value),
    request: (value) => postbackOf(context, sent, { ...form, secret: value }),
  };
}

const LARGE_CHARACTERS = 80_000;

/** The values are wrong in any scheme; a secret under Basic is no Bearer token either, and not judged. */
function inOtherScheme(message: ForgedMessage): ForgedMessage {
  return {
    ...message,
    request: (value) => {
      const request = message.request(value);
      return value === null
        ? request
        : { ...request, headers: withHeader(request.headers, "Authorization", `Basic ${value}`) };
    },
  };
}

export const LEGAL_FORMS_ACCEPTED = legalFormScenario({
  forging: POSTBACK_FORGING,
  check: {
    id: "postback.secret.any-form-accepted",
    why: "Games call with clients of every kind, through proxies of every kind; those that are not understood earn their players nothing.",
    kills: ["postback.reads-header-names-as-written"],
  },
  accepted: (_, reply) =>
    isLetIn(reply) ? null : { expected: "200 with ok: true", actual: describeReply(reply) },
});

function isLetIn(reply: HttpReply): boolean {
  return isSuccess(reply) && /"ok"\s*:\s*true/.test(Buffer.from(reply.body).toString());
}

export const EVERYWHERE: Everywhere<PostbackTarget> = {
  forging: POSTBACK_FORGING,
  check: {
    id: "postback.secret.holds-everywhere",
    title: "the secret is checked whatever else the postback holds",
    kills: [
      "postback.accepts-any-bearer",
      "postback.accepts-any-secret-header",
      "postback.compares-secret-prefix",
      "postback.compares-secret-header-loosely",
      ...["missing-secret", "empty-secret", "other-key"].map((id) => `postback.accepts-${id}`),
    ],
  },
  // The secret may stand in Authorization.
  except: ["signed-in"],
  surfaces: [
    {
      id: "secret-header",
      what: "in X-Reward-Api-Secret",
      compares: ["other-case", "first-half", "cut", "longer", "first-half-right"],
      isUnproved: true,
      forge: (context, label) => forgedPostback(context, label, { auth: "header" }),
    },
    {
      id: "repetitions",
      what: "of a level that counted",
      isUnproved: true,
      forge: (context) => forgedPostback(context, "control", { auth: "bearer" }),
    },
    {
      id: "other-scheme",
      what: "in an Authorization of another scheme",
      forge: (context, label) => inOtherScheme(forgedPostback(context, label, { auth: "bearer" })),
    },
    {
      id: "large-bodies",
      what: "in a body above 64 KB",
      forge: (context, label) =>
        forgedPostback(context, label, { auth: "bearer" }, "x".repeat(LARGE_CHARACTERS)),
    },
    {
      id: "other-game",
      what: "of another game",
      isUnproved: true,
      isServed: ({ otherGids }) => otherGids.length > 0,
      forge: (context, label) => {
        const sent = plainPostback(context, label);
        const gid = context.target.otherGids[0] ?? sent.gid;
        return forgedOf(context, { ...sent, gid }, { auth: "bearer" });
      },
    },
    {
      id: "milestones",
      what: "of a milestone",
      isUnproved: true,
      forge: (context, label) => {
        const sent = milestonePostback(context, label);
        return forgedOf(context, sent, { auth: "bearer" });
      },
    },
    {
      id: "aliases",
      what: "with the other names of the fields",
      forge: (context, label) =>
        forgedPostback(context, label, {
          auth: "bearer",
          aliases: { uid: "userId", gid: "gameId", level_number: "level" },
        }),
    },
  ],
  letsIn: (_, reply) => isLetIn(reply),
};
