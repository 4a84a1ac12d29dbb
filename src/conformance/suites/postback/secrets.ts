/** Who may post: both headers with the right secret, and nobody else. */
import { POSTBACK_AUTHS } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { precondition } from "../../scenario-context.js";
import { type Refusal, refusalScenario, refusedWith } from "./refusal.js";
import {
  accepted,
  COINS,
  expectCounted,
  expectDuplicate,
  milestonePostback,
  plainPostback,
  POSTBACK_CLAUSE,
  type PostbackForm,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  REFUSES_ALL,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, authentication: 401 for a missing or invalid secret`;
const EITHER_HEADER = `${POSTBACK_CLAUSE}, authentication: Authorization: Bearer or X-Reward-Api-Secret`;
const FORGED =
  "Anyone who knows the URL could credit coins to any user, as often as there are levels.";

const HEADERS: Readonly<Record<(typeof POSTBACK_AUTHS)[number], CheckDefinition>> = {
  bearer: {
    id: "postback.secret.bearer-accepted",
    title: "the secret is accepted as Authorization: Bearer",
    level: "MUST",
    clause: EITHER_HEADER,
    why: "Games that send the documented Authorization header earn their players nothing.",
    fix: "Read the secret after `Bearer ` in Authorization and, where that header is missing, from X-Reward-Api-Secret.",
    kills: REFUSES_ALL,
  },
  header: {
    id: "postback.secret.header-accepted",
    title: "the secret is accepted as X-Reward-Api-Secret",
    level: "MUST",
    clause: EITHER_HEADER,
    why: "Games that send the documented X-Reward-Api-Secret header earn their players nothing.",
    fix: "Read X-Reward-Api-Secret as well as Authorization; header names are the same in any case.",
    kills: ["postback.refuses-secret-header", ...REFUSES_ALL],
  },
};

function refusal(
  id: string,
  title: string,
  kills: readonly string[],
  steps: Readonly<Record<string, (context: PostbackContext) => PostbackForm>>,
  fix = "Compare the whole secret, in constant time, before anything else is done; answer 401 when it is missing or differs.",
): Refusal {
  const forms = Object.values(steps);
  return {
    check: {
      id: `postback.secret.${id}-refused`,
      title: `a postback with ${title} is refused with 401`,
      level: "MUST",
      clause: CLAUSE,
      why: FORGED,
      fix,
      kills: [...kills, "postback.refuses-with-403"],
    },
    steps: Object.keys(steps),
    request: (context, right, at) => postbackOf(context, right, forms[at]?.(context)),
    judge: refusedWith(401, `there is ${title}`),
  };
}

const wrong = (context: PostbackContext) => `wrong-${context.values.id("wrong secret")}`;
const right = ({ target }: PostbackContext) => target.secrets[0].value;

const REFUSALS: readonly Refusal[] = [
  refusal("missing", "no secret", ["postback.accepts-missing-secret"], {
    "no secret at all": () => ({ secret: null }),
  }),
  refusal("wrong-bearer", "a wrong bearer token", ["postback.accepts-any-bearer"], {
    "a wrong bearer token": (context) => ({ auth: "bearer", secret: wrong(context) }),
  }),
  refusal("wrong-header", "a wrong X-Reward-Api-Secret", ["postback.accepts-any-secret-header"], {
    "a wrong X-Reward-Api-Secret": (context) => ({
      auth: "header",
      secret: wrong(context),
    }),
  }),
  refusal("empty", "an empty secret", ["postback.accepts-empty-secret"], {
    "an empty bearer token": () => ({ auth: "bearer", secret: "" }),
    "an empty X-Reward-Api-Secret": () => ({ auth: "header", secret: "" }),
  }),
  refusal(
    "similar",
    "a part of the secret, or more than it",
    ["postback.compares-secret-prefix", "postback.accepts-any-bearer"],
    {
      "the secret less its last character": (context) => ({
        auth: "bearer",
        secret: right(context).slice(0, -1),
      }),
      "the secret and one character more": (context) => ({
        auth: "bearer",
        secret: `${right(context)}x`,
      }),
    },
    "Compare the whole secret, length included.",
  ),
];

export const secretScenarios: readonly Scenario<PostbackTarget>[] = [
  ...POSTBACK_AUTHS.map((auth): Scenario<PostbackTarget> => ({
    id: `postback.accepted.${auth}`,
    requests: 1,
    checks: [HEADERS[auth]],
    run: async (context) => {
      const sent = plainPostback(context, auth);
      const step = await context.send(
        auth === "bearer"
          ? "the secret as Authorization: Bearer"
          : "the secret as X-Reward-Api-Secret",
        postbackOf(context, sent, { auth }),
      );
      context.judge(HEADERS[auth].id, step, (reply) => expectCounted(reply, sent));
    },
  })),
  refusalScenario("postback.refused.secret", REFUSALS),
  {
    id: "postback.refused.not-counted",
    requests: 2,
    exclusive: COINS,
    checks: [
      {
        id: "postback.secret.refused-not-counted",
        title: "a level that was refused for its secret has not counted",
        level: "MUST",
        clause: CLAUSE,
        why: "A stranger could use up a player's levels, so that the true postback finds them counted and the coins are lost.",
        fix: "Check the secret before anything is stored.",
        kills: ["postback.counts-refused"],
      },
    ],
    run: async (context) => {
      const sent = milestonePostback(context, "refused first");
      const refused = await context.send(
        "with a wrong secret",
        postbackOf(context, sent, { secret: wrong(context) }),
      );
      const again = await context.send(
        "the same level with the right secret",
        postbackOf(context, sent),
      );
      context.judge(
        "postback.secret.refused-not-counted",
        again,
        (reply) => {
          if (expectDuplicate(reply, sent) !== null) return null;
          return {
            expected: "the level counts now, as the first postback was refused",
            actual: "it is called a duplicate",
          };
        },
        [
          precondition(
            refused,
            ({ status }) => status >= 400 && status < 500,
            "the wrong secret was not refused",
          ),
          accepted(again, sent),
        ],
      );
    },
  },
];
