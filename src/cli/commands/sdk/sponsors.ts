/** `sponsors …`: their declarations. */
import { defineCommand } from "../../define-command.js";
import { type OptionsOf, text } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { pageOptions } from "../webhooks/webhooks-options.js";
import {
  callbackOption,
  campaignOption,
  CREATOR_ARGUMENT,
  testOption,
  USER_ARGUMENT,
} from "./sdk-options.js";

const reading = {
  campaign: text("--campaign <id>", "in this campaign alone"),
  ...sandboxOption(),
};
export type ReadOptions = OptionsOf<typeof reading>;

const paged = { ...reading, ...pageOptions };
export type HistoryOptions = OptionsOf<typeof paged>;

const writing = { ...campaignOption, ...callbackOption, ...testOption, ...sandboxOption() };
export type WriteOptions = OptionsOf<typeof writing>;

const RULE = "PlayCamp refuses another creator within 30 days.";

export const sponsorsGet = defineCommand({
  name: "sponsors get",
  group: "SDK API",
  summary: "show whom a user sponsors",
  arguments: [USER_ARGUMENT],
  options: reading,
  examples: ["playcamp-gw sponsors get 100001 --sandbox"],
  load: async () => ({ run: (await import("./sponsors.run.js")).get }),
});

export const sponsorsSet = defineCommand({
  name: "sponsors set",
  group: "SDK API",
  summary: "have a user sponsor a creator: begins, begins again or changes",
  description: `Has a user sponsor a creator, as POST sponsors does: it begins, begins again after an end, or\nchanges. ${RULE}`,
  arguments: [USER_ARGUMENT, CREATOR_ARGUMENT],
  options: writing,
  examples: ["playcamp-gw sponsors set 100001 LUNA7 --sandbox"],
  load: async () => ({ run: (await import("./sponsors.run.js")).set }),
});

export const sponsorsChange = defineCommand({
  name: "sponsors change",
  group: "SDK API",
  summary: "have a user who sponsors somebody sponsor another creator",
  description: `Has a user who sponsors somebody sponsor another creator, as PUT sponsors does. ${RULE}`,
  arguments: [USER_ARGUMENT, CREATOR_ARGUMENT],
  options: writing,
  examples: ["playcamp-gw sponsors change 100001 K9MAX --sandbox"],
  load: async () => ({ run: (await import("./sponsors.run.js")).change }),
});

export const sponsorsEnd = defineCommand({
  name: "sponsors end",
  group: "SDK API",
  summary: "have a user sponsor nobody any more",
  arguments: [USER_ARGUMENT],
  options: writing,
  examples: ["playcamp-gw sponsors end 100001 --sandbox"],
  load: async () => ({ run: (await import("./sponsors.run.js")).end }),
});

export const sponsorsHistory = defineCommand({
  name: "sponsors history",
  group: "SDK API",
  summary: "list what a user's sponsorships went through",
  arguments: [USER_ARGUMENT],
  options: paged,
  examples: ["playcamp-gw sponsors history 100001 --sandbox"],
  load: async () => ({ run: (await import("./sponsors.run.js")).history }),
});
