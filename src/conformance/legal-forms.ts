/**
 * Forms in which a right message may come, whatever the protocol: what HTTP
 * leaves to the sender must not change how a message is judged. A new form is
 * an entry here; every suite may send them.
 */
import type { HttpReply } from "../core/http.js";
import { attemptsOf } from "../protocols/signing/forgeries/forgeries.js";
import type { OutgoingRequest } from "../transport/send.js";
import type { CheckDefinition, Scenario } from "./check.js";
import { findingAmong } from "./expect.js";
import type { Finding } from "./finding.js";
import type { Forging } from "./forged.js";
import type { Step } from "./scenario-context.js";

interface LegalForm {
  /** Completes "a right message …". */
  readonly what: string;
  readonly change: (request: OutgoingRequest) => OutgoingRequest;
}

const renamed = (rename: (name: string) => string) => (request: OutgoingRequest) => ({
  ...request,
  headers: request.headers.map(([name, value]) => [rename(name), value] as const),
});

/** What proxies, tracers and browsers add. */
const FURTHER = [
  ["traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"],
  ["X-Request-Id", "7f3c"],
  ["Accept-Language", "ko-KR,ko;q=0.9,en;q=0.8"],
  ["Accept-Encoding", "gzip, br"],
  ["Cookie", "visit=1; theme=dark"],
  ["Referer", "https://game.example/play?x=1"],
] as const;

const LEGAL_FORMS: readonly LegalForm[] = [
  { what: "with header names in small letters", change: renamed((name) => name.toLowerCase()) },
  { what: "with header names in capitals", change: renamed((name) => name.toUpperCase()) },
  {
    what: "with its headers in another order",
    change: (request) => ({ ...request, headers: request.headers.toReversed() }),
  },
  {
    what: "with further headers",
    change: (request) => ({ ...request, headers: [...request.headers, ...FURTHER] }),
  },
  {
    what: "whose body comes in pieces",
    change: (request) => ({ ...request, ...(request.body === null ? {} : { inPieces: true }) }),
  },
];

interface LegalForms<Target> {
  readonly forging: Forging<Target>;
  readonly check: Pick<CheckDefinition, "id" | "why" | "kills">;
  readonly accepted: (target: Target, reply: HttpReply) => Finding | null;
}

/** A right message in each form, and one on a connection that carried a refused one before. */
export function legalFormScenario<Target>({
  forging,
  check,
  accepted,
}: LegalForms<Target>): Scenario<Target> {
  const definition: CheckDefinition = {
    ...check,
    title: `${forging.message} is accepted however HTTP carries it: names of headers in any case and order, further headers, a body in pieces, a connection that is used again`,
    level: "MUST",
    clause: `${forging.clause}; RFC 9110`,
    fix: "Leave headers and bodies to an HTTP library: names without regard to case, unknown ones passed over, the body read to its end as bytes.",
  };
  return {
    id: check.id.replace(".", ".accepted."),
    requests: 3 + LEGAL_FORMS.length,
    checks: [definition],
    run: async (context) => {
      const { preconditions } = await forging.control(context);
      const right = (label: string) => {
        const { credential, request } = forging.forge(context, label);
        return request(credential.value);
      };
      const steps: Step[] = [];
      for (const { what, change } of LEGAL_FORMS) {
        const usual = right(what);
        const changed = change(usual);
        if (JSON.stringify(changed) === JSON.stringify(usual)) continue;
        steps.push(await context.send(`a right message ${what}`, changed));
      }
      const { credential, request } = forging.forge(context, "refused before");
      const [wrong] = attemptsOf("other-key", credential);
      await context.send("a wrong one that leaves its connection open", {
        ...request(wrong?.value ?? null),
        reusesConnection: check.id,
      });
      const last = { ...right("after a refusal"), reusesConnection: check.id };
      steps.push(await context.send("a right message on the connection of a refused one", last));
      context.judge(
        check.id,
        steps,
        (...replies) => findingAmong(steps, replies, (reply) => accepted(context.target, reply)),
        preconditions,
      );
    },
  };
}
