/** Bodies that are written in unusual, legal ways: their bytes are signed, whatever they look like. */
import type { OutgoingRequest } from "../../../transport/send.js";
import type { CheckDefinition, Scenario } from "../../check.js";
import { expectSuccess } from "../../expect.js";
import {
  bodyText,
  ordinaryEvent,
  rawDelivery,
  REFUSES_ALL,
  WEBHOOK_CLAUSE,
  type WebhookTarget,
} from "./webhook-target.js";

const RAW_BYTES =
  "Verify the bytes as they arrived, before any JSON library touches them (Express: express.raw; Go: io.ReadAll; Spring: byte[] body; PHP: php://input).";
const REWRITTEN =
  "Deliveries are refused as soon as PlayCamp writes its JSON a little differently, and the log says only “invalid signature”.";

export const unusualBodyScenarios: readonly Scenario<WebhookTarget>[] = [
  unusual(
    "whitespace",
    "unusual white space, a line break at the end included",
    ["webhook.verifies-reserialised", "webhook.verifies-trimmed"],
    (text) => ` ${JSON.stringify(JSON.parse(text), null, "\t")}\r\n`,
  ),
  unusual("escapes", "letters written as \\u escapes", ["webhook.verifies-reserialised"], (text) =>
    text.replaceAll(/(?<=:")[a-z]/gi, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
  ),
  unusual(
    "number-forms",
    "an amount written as 9900.0",
    ["webhook.verifies-reserialised"],
    // Amounts alone may have a fraction: whoever reads the rest into integers is right.
    (text) => text.replace(/("amount":\d+)(?=[,}])/, "$1.0"),
    (target) =>
      target.format === "playcamp"
        ? null
        : "the gateway format does not say which numbers may have a fraction",
  ),
  unusual(
    "non-ascii",
    "characters outside ASCII, as UTF-8",
    ["webhook.verifies-as-latin1"],
    inManyScripts,
  ),
  {
    ...unusual(
      "non-ascii-in-pieces",
      "characters outside ASCII, one of them cut in two on its way",
      ["webhook.verifies-as-latin1"],
      inManyScripts,
      () => null,
      (request) => ({ ...request, inPieces: true }),
    ),
    // Among others, pieces would be read together.
    alone: true,
  },
];

/** Of one to four bytes a character, in composed letters and in others. */
function inManyScripts(text: string): string {
  return text.replace("cb_", `후원-${"후원".normalize("NFD")}-é-e\u0301-😀_`);
}

/** A check of what a body may hold. */
export function bodyCheck(
  id: string,
  level: CheckDefinition["level"],
  details: Pick<CheckDefinition, "title" | "why" | "fix" | "kills">,
): CheckDefinition {
  return {
    id: `webhook.body.${id}`,
    level,
    clause: `${WEBHOOK_CLAUSE}, delivery: the raw body`,
    ...details,
  };
}

function unusual(
  id: string,
  what: string,
  kills: readonly string[],
  rewrite: (text: string) => string,
  notApplicable: (target: WebhookTarget) => string | null = () => null,
  carry: (request: OutgoingRequest) => OutgoingRequest = (request) => request,
): Scenario<WebhookTarget> {
  const definition = bodyCheck(`${id}-accepted`, "MUST", {
    title: `a correctly signed body with ${what} is accepted`,
    why: REWRITTEN,
    fix: RAW_BYTES,
    kills: [...kills, ...REFUSES_ALL],
  });
  return {
    id: `webhook.accepted.body.${id}`,
    requests: 1,
    notApplicable,
    checks: [definition],
    run: async (context) => {
      const usual = bodyText(context, [ordinaryEvent(context, id)]);
      const text = rewrite(usual);
      if (text === usual) {
        context.notApplicable(
          definition.id,
          "nothing in an ordinary delivery of this format can be written so",
        );
        return;
      }
      const step = await context.send(what, carry(rawDelivery(context, Buffer.from(text))));
      context.judge(definition.id, step, (reply) =>
        expectSuccess(reply, "the bytes are legal JSON and correctly signed"),
      );
    },
  };
}
