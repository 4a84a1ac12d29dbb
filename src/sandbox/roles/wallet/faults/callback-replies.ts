/** Defects in how replies are written. */
import { fieldText } from "../field-text.js";
import { emptyReply } from "../../../../core/server.js";
import { type JsonObject } from "../../../../core/json/value.js";
import { writeAnswer } from "../answer.js";
import { deviation, RIGHT_WALLET } from "../wallet-policy.js";

function without(data: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([each]) => each !== name));
}

export const REPLY_FAULTS = [
  deviation("errors-as-text", "refusals are plain text instead of the envelope", {
    write: (answer, agreement) =>
      answer.status === 200
        ? writeAnswer(answer, agreement)
        : {
            ...emptyReply(answer.status, [["Content-Type", "text/plain"]]),
            body: Buffer.from(answer.message),
          },
  }),
  deviation("errors-with-code-zero", "the envelope of refusals has the code 0", {
    write: (answer, agreement) =>
      writeAnswer(answer.status === 200 ? answer : { ...answer, code: 0 }, agreement),
  }),
  deviation("json-as-html", "JSON is sent as text/html", {
    write: (answer, agreement) => ({
      ...writeAnswer(answer, agreement),
      headers: [["Content-Type", "text/html; charset=utf-8"]],
    }),
  }),
  deviation("omits-new-balance", "the reply does not state the new balance", {
    replyData: (data) => without(data, "new_balance"),
  }),
  deviation("omits-zero-balance", "a balance of 0 is left out of replies", {
    replyData: (data) => (data["new_balance"] === 0 ? without(data, "new_balance") : data),
    balanceData: (account) => {
      const data = RIGHT_WALLET.balanceData(account);
      return account.balance === 0 ? without(data, "amount") : data;
    },
  }),
  deviation("omits-operator-tx-id", "the reply has no operator_tx_id", {
    replyData: (data) => without(data, "operator_tx_id"),
  }),
  deviation("echoes-other-tx-id", "the reply names another provider_tx_id", {
    replyData: (data) => ("provider_tx_id" in data ? { ...data, provider_tx_id: "0" } : data),
  }),
  deviation("balances-as-strings", "balances are written in quotes", {
    replyData: (data) =>
      Object.fromEntries(
        Object.entries(data).map(([name, value]) => [
          name,
          name === "new_balance" ? fieldText(value) : value,
        ]),
      ),
  }),
  deviation("success-with-code-zero", "the envelope of a success has the code 0", {
    write: (answer, agreement) =>
      writeAnswer(answer.status === 200 ? { ...answer, code: 0 } : answer, agreement),
  }),
];
