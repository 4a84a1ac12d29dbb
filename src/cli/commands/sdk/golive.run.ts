/** `golive check`: three calls that store nothing, and what is still missing. */
import { isJsonArray, jsonProperty } from "../../../core/json/value.js";
import { renderInstant } from "../../../protocols/payments/times.js";
import { shortLine } from "../../../reports/printable.js";
import type { ApiAnswer, CallApi } from "../../../tasks/webhooks/call-api.js";
import type { CommandRun } from "../../define-command.js";
import { renderColumns } from "../../output/columns.js";
import { openApi } from "./sdk-run.js";
import type { GoliveOptions } from "./golive.js";

interface Demand {
  readonly call: string;
  readonly isDone: boolean;
  readonly answer: string;
}

/** @source PlayCamp's developer guide, before publishing */
export const check: CommandRun<GoliveOptions> = async (session, { options }) => {
  const callApi = await openApi(session, options);
  const userId = options.user ?? "golive_check";
  const creatorKey = options.creator ?? (await firstCreator(callApi)) ?? "";
  const couponCode = options.coupon ?? (await firstCoupon(callApi, creatorKey)) ?? "GOLIVE-CHECK";
  const nowMs = session.clock.nowMs();
  const bodies: readonly (readonly [path: string, body: object])[] = [
    ["sponsors", { userId, creatorKey }],
    ["coupons/validate", { userId, couponCode }],
    [
      "payments",
      {
        userId,
        transactionId: `golive_check_${nowMs}`,
        productId: "golive_check",
        amount: 1,
        currency: "USD",
        platform: "Other",
        distributionType: "PC_SELF_STORE",
        purchasedAt: renderInstant(nowMs),
      },
    ],
  ];
  const demands: Demand[] = [];
  for (const [path, body] of bodies) {
    const call = `POST ${path}`;
    const answer = await callApi(call, {
      method: "POST",
      path: path.split("/"),
      body: { ...body, isTest: true },
    });
    demands.push({ call, ...judged(answer) });
  }
  const isReady = demands.every(({ isDone }) => isDone);
  if (session.flags.json)
    session.result(JSON.stringify({ ready: isReady, calls: demands }, null, 2));
  else session.result(renderColumns([["call", "state", "answer"], ...demands.map(rowOf)]));
  const missing = demands.filter(({ isDone }) => !isDone).map(({ call }) => call);
  session.say(
    isReady
      ? "all calls that PlayCamp demands were made"
      : `still missing: ${missing.join(", ")}; see --creator, --coupon and --user`,
  );
  return isReady ? "done" : "refused";
};

/** A coupon that is not valid was asked for all the same: that is what counts. */
function judged({ reply, sent }: ApiAnswer): Omit<Demand, "call"> {
  const status = String(sent.outcome.reply?.status ?? "no answer");
  switch (reply.kind) {
    case "data":
      return { isDone: true, answer: status };
    case "error":
      return { isDone: false, answer: `${status} ${reply.code ?? ""} ${reply.message}` };
    case "unreadable":
      return { isDone: false, answer: `${status} ${reply.problem}` };
  }
}

function rowOf({ call, isDone, answer }: Demand): readonly string[] {
  return [call, isDone ? "made" : "missing", shortLine(answer, 80)];
}

async function firstCreator(callApi: CallApi): Promise<string | null> {
  const campaigns = await listOf(callApi, "campaigns", ["campaigns"]);
  const active = campaigns.find((each) => jsonProperty(each, "status") === "IN_PROGRESS");
  const id = jsonProperty(active, "campaignId");
  if (typeof id !== "string") return null;
  const [creator] = await listOf(callApi, "its creators", ["campaigns", id, "creators"]);
  return textAt(creator, "creatorKey");
}

async function firstCoupon(callApi: CallApi, creatorKey: string): Promise<string | null> {
  if (creatorKey === "") return null;
  const [coupon] = await listOf(callApi, "its coupons", ["creators", creatorKey, "coupons"]);
  return textAt(coupon, "code");
}

/** What cannot be read is as good as nothing: the calls themselves tell. */
async function listOf(
  callApi: CallApi,
  step: string,
  path: readonly string[],
): Promise<readonly unknown[]> {
  const { reply } = await callApi(step, { method: "GET", path });
  return reply.kind === "data" && isJsonArray(reply.data) ? reply.data : [];
}

function textAt(value: unknown, name: string): string | null {
  const found = jsonProperty(value, name);
  return typeof found === "string" ? found : null;
}
