/** What `fire-callback` prints when it is done. */
import { meaningOfStatus } from "../../../protocols/wallet/http-meaning.js";
import { renderMillis } from "../../../protocols/wallet/millis.js";
import type { CallbackTamper } from "../../../protocols/wallet/tamper.js";
import type { CallbackReport } from "../../../tasks/wallet/fire-callback.js";
import { type JudgedReply, renderProblem } from "../../../tasks/wallet/judge-reply.js";
import type { CommandContext } from "../../command.js";
import { adviceLines, outcomeText } from "../../output/exchange-text.js";

/** The reply is what the call was for. */
const LONGEST_REPLY = 1_000;

/** Whether the operator did what a correct one does. */
export function behaved(report: CallbackReport, tamper: CallbackTamper | null): boolean {
  if (tamper === null) return report.callback?.accepted ?? false;
  return answerFits(report, tamper) && report.control?.accepted !== false;
}

function answerFits({ callback }: CallbackReport, tamper: CallbackTamper): boolean {
  const status = callback?.status ?? null;
  return status !== null && tamper.correct.accepts(status);
}

export function printCallbackReport(
  report: CallbackReport,
  tamper: CallbackTamper | null,
  currency: string,
  context: CommandContext,
): void {
  if (context.flags.json) {
    context.result(JSON.stringify(jsonReport(report, tamper), null, 2));
    return;
  }
  const { ids, callback, auth } = report;
  if (ids !== null && callback !== null)
    context.say(`provider_tx_id ${ids.txId}, action_id ${ids.roundId}`);
  if (auth !== null && callback !== null) sayProblems(auth, "auth", context);
  if (callback === null) {
    context.result(
      [
        `not fired: the auth before it ended with ${outcomeText(report.last.exchange)}`,
        ...(auth === null ? [] : explanation(auth)),
        ...adviceLines(report.last.exchange),
      ].join("\n"),
    );
    if (!report.isUnreachable) context.say("hint: --user ID fires without asking /auth.");
    return;
  }
  const answer = outcomeText(report.last.exchange, LONGEST_REPLY);
  context.result(
    (tamper === null
      ? [
          `${callback.accepted ? "accepted" : "not accepted"}: ${answer}`,
          ...explanation(callback),
          ...(callback.accepted ? [] : adviceLines(report.last.exchange)),
          ...balanceLine(callback, currency),
        ]
      : [
          `${report.name}, spoilt (${tamper.title}): ${answer}`,
          `a correct operator answers ${tamper.correct.statuses}: ${tamper.correct.why}`,
          ...verdictLines(report, tamper),
        ]
    ).join("\n"),
  );
  sayProblems(callback, report.name, context);
}

function verdictLines(report: CallbackReport, tamper: CallbackTamper): readonly string[] {
  if (!answerFits(report, tamper)) return ["THIS ONE DID NOT"];
  const { control } = report;
  if (control === null) return ["this one did"];
  const answer = outcomeText(control.exchange);
  return control.accepted
    ? [`this one did, and accepts a right callback (${control.name})`]
    : [
        `NOTHING IS SHOWN BY THAT: a right callback (${control.name}) is not accepted either: ${answer}`,
        ...adviceLines(control.exchange),
      ];
}

/** Why it is not accepted. */
function explanation({ status, refusal, problems }: JudgedReply): readonly string[] {
  if (status === null) return [];
  const name = refusal?.codeName ?? null;
  const meaning =
    status === 200
      ? []
      : [
          `${status}: ${meaningOfStatus(status).title}${name === null ? "" : ` (${refusal?.code ?? ""} ${name})`}`,
        ];
  return [...meaning, ...problems.filter(({ level }) => level === "MUST").map(renderProblem)];
}

function sayProblems({ problems }: JudgedReply, name: string, context: CommandContext): void {
  problems
    .filter(({ level }) => level !== "MUST")
    .forEach((problem) => context.say(`note on ${name}: ${renderProblem(problem)}`));
}

function balanceLine({ reply }: JudgedReply, currency: string): readonly string[] {
  if (reply === null) return [];
  if ("newBalance" in reply) return [`new balance: ${renderMillis(reply.newBalance, currency)}`];
  if ("balance" in reply) return [`balance: ${renderMillis(reply.balance, reply.currency)}`];
  return "amount" in reply ? [`balance: ${renderMillis(reply.amount, reply.currency)}`] : [];
}

function jsonReport(report: CallbackReport, tamper: CallbackTamper | null) {
  const { callback, auth, ids } = report;
  return {
    url: report.url,
    callback: report.name,
    ...(ids === null ? {} : { providerTxId: ids.txId, actionId: ids.roundId }),
    status: callback?.status ?? null,
    accepted: callback?.accepted ?? false,
    ...(tamper === null
      ? {}
      : {
          tamper: tamper.id,
          correct: tamper.correct.statuses,
          behavedCorrectly: behaved(report, tamper),
          ...(report.control === null ? {} : { control: report.control }),
        }),
    ...(auth === null ? {} : { auth: jsonReply(auth) }),
    reply: callback === null ? null : jsonReply(callback),
    attempts: report.attempts.map(({ exchange }) => exchange),
  };
}

function jsonReply({ status, refusal, problems, reply }: JudgedReply) {
  return {
    status,
    // An id may be an integer that JSON numbers cannot hold.
    ...(reply === null
      ? {}
      : {
          fields: Object.fromEntries(
            Object.entries(reply).map(([name, value]: [string, unknown]) => [
              name,
              typeof value === "bigint" ? value.toString() : value,
            ]),
          ),
        }),
    ...(refusal === null
      ? {}
      : {
          code: refusal.code,
          codeName: refusal.codeName,
          message: refusal.message,
        }),
    problems,
  };
}
