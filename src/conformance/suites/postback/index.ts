/** The `postback` suite: does a reward app count every level once, for the right user, and for the right coins? */
import { postbackSettings } from "../../../profile/postback-settings.js";
import { defineSuite } from "../../suite.js";
import { bandScenarios } from "./bands.js";
import { bodyScenarios } from "./bodies.js";
import { coinScenarios } from "./coins.js";
import { fieldScenarios } from "./fields.js";
import { legacyScenarios } from "./legacy.js";
import { lookupScenarios } from "./lookups.js";
import { raceScenarios } from "./races.js";
import { repeatScenarios } from "./repeats.js";
import { replyScenarios } from "./replies.js";
import { secretScenarios } from "./secrets.js";
import type { PostbackTarget } from "./target.js";

export const postbackSuite = defineSuite<PostbackTarget>({
  id: "postback",
  title: "Postback at the reward app",
  scenarios: [
    ...secretScenarios,
    ...fieldScenarios,
    ...bodyScenarios,
    ...lookupScenarios,
    ...replyScenarios,
    ...repeatScenarios,
    ...coinScenarios,
    ...bandScenarios,
    ...legacyScenarios,
    ...raceScenarios,
  ],
  isConfigured: ({ profile }) => profile.postback !== undefined,
  open: async ({ profile }) => {
    const target = await postbackSettings(profile, "the postback suite");
    return { target, url: target.url, connection: target.connection };
  },
});
