/** `coupons …`: tried, used, listed. */
import { UserError } from "../../../core/errors.js";
import type { CommandRun } from "../../define-command.js";
import type { ListOptions, TrialOptions, UseOptions } from "./coupons.js";
import { given } from "./sdk-options.js";
import { runCall, runList, runPlainList } from "./sdk-run.js";

export const validate: CommandRun<TrialOptions> = (session, { arguments: [code = ""], options }) =>
  runCall(session, options, {
    method: "POST",
    path: ["coupons", "validate"],
    body: { couponCode: code, userId: options.user, ...(options.test ? { isTest: true } : {}) },
  });

export const redeem: CommandRun<UseOptions> = (session, { arguments: [code = ""], options }) =>
  runCall(session, options, {
    method: "POST",
    path: ["coupons", "redeem"],
    body: {
      couponCode: code,
      userId: options.user,
      ...given({ callbackId: options.callback }),
      ...(options.test ? { isTest: true } : {}),
    },
  });

export const list: CommandRun<ListOptions> = async (session, { options }) => {
  const { user, creator } = options;
  if ((user === undefined) === (creator === undefined))
    throw new UserError("usage", "one of --user and --creator must be given", "Give one of them.");
  if (user !== undefined)
    return runList(session, options, {
      name: "coupons",
      path: ["coupons", "user", user],
      members: ["id", "couponCode", "campaignId", "creatorKey", "usedAt", "rewardDelivered"],
    });
  return runPlainList(session, options, {
    name: "coupons",
    path: ["creators", creator ?? "", "coupons"],
    members: ["code", "packageNo", "status"],
  });
};
