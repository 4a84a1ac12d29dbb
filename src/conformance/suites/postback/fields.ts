/** The fields of a postback: which must be there, which aliases are read, which are free. */
import {
  encodePostback,
  POSTBACK_FIELDS,
  postbackDocument,
  aliasesOf,
} from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { type Refusal, refusalScenario, refusedWith } from "./refusal.js";
import { plainPostback } from "./fresh-level.js";
import {
  bodyOf,
  expectCounted,
  POSTBACK_CLAUSE,
  type PostbackTarget,
  postbackOf,
  REFUSES_ALL,
  unused,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, request body`;

type AliasedField = "uid" | "gid" | "level_number";

interface Alias {
  readonly field: AliasedField;
  readonly alias: string;
  readonly check: CheckDefinition;
}

function alias(
  id: string,
  field: AliasedField,
  alias: string,
  kills: readonly string[] = [],
): Alias {
  return {
    field,
    alias,
    check: {
      id: `postback.alias.${id}-accepted`,
      title: `${field} is also read under the name ${alias}`,
      level: "MUST",
      clause: `${CLAUSE}: ${field}, also as ${POSTBACK_FIELDS[field].join(" or ")}`,
      why: "Games that use this documented name earn their players nothing.",
      fix: `Read ${aliasesOf(field).join(", ")} as one and the same field.`,
      kills: ["postback.knows-no-aliases", ...kills, ...REFUSES_ALL],
    },
  };
}

const SNAKE = ["postback.knows-no-snake-aliases"];

const ALIASES: readonly Alias[] = [
  alias("uid-camel", "uid", "userId"),
  alias("uid-snake", "uid", "user_id", SNAKE),
  alias("gid-snake", "gid", "game_id", SNAKE),
  alias("gid-camel", "gid", "gameId"),
  alias("level", "level_number", "level"),
];

function required(
  field: "pid" | "uid" | "gid" | "level_number",
  kills: readonly string[] = [],
): Refusal {
  return {
    check: {
      id: `postback.field.${field.replace("_number", "")}-required`,
      title: `a postback without ${field} is refused with 400`,
      level: "MUST",
      clause: `${CLAUSE}: ${field} is required; 400 for a missing field`,
      why: "The level would be stored for nobody or nowhere, and the game would believe that it counted.",
      fix: `Answer 400 when ${field} is missing under every one of its names.`,
      kills: [...kills, "postback.missing-fields-are-422"],
    },
    steps: [`without ${field}`],
    request: (context, right) => {
      const document = postbackDocument(right);
      const rest = Object.entries(document).filter(([name]) => name !== field);
      return bodyOf(context, encodePostback(Object.fromEntries(rest)));
    },
    judge: refusedWith(400, `${field} is missing`),
  };
}

export const fieldScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.accepted.aliases",
    requests: ALIASES.length,
    checks: ALIASES.map(({ check }) => check),
    run: async (context) => {
      const postbacks = ALIASES.map((each) => ({
        ...each,
        sent: plainPostback(context, each.alias),
      }));
      const steps = await context.sendAll(
        postbacks.map(({ field, alias, sent }) => [
          `${field} as ${alias}`,
          postbackOf(context, sent, { aliases: { [field]: alias } }),
        ]),
      );
      for (const [at, { check, sent }] of postbacks.entries()) {
        const step = steps[at];
        if (step === undefined) continue;
        context.judge(check.id, step, (reply) => expectCounted(reply, sent), [
          unused(context, step, sent),
        ]);
      }
    },
  },
  {
    id: "postback.accepted.reason",
    requests: 1,
    checks: [
      {
        id: "postback.reason.accepted",
        title: "a postback may give a reason",
        level: "MUST",
        clause: `${CLAUSE}: reason, optional`,
        why: "Games that say why a level counts earn their players nothing.",
        fix: "Take reason where it is there, and do without where it is not.",
        kills: ["postback.refuses-reason", ...REFUSES_ALL],
      },
    ],
    run: async (context) => {
      const sent = {
        ...plainPostback(context, "reason"),
        reason: "level_complete",
      };
      const step = await context.send("with a reason", postbackOf(context, sent));
      context.judge("postback.reason.accepted", step, (reply) => expectCounted(reply, sent), [
        unused(context, step, sent),
      ]);
    },
  },
  refusalScenario("postback.refused.fields", [
    required("pid", ["postback.defaults-pid"]),
    required("uid"),
    required("gid"),
    required("level_number"),
  ]),
];
