/** Refusals: their envelope, their content type, and what becomes of malformed JSON. */
import { headerValue, type HttpReply } from "../../../core/http.js";
import { toMillis } from "../../../protocols/wallet/millis.js";
import { CALLBACK_KINDS, CALLBACK_PATHS } from "../../../protocols/wallet/messages.js";
import { readRefusal } from "../../../protocols/wallet/refusals.js";
import { parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import { expectStatus, firstFinding } from "../../expect.js";
import type { Finding } from "../../finding.js";
import { precondition, type Step } from "../../scenario-context.js";
import { accepted } from "./expect-wallet-reply.js";
import { atTable, check } from "./scenario.js";
import { type Table } from "./table.js";
import { rawCallback, signedCallback, withField } from "./wallet-target.js";

const CLAUSE = 'Wallet callbacks, errors: {"code":402,"message":"…","data":null}';

const ENVELOPE = check("wallet.errors.envelope", "SHOULD", {
  title:
    "refusals carry the envelope, its code the HTTP status or one of the provider's five-digit codes",
  clause: CLAUSE,
  why: "The provider cannot tell the player why; its support asks yours.",
  fix: "Answer every refusal with {code, message, data: null} as JSON.",
  kills: ["wallet.errors-as-text", "wallet.errors-with-code-zero"],
});
const JSON_TYPE = check("wallet.errors.json-content-type", "SHOULD", {
  title: "replies and refusals are declared as application/json",
  clause: CLAUSE,
  why: "Some clients parse by the declared type and see an empty reply.",
  fix: "Set Content-Type: application/json on every reply.",
  kills: ["wallet.errors-as-text", "wallet.json-as-html"],
});
const MALFORMED = check("wallet.errors.malformed-json-refused", "MUST", {
  title: "malformed JSON, correctly signed, is answered 400 on every endpoint",
  clause: "Wallet callbacks, errors: 400 malformed; 5xx is repeated",
  why: "A 5xx makes the provider repeat what can never succeed; a 200 says that money moved.",
  fix: "Answer 400 when the body cannot be parsed.",
  kills: ["wallet.malformed-is-500", "wallet.malformed-is-200"],
});

export const errorScenarios = [
  atTable({
    id: "wallet.errors.refusals",
    checks: [ENVELOPE, JSON_TYPE],
    requests: 5,
    stakeMillis: 2000,
    play: playRefusals,
  }),
  atTable({
    id: "wallet.errors.malformed",
    checks: [MALFORMED],
    requests: 1 + CALLBACK_KINDS.length,
    stakeMillis: 1000,
    play: async (table) => {
      const control = await table.play("a right bet", table.bet("control"));
      const steps: Step[] = [];
      for (const kind of CALLBACK_KINDS) {
        const request = rawCallback(
          table.context.target,
          CALLBACK_PATHS[kind],
          Buffer.from('{"user_id":"1","amount":'),
        );
        steps.push(await table.play(`malformed JSON to /${kind}, correctly signed`, request));
      }
      table.context.judge(
        MALFORMED.id,
        steps,
        (...replies) =>
          firstFinding(...replies.map((reply) => expectStatus(reply, 400, "the body is no JSON"))),
        [accepted(control)],
      );
    },
  }),
];

async function playRefusals(table: Table): Promise<void> {
  const { target } = table.context;
  const bet = table.bet("bet");
  const placed = await table.play("a right bet", bet);
  const forged = parseCallbackTamper("wrong-secret").tamper(
    signedCallback(target, table.message(table.bet("forged"))),
  );
  const negative = withField(target, table.message(table.bet("negative")), "amount", -1);
  const refusals = [
    await table.play("a bet under another secret", {
      ...table.request(table.message(table.bet("forged"))),
      ...forged,
    }),
    await table.play(
      "a bet above the balance",
      table.bet("above", { amount: toMillis(Math.floor(table.opening.amount) + 1) }),
    ),
    await table.play("a bet's id with another amount", {
      ...bet,
      amount: toMillis(bet.amount + 1),
    }),
    await table.play("a bet with a negative amount", table.request(negative)),
  ];
  const preconditions = refusals.map((step) =>
    precondition(
      step,
      ({ status }) => status >= 400,
      "this was not refused, so there is no refusal to read",
    ),
  );
  table.context.judge(
    ENVELOPE.id,
    refusals,
    (...replies) => firstFinding(...replies.map(envelopeFinding)),
    preconditions,
  );
  table.context.judge(JSON_TYPE.id, [placed, ...refusals], (...replies) =>
    firstFinding(...replies.map(typeFinding)),
  );
}

function envelopeFinding({ status, body }: HttpReply): Finding | null {
  const [problem] = readRefusal(status, body).problems;
  return problem === undefined
    ? null
    : {
        expected: `${problem.field}: ${problem.expected}`,
        actual: `${status}, ${problem.found}`,
      };
}

function typeFinding({ status, headers }: HttpReply): Finding | null {
  const type = headerValue(headers, "content-type") ?? "none";
  return /^application\/(?:[\w.-]+\+)?json\b/i.test(type)
    ? null
    : {
        expected: "Content-Type: application/json",
        actual: `${status} with ${type}`,
      };
}
