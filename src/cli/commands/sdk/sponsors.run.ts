/** `sponsors …`: read, begun, changed, ended. */
import type { CommandRun } from "../../define-command.js";
import { given } from "./sdk-options.js";
import { runCall, runList, runPlainList } from "./sdk-run.js";
import type { HistoryOptions, ReadOptions, WriteOptions } from "./sponsors.js";

export const get: CommandRun<ReadOptions> = (session, { arguments: [user = ""], options }) =>
  runPlainList(session, options, {
    name: "sponsors",
    path: ["sponsors", "user", user],
    query: given({ campaignId: options.campaign }),
    members: ["campaignId", "creatorKey", "isActive", "sponsoredAt", "endedAt"],
  });

export const history: CommandRun<HistoryOptions> = (session, { arguments: [user = ""], options }) =>
  runList(session, options, {
    name: "history",
    path: ["sponsors", "user", user, "history"],
    query: given({ campaignId: options.campaign }),
    members: ["id", "createdAt", "action", "campaignId", "creatorKey", "previousCreatorKey"],
  });

export const set: CommandRun<WriteOptions> = (
  session,
  { arguments: [user = "", creator = ""], options },
) =>
  runCall(session, options, {
    method: "POST",
    path: ["sponsors"],
    body: { userId: user, creatorKey: creator, ...termsOf(options) },
  });

export const change: CommandRun<WriteOptions> = (
  session,
  { arguments: [user = "", creator = ""], options },
) =>
  runCall(session, options, {
    method: "PUT",
    path: ["sponsors", "user", user],
    body: { newCreatorKey: creator, ...termsOf(options) },
  });

/** A DELETE has no body: what it says stands in the query. */
export const end: CommandRun<WriteOptions> = (session, { arguments: [user = ""], options }) =>
  runCall(session, options, {
    method: "DELETE",
    path: ["sponsors", "user", user],
    query: given({
      campaignId: options.campaign,
      callbackId: options.callback,
      isTest: options.test ? "true" : undefined,
    }),
  });

function termsOf({ campaign, callback, test }: WriteOptions) {
  return {
    ...given({ campaignId: campaign, callbackId: callback }),
    ...(test ? { isTest: true } : {}),
  };
}
