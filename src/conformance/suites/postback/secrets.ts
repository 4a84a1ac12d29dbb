/** Who may post: both headers with the right secret, and nobody else. */
import { POSTBACK_AUTHS } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { precondition } from "../../scenario-context.js";
import { forgeryScenarios } from "../../forged.js";
import { everywhereScenario } from "../../surfaces.js";
import { neverToldScenario } from "../../told.js";
import {
  EVERYWHERE,
  HEADER_FORGING,
  LEGAL_FORMS_ACCEPTED,
  POSTBACK_FORGING,
  SECRET_CLAUSE,
} from "./forging.js";
import { milestonePostback, plainPostback } from "./fresh-level.js";
import {
  accepted,
  COINS,
  expectCounted,
  expectDuplicate,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  REFUSES_ALL,
  unused,
} from "./postback-target.js";

const EITHER_HEADER = `${POSTBACK_CLAUSE}, authentication: Authorization: Bearer or X-Reward-Api-Secret`;
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

const wrong = (context: PostbackContext) => `wrong-${context.values.id("wrong secret")}`;
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
      context.judge(HEADERS[auth].id, step, (reply) => expectCounted(reply, sent), [
        unused(context, step, sent),
      ]);
    },
  })),
  ...forgeryScenarios(POSTBACK_FORGING),
  ...forgeryScenarios(HEADER_FORGING),
  everywhereScenario(EVERYWHERE),
  LEGAL_FORMS_ACCEPTED,
  neverToldScenario(POSTBACK_FORGING, {
    id: "postback.secret.never-told",
    kills: ["postback.explains-refusals-with-secret"],
  }),
  {
    id: "postback.refused.not-counted",
    requests: 2,
    exclusive: COINS,
    checks: [
      {
        id: "postback.secret.refused-not-counted",
        title: "a level that was refused for its secret has not counted",
        level: "MUST",
        clause: SECRET_CLAUSE,
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
