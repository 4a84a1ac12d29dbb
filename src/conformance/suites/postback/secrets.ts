/** Who may post: both headers with the right secret, and nobody else. */
import { POSTBACK_AUTHS } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { premise } from "../../kit.js";
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
  type PostbackKit,
  type PostbackTarget,
  postbackOf,
  REFUSES_ALL,
} from "./target.js";

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
  steps: Readonly<Record<string, (kit: PostbackKit) => PostbackForm>>,
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
    request: (kit, right, at) => postbackOf(kit, right, forms[at]?.(kit)),
    judge: refusedWith(401, `there is ${title}`),
  };
}

const wrong = (kit: PostbackKit) => `wrong-${kit.values.id("wrong secret")}`;
const right = ({ target }: PostbackKit) => target.secrets[0].value;

const REFUSALS: readonly Refusal[] = [
  refusal("missing", "no secret", ["postback.accepts-missing-secret"], {
    "no secret at all": () => ({ secret: null }),
  }),
  refusal("wrong-bearer", "a wrong bearer token", ["postback.accepts-any-bearer"], {
    "a wrong bearer token": (kit) => ({ auth: "bearer", secret: wrong(kit) }),
  }),
  refusal("wrong-header", "a wrong X-Reward-Api-Secret", ["postback.accepts-any-secret-header"], {
    "a wrong X-Reward-Api-Secret": (kit) => ({
      auth: "header",
      secret: wrong(kit),
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
      "the secret less its last character": (kit) => ({
        auth: "bearer",
        secret: right(kit).slice(0, -1),
      }),
      "the secret and one character more": (kit) => ({
        auth: "bearer",
        secret: `${right(kit)}x`,
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
    run: async (kit) => {
      const sent = plainPostback(kit, auth);
      const step = await kit.send(
        auth === "bearer"
          ? "the secret as Authorization: Bearer"
          : "the secret as X-Reward-Api-Secret",
        postbackOf(kit, sent, { auth }),
      );
      kit.judge(HEADERS[auth].id, step, (reply) => expectCounted(reply, sent));
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
    run: async (kit) => {
      const sent = milestonePostback(kit, "refused first");
      const refused = await kit.send(
        "with a wrong secret",
        postbackOf(kit, sent, { secret: wrong(kit) }),
      );
      const again = await kit.send("the same level with the right secret", postbackOf(kit, sent));
      kit.judge(
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
          premise(
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
