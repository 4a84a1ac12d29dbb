/** The two older paths: they redirect with 308, and the postback counts where the redirect leads. */
import { LEGACY_POSTBACK_PATHS, readLegacyReply } from "../../../protocols/postback/paths.js";
import type { Postback } from "../../../protocols/postback/request.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { type Precondition, precondition, type Step } from "../../scenario-context.js";
import { milestonePostback, plainPostback } from "./fresh-level.js";
import {
  accepted,
  COINS,
  expectCounted,
  POSTBACK_CLAUSE,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
  problemFinding,
  readingOf,
  unused,
} from "./postback-target.js";

const CLAUSE = `${POSTBACK_CLAUSE}, legacy paths: 308 to /api/postback`;
const OLD_GAMES = "Games built against the old path lose every level that their players finish.";

function pathChecks(path: string): readonly [CheckDefinition, CheckDefinition] {
  const name = path.split("/")[2] ?? "";
  const gone = name === "rewards" ? ["postback.legacy-rewards-gone"] : ([] as string[]);
  const broken = ["postback.legacy-301", "postback.legacy-gone", ...gone];
  return [
    {
      id: `postback.legacy.${name}-leads-home`,
      title: `${path} leads to /api/postback`,
      level: "MUST",
      clause: CLAUSE,
      why: OLD_GAMES,
      fix: "Answer 308 with Location /api/postback: only 308 keeps method and body for good; 301 and 302 turn a POST into a GET.",
      kills: [...broken, "postback.legacy-wrong-location"],
    },
    {
      id: `postback.legacy.${name}-answers-308`,
      title: `${path} answers 308 and handles nothing itself`,
      level: "SHOULD",
      clause: CLAUSE,
      why: "Two places that handle postbacks drift apart, and games never learn of the new path.",
      fix: "Redirect with 308 instead of handling the postback here.",
      kills: [...broken, "postback.legacy-in-place"],
    },
  ];
}

export const legacyScenarios: readonly Scenario<PostbackTarget>[] = [
  ...LEGACY_POSTBACK_PATHS.map((path, at): Scenario<PostbackTarget> => {
    const [leads, redirects] = pathChecks(path);
    return {
      id: leads.id.replace("-leads-home", ""),
      requests: 1,
      checks: [leads, redirects],
      run: async (context) => {
        const sent = plainPostback(context, "legacy");
        const step = await sendLegacy(context, at, sent);
        context.judge(
          leads.id,
          step,
          (reply) => {
            const { kind, problems } = legacyReading(context, at, reply);
            return kind === "in_place"
              ? expectCounted(reply, sent)
              : problemFinding(problems, reply);
          },
          [unused(context, step, sent)],
        );
        context.judge(redirects.id, step, (reply): Finding | null =>
          reply.status === 308 ? null : { expected: "308", actual: describeReply(reply) },
        );
      },
    };
  }),
  {
    id: "postback.legacy.followed",
    requests: 4,
    exclusive: COINS,
    checks: [
      {
        id: "postback.legacy.counts-once",
        title: "a postback that follows the redirect counts, and counts once",
        level: "MUST",
        clause: CLAUSE,
        why: "A redirect that has counted already makes the followed postback a duplicate, and the game shows no reward.",
        fix: "Redirect before anything is stored.",
        kills: ["postback.legacy-counts-and-redirects", "postback.never-remembers"],
      },
    ],
    run: followRedirects,
  },
  {
    id: "postback.legacy.stranger",
    requests: 2,
    checks: [
      {
        id: "postback.legacy.needs-secret",
        title: "a legacy path accepts no postback without a secret",
        level: "MUST",
        clause: `${POSTBACK_CLAUSE}, authentication: 401 for a missing secret`,
        why: "Whoever remembers the old path could credit coins to anyone.",
        fix: "Redirect, or check the secret as on the new path.",
        kills: ["postback.legacy-trusts-everyone"],
      },
    ],
    run: async (context) => {
      const sent = plainPostback(context, "with a secret");
      const control = await sendLegacy(context, 0, sent);
      const stranger = plainPostback(context, "without a secret");
      const url = context.target.legacyUrls[0] ?? context.target.url;
      const step = await context.send(
        "to the legacy path without a secret",
        postbackOf(context, stranger, { url, secret: null }),
      );
      context.judge(
        "postback.legacy.needs-secret",
        step,
        (reply) =>
          reply.status >= 200 && reply.status < 300
            ? { expected: "308 or 401", actual: describeReply(reply) }
            : null,
        [works(context, 0, control)],
      );
    },
  },
];

async function followRedirects(context: PostbackContext): Promise<void> {
  const id = "postback.legacy.counts-once";
  const sent = milestonePostback(context, "followed");
  const old = await sendLegacy(context, 0, sent);
  const inPlace = legacyReading(context, 0, context.need(old)).kind === "in_place";
  const home = await context.send("the same where the redirect leads", postbackOf(context, sent));
  const older = await sendLegacy(context, 1, sent);
  const again = await context.send("the same where that redirect leads", postbackOf(context, sent));
  const first = inPlace ? old : home;
  const repeats = inPlace ? [home, again] : [again];
  context.judge(
    id,
    [first, ...repeats],
    (one, ...others) => {
      if (readingOf(one, sent).kind === "duplicate") {
        return {
          expected: "the followed postback is the first that counts",
          actual: `it is called a duplicate: ${describeReply(one)}`,
        };
      }
      const second = others.find((reply) => readingOf(reply, sent).kind === "awarded");
      return second === undefined
        ? null
        : {
            expected: "one award",
            actual: `a second one: ${describeReply(second)}`,
          };
    },
    [
      unused(context, first, sent),
      works(context, 0, old),
      works(context, 1, older),
      accepted(first, sent),
    ],
  );
}

function sendLegacy(context: PostbackContext, at: number, sent: Postback): Promise<Step> {
  const url = context.target.legacyUrls[at] ?? context.target.url;
  return context.send(`to ${LEGACY_POSTBACK_PATHS[at] ?? url}`, postbackOf(context, sent, { url }));
}

function legacyReading(
  { target }: PostbackContext,
  at: number,
  reply: Parameters<typeof readLegacyReply>[0],
) {
  const url = target.legacyUrls[at] ?? target.url;
  return readLegacyReply(reply, url, target.url);
}

function works(context: PostbackContext, at: number, step: Step): Precondition {
  return precondition(
    step,
    (reply) => {
      const { kind, problems } = legacyReading(context, at, reply);
      return kind === "in_place" || problems.length === 0;
    },
    "the legacy path does not lead to /api/postback",
  );
}
