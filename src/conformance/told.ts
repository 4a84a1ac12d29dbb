/** What a reply gives away: a refusal must not say what would have been right. */
import type { HttpReply } from "../core/http.js";
import { attemptsOf } from "../protocols/signing/forgeries/forgeries.js";
import type { CheckDefinition, Scenario } from "./check.js";
import type { Finding } from "./finding.js";
import type { Forging } from "./forged.js";
import { precondition } from "./scenario-context.js";

/** Shorter ones stand in other words by chance. */
const SHORTEST_TELLING = 8;

/** Whether a text stands anywhere in a reply, whatever the case. */
function shows(reply: HttpReply, text: string): boolean {
  const wanted = text.toLowerCase();
  return [
    ...reply.headers.map(([, value]) => value),
    Buffer.from(reply.body).toString("utf8"),
  ].some((part) => part.toLowerCase().includes(wanted));
}

/** One forgery, whose refusal is searched for the credential that would have been right. */
export function neverToldScenario<Target>(
  forging: Forging<Target>,
  check: Pick<CheckDefinition, "id" | "kills">,
): Scenario<Target> {
  const definition: CheckDefinition = {
    ...check,
    title: `the refusal of ${forging.message} does not show the credential that would have been right`,
    level: "SHOULD",
    clause: forging.clause,
    why: "Whoever is refused learns what to send, and comes again with it.",
    fix: "Answer a refusal with a fixed text; write the expected value to a log, if anywhere.",
  };
  return {
    id: check.id.replace(".", ".refused."),
    requests: 2,
    checks: [definition],
    notApplicable: (target) => forging.notApplicable?.(target, "wrong-key") ?? null,
    run: async (context) => {
      const { preconditions } = await forging.control(context);
      const { credential, request } = forging.forge(context, "told");
      const [wrong] = attemptsOf("other-key", credential);
      const { value } = credential;
      if (wrong === undefined || value.length < SHORTEST_TELLING) {
        context.notApplicable(check.id, "the right credential is too short to be told from a word");
        return;
      }
      const step = await context.send(wrong.what, request(wrong.value));
      const told: Finding = {
        expected: "a refusal without the credential that would have been right",
        actual: "it stands in the reply",
      };
      const isShown = step.reply !== null && shows(step.reply, value);
      const refused = precondition(
        step,
        (reply) => forging.refused(context.target, reply, wrong.what, "wrong-key") === null,
        "the forged message was not refused as it should be, so nothing was seen of a refusal",
      );
      context.judge(
        check.id,
        step,
        () => (isShown ? told : null),
        isShown ? preconditions : [...preconditions, refused],
      );
    },
  };
}
