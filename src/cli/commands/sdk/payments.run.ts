/** `payments …` and `playtime send`: read and reported. */
import { renderInstant } from "../../../protocols/payments/times.js";
import type { CommandRun } from "../../define-command.js";
import type {
  CreateOptions,
  GetOptions,
  ListOptions,
  PlaytimeOptions,
  RefundOptions,
} from "./payments.js";
import { given } from "./sdk-options.js";
import { runCall, runList } from "./sdk-run.js";

export const get: CommandRun<GetOptions> = (session, { arguments: [id = ""], options }) =>
  runCall(session, options, { method: "GET", path: ["payments", id] });

export const list: CommandRun<ListOptions> = (session, { options }) =>
  runList(session, options, {
    name: "payments",
    path: ["payments", "user", options.user],
    members: [
      "transactionId",
      "purchasedAt",
      "amount",
      "currency",
      "status",
      "creatorKey",
      "campaignId",
      "productId",
    ],
  });

export const create: CommandRun<CreateOptions> = (session, { options }) => {
  const { user, tx, product, amount, currency, platform, distribution, receipt } = options;
  return runCall(session, options, {
    method: "POST",
    path: ["payments"],
    body: {
      userId: user,
      transactionId: tx,
      productId: product,
      amount: Number(amount),
      currency,
      platform: platform ?? "Other",
      distributionType: distribution,
      purchasedAt: renderInstant(options.purchasedAt ?? session.clock.nowMs()),
      ...given({ receipt }),
      ...termsOf(options),
    },
  });
};

export const refund: CommandRun<RefundOptions> = (session, { arguments: [id = ""], options }) =>
  runCall(session, options, {
    method: "POST",
    path: ["payments", id, "refund"],
    body: { ...given({ callbackId: options.callback }), ...(options.test ? { isTest: true } : {}) },
  });

export const sendPlaytime: CommandRun<PlaytimeOptions> = (session, { options }) => {
  const endedAtMs = options.endedAt ?? session.clock.nowMs();
  return runCall(session, options, {
    method: "POST",
    path: ["playtime", "sessions"],
    body: {
      sessionId: options.session,
      userId: options.user,
      durationSeconds: options.seconds,
      startedAt: renderInstant(endedAtMs - options.seconds * 1000),
      endedAt: renderInstant(endedAtMs),
      ...given({ platform: options.platform }),
      ...termsOf(options),
    },
  });
};

function termsOf({ campaign, creator, callback, test }: CreateOptions | PlaytimeOptions) {
  return {
    ...given({ campaignId: campaign, creatorKey: creator, callbackId: callback }),
    ...(test ? { isTest: true } : {}),
  };
}
