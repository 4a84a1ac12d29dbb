/** The `entry` suite: does a gateway let in whom it should, and nobody else? */
import { entryConnection, entrySettings } from "../../../profile/entry-settings.js";
import { renderTemplate } from "../../../protocols/signing/template.js";
import { defineSuite } from "../../suite.js";
import { acceptedScenarios } from "./accepted.js";
import { alikeEntryScenarios } from "./alike-entries.js";
import { badlyWrittenScenarios } from "./badly-written.js";
import { freshEntry } from "./fresh-entry.js";
import { ownPlayerScenarios } from "./own-player.js";
import { refusedScenarios } from "./refused.js";
import { userIdScenarios } from "./user-ids.js";
import type { EntryTarget } from "./entry-target.js";

export const entrySuite = defineSuite<EntryTarget>({
  id: "entry",
  title: "WebView entry at the gateway",
  scenarios: [
    ...acceptedScenarios,
    ...userIdScenarios,
    ...ownPlayerScenarios,
    ...alikeEntryScenarios,
    ...badlyWrittenScenarios,
    ...refusedScenarios,
  ],
  control: "entry.valid.redirects",
  isConfigured: ({ profile }) => profile.entry !== undefined,
  open: async ({ profile }) => {
    const { recipe, keys } = await entrySettings(profile, "the entry suite");
    const target = { recipe, key: keys[0].value };
    return {
      target,
      url: renderTemplate(recipe.url, (name) => (name === "partner" ? recipe.partner : undefined)),
      connection: await entryConnection(profile, "the entry suite"),
      freshMessage: (exchange) => freshEntry(target, exchange),
    };
  },
});
