/** A random walk over users, games and levels, each step compared with a model: what counted once is a repeat for good. */
import {
  OTHER_ALIASES,
  type Postback,
  type PostbackAliases,
} from "../../../protocols/postback/request.js";
import { isMilestone } from "../../../protocols/postback/coins.js";
import type { HttpReply } from "../../../core/http.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { describeReply } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { LATE_MS } from "../../late.js";
import { ScenarioBlocked, type Step } from "../../scenario-context.js";
import { SHRINK_MS, shrinkSequence } from "../../shrink.js";
import { plainPostback, postbackForAll } from "./fresh-level.js";
import {
  accepted,
  COINS,
  isMisnamed,
  type PostbackContext,
  type PostbackTarget,
  POSTBACK_CLAUSE,
  postbackOf,
  problemFinding,
  problemsOf,
  readingOf,
  unused,
} from "./postback-target.js";

const STEPS = 48;
/** This step, and so all after it, come late. */
const LATE_STEP = 36;
/** Operations that a search for a shorter walk may send. */
const SHRINK_OPERATIONS = 160;
const LEVELS = ["milestone", "plain", "milestone", "plain"] as const;

/** One postback by its place in the model, so that it can be sent again with fresh levels. */
interface Operation {
  readonly user: number;
  readonly game: number;
  readonly level: number;
  readonly alias: number;
  /** Sent {@link LATE_MS} after the one before. */
  readonly isLate: boolean;
}

const CHECK: CheckDefinition = {
  id: "postback.walk.every-step-as-modelled",
  title: `${STEPS} postbacks of several users, games and levels in random order each count once`,
  level: "MUST",
  clause: `${POSTBACK_CLAUSE}, idempotency: user, game and level count once`,
  why: "Levels of one player are lost or paid twice as soon as others play beside him, or a repeat comes late.",
  fix: "Put one unique key on user, game and level, in the database and for good: no cache and no lock that ends.",
  kills: [
    "postback.never-remembers",
    "postback.forgets-plain-levels",
    "postback.mixes-games",
    "postback.mixes-users",
    "postback.forgets-after-three",
    "postback.recognises-bodies-only",
    "postback.knows-no-aliases",
    "postback.knows-no-snake-aliases",
    "postback.duplicates-are-409",
    "postback.duplicates-unmarked",
    "postback.forgets-last-band",
  ],
};

const NAMED: CheckDefinition = {
  id: "postback.walk.every-reply-names-its-postback",
  title: "no reply names another user, game, partner or level than its postback",
  level: "MUST",
  clause: `${POSTBACK_CLAUSE}, responses`,
  why: "The game shows one player the reward of another, or books it to another level.",
  fix: "Build the reply from the postback that it answers.",
  kills: [
    "postback.echoes-wrong-game",
    "postback.echoes-level-as-text",
    "postback.names-first-user",
    "postback.names-last-milestone",
  ],
};

export const walkScenarios: readonly Scenario<PostbackTarget>[] = [
  {
    id: "postback.walk.random",
    requests: 1 + STEPS + SHRINK_OPERATIONS,
    exclusive: COINS,
    patient: true,
    checks: [CHECK, NAMED],
    run: async (context) => {
      const right = plainPostback(context, "control");
      const control = await context.send("a right postback", postbackOf(context, right));
      const takesAny = accepted(control, right);
      if (!takesAny.holds) {
        for (const { id } of [CHECK, NAMED]) context.block(id, takesAny.reason, control.exchanges);
        return;
      }
      const operations = plan(context);
      const walked = await walk(context, operations, "walk");
      settleNames(context, walked);
      if (walked.finding === null) {
        context.conclude(CHECK.id, exchangesOf(walked.steps), null);
        return;
      }
      const { clock } = context;
      const endMs = clock.monotonicMs() + SHRINK_MS;
      let attempt = 0;
      let shown = walked;
      await shrinkSequence(
        operations.slice(0, walked.steps.length),
        async (candidate) => {
          attempt += 1;
          const again = await walk(context, candidate, `walk ${attempt}`);
          if (again.finding !== null && again.steps.length < shown.steps.length) shown = again;
          return again.finding !== null;
        },
        { operations: SHRINK_OPERATIONS, isOver: () => clock.monotonicMs() > endMs },
      );
      context.conclude(CHECK.id, exchangesOf(shown.steps), shown.finding);
    },
  },
];

function settleNames(context: PostbackContext, { steps, misnamed }: Walked): void {
  if (misnamed === null) context.conclude(NAMED.id, exchangesOf(steps), null);
  else context.conclude(NAMED.id, misnamed.step.exchanges, misnamed.finding);
}

function plan({ target, values }: PostbackContext): readonly Operation[] {
  const games = 1 + target.otherGids.length;
  return Array.from({ length: STEPS }, (_, at) => ({
    user: values.int(`user ${at}`, 0, Math.min(3, target.uids.length) - 1),
    game: values.int(`game ${at}`, 0, Math.min(2, games) - 1),
    level: values.int(`level ${at}`, 0, LEVELS.length - 1),
    alias: values.int(`alias ${at}`, 0, OTHER_ALIASES.length),
    isLate: at === LATE_STEP,
  }));
}

interface Walked {
  readonly steps: readonly Step[];
  readonly finding: Finding | null;
  /** The first reply that names something else than its postback. */
  readonly misnamed: { readonly step: Step; readonly finding: Finding } | null;
}

/** Sends in order and stops at the first reply that the model does not explain. */
async function walk(
  context: PostbackContext,
  operations: readonly Operation[],
  label: string,
): Promise<Walked> {
  const counted = new Set<string>();
  const steps: Step[] = [];
  const story: string[] = [];
  let misnamed: Walked["misnamed"] = null;
  for (const operation of operations) {
    const sent = postbackFor(context, operation, label);
    const key = JSON.stringify([sent.uid, sent.gid, sent.level]);
    const isRepeat = counted.has(key);
    if (operation.isLate) await context.clock.sleep(LATE_MS);
    const late = operation.isLate ? ", a second later" : "";
    const name = `user ${operation.user + 1}, game ${operation.game + 1}, level ${sent.level}${late}`;
    const step = await context.send(
      `${steps.length + 1}. ${name}${isRepeat ? ", again" : ""}`,
      postbackOf(context, sent, { aliases: aliasesOf(operation) }),
    );
    steps.push(step);
    const reply = context.need(step);
    const misnaming = problemFinding(problemsOf(readingOf(reply, sent)).filter(isMisnamed), reply);
    if (misnaming !== null) misnamed ??= { step, finding: misnaming };
    const expected = isRepeat ? "duplicate" : isMilestone(sent.level) ? "awarded" : "stored";
    story.push(`${name}: ${expected}`);
    const isFresh = unused(context, step, sent);
    if (!isRepeat && !isFresh.holds) throw new ScenarioBlocked(isFresh.reason, step.exchanges);
    const finding = findingOf(reply, sent, expected, story);
    if (finding !== null) return { steps, finding, misnamed };
    counted.add(key);
  }
  return { steps, finding: null, misnamed };
}

function postbackFor(context: PostbackContext, operation: Operation, label: string): Postback {
  const kind = LEVELS[operation.level] ?? "plain";
  // A milestone and the level behind it: neighbours are two.
  const of = `${label}/level ${Math.floor(operation.level / 2)}`;
  const base = postbackForAll(context, of, kind);
  const { target } = context;
  const games = [target.gid, ...target.otherGids];
  return {
    ...base,
    uid: target.uids[operation.user] ?? base.uid,
    gid: games[operation.game] ?? base.gid,
  };
}

function aliasesOf({ alias }: Operation): PostbackAliases {
  return alias === 0 ? {} : (OTHER_ALIASES[alias - 1] ?? {});
}

/** How many coins are other checks' matter: here counts what was taken for new, what for a repeat, and that a milestone is one for everybody. */
function findingOf(
  reply: HttpReply,
  sent: Postback,
  expected: "awarded" | "stored" | "duplicate",
  story: readonly string[],
): Finding | null {
  const { kind } = readingOf(reply, sent);
  if (kind === expected || (kind === "awarded" && expected === "stored")) return null;
  return {
    expected: `step ${story.length} of ${story.length}: ${expected}. The sequence: ${story.join("; ")}`,
    actual: `${kind}: ${describeReply(reply)}`,
  };
}

function exchangesOf(steps: readonly Step[]) {
  return steps.flatMap(({ exchanges }) => exchanges);
}
