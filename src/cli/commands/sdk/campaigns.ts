/** `campaigns …` and `creators …`: their declarations. */
import { defineCommand } from "../../define-command.js";
import { integer, type OptionsOf, text } from "../../options.js";
import { sandboxOption } from "../../session/sandbox-options.js";
import { pageOptions } from "../webhooks/webhooks-options.js";
import { CREATOR_ARGUMENT } from "./sdk-options.js";

const paged = { ...pageOptions, ...sandboxOption() };
export type ListOptions = OptionsOf<typeof paged>;

const one = { ...sandboxOption() };
export type ShowOptions = OptionsOf<typeof one>;

const search = {
  campaign: text("--campaign <id>", "creators of this campaign alone"),
  limit: integer("--limit <n>", "at most so many, 1 to 100", { min: 1, max: 100 }),
  ...sandboxOption(),
};
export type SearchOptions = OptionsOf<typeof search>;

export const campaignsList = defineCommand({
  name: "campaigns list",
  group: "SDK API",
  summary: "list the campaigns of this game",
  options: paged,
  examples: ["playcamp-gw campaigns list --sandbox"],
  load: async () => ({ run: (await import("./campaigns.run.js")).list }),
});

export const campaignsShow = defineCommand({
  name: "campaigns show",
  group: "SDK API",
  summary: "show a campaign and its creators",
  arguments: [{ name: "<campaign>", description: "the campaign's id" }],
  options: one,
  examples: ["playcamp-gw campaigns show campaign_default --sandbox"],
  load: async () => ({ run: (await import("./campaigns.run.js")).show }),
});

export const creatorsSearch = defineCommand({
  name: "creators search",
  group: "SDK API",
  summary: "search creators by name",
  arguments: [{ name: "<keyword>", description: "part of the name, 1 to 10 characters" }],
  options: search,
  examples: ["playcamp-gw creators search luna --sandbox"],
  load: async () => ({ run: (await import("./campaigns.run.js")).searchCreators }),
});

export const creatorsShow = defineCommand({
  name: "creators show",
  group: "SDK API",
  summary: "show a creator and the creator's coupon codes",
  arguments: [CREATOR_ARGUMENT],
  options: one,
  examples: ["playcamp-gw creators show LUNA7 --sandbox"],
  load: async () => ({ run: (await import("./campaigns.run.js")).showCreator }),
});
