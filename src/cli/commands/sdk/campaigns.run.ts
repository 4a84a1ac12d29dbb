/** `campaigns …` and `creators …`: read. */
import type { CommandRun } from "../../define-command.js";
import type { ListOptions, SearchOptions, ShowOptions } from "./campaigns.js";
import { given } from "./sdk-options.js";
import { runList, runPlainList, runWithParts } from "./sdk-run.js";

const CREATOR_MEMBERS = ["creatorKey", "creatorName", "genre", "status"];

export const list: CommandRun<ListOptions> = (session, { options }) =>
  runList(session, options, {
    name: "campaigns",
    path: ["campaigns"],
    members: ["campaignId", "campaignName", "status", "startDate", "endDate"],
  });

export const show: CommandRun<ShowOptions> = (session, { arguments: [id = ""], options }) =>
  runWithParts(session, options, ["campaigns", id], { name: "creators", members: CREATOR_MEMBERS });

export const searchCreators: CommandRun<SearchOptions> = (
  session,
  { arguments: [keyword = ""], options },
) =>
  runPlainList(session, options, {
    name: "creators",
    path: ["creators", "search"],
    query: given({
      keyword,
      campaignId: options.campaign,
      limit: options.limit === undefined ? undefined : String(options.limit),
    }),
    members: CREATOR_MEMBERS,
  });

export const showCreator: CommandRun<ShowOptions> = (session, { arguments: [key = ""], options }) =>
  runWithParts(session, options, ["creators", key], {
    name: "coupons",
    members: ["code", "packageNo", "status"],
  });
