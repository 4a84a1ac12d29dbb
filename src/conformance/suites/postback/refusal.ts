/** Postbacks that a reward app must refuse, next to a control that it must accept. */
import type { Postback } from "../../../protocols/postback/request.js";
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectStatus, firstFinding } from "../../expect.js";
import type { HttpReply } from "../../../core/http.js";
import type { Finding } from "../../finding.js";
import { plainPostback } from "./fresh-level.js";
import {
  accepted,
  type PostbackContext,
  type PostbackTarget,
  postbackOf,
} from "./postback-target.js";

export interface Refusal {
  readonly check: CheckDefinition;
  /** What is wrong with each of the postbacks, in a few words. */
  readonly steps: readonly string[];
  readonly request: (context: PostbackContext, right: Postback, step: number) => OutgoingRequest;
  readonly judge: (reply: HttpReply, step: number) => Finding | null;
}

/** @param because what the status tells */
export function refusedWith(
  statuses: number | readonly number[],
  because: string,
): Refusal["judge"] {
  return (reply) => expectStatus(reply, statuses, because);
}

/** One right postback, then every wrong one, each with a level of its own; they do not depend on each other. */
export function refusalScenario(
  id: string,
  refusals: readonly Refusal[],
  /** All once more: what was refused must have left nothing behind by which it is known then. */
  twice = false,
): Scenario<PostbackTarget> {
  return {
    id,
    requests: 1 + (twice ? 2 : 1) * refusals.flatMap(({ steps }) => steps).length,
    checks: refusals.map(({ check }) => check),
    run: async (context) => {
      const right = plainPostback(context, "control");
      const control = await context.send("a right postback", postbackOf(context, right));
      const preconditions = [accepted(control, right)];
      const wrong = refusals.flatMap(({ check, steps, request }) =>
        steps.map((step, at) => {
          const postback = plainPostback(context, `${check.id} ${at}`);
          return [step, request(context, postback, at)] as const;
        }),
      );
      const sent = await context.sendAll(wrong);
      const again = twice
        ? await context.sendAll(wrong.map(([step, request]) => [`${step}, again`, request]))
        : [];
      let next = 0;
      for (const { check, steps, judge } of refusals) {
        const end = next + steps.length;
        const own = [...sent.slice(next, end), ...again.slice(next, end)];
        next = end;
        context.judge(
          check.id,
          own,
          (...replies) =>
            firstFinding(...replies.map((reply, at) => judge(reply, at % steps.length))),
          preconditions,
        );
      }
    },
  };
}
