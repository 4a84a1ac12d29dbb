/** The `postback` suite: does a reward app count every level once, for the right user, and for the right coins? */
import { postbackSettings } from "../../../profile/postback-settings.js";
import { defineSuite } from "../../suite.js";
import { bandScenarios } from "./bands.js";
import { bodyScenarios } from "./bodies.js";
import { coinBalanceScenarios } from "./coin-balance.js";
import { coinScenarios } from "./coins.js";
import { fieldScenarios } from "./fields.js";
import { freshPostback } from "./fresh-postback.js";
import { gridScenarios } from "./grid.js";
import { legacyScenarios } from "./legacy.js";
import { lookupScenarios } from "./lookups.js";
import { racedMilestoneScenarios } from "./raced-milestones.js";
import { racedPlayerScenarios } from "./raced-players.js";
import { raceScenarios } from "./races.js";
import { repeatScenarios } from "./repeats.js";
import { replyScenarios } from "./expect-postback-reply.js";
import { secretScenarios } from "./secrets.js";
import { walkScenarios } from "./walk.js";
import type { PostbackTarget } from "./postback-target.js";

export const postbackSuite = defineSuite<PostbackTarget>({
  id: "postback",
  title: "Postback at the reward app",
  control: "postback.milestone.awarded",
  scenarios: [
    ...secretScenarios,
    ...fieldScenarios,
    ...bodyScenarios,
    ...gridScenarios,
    ...lookupScenarios,
    ...replyScenarios,
    ...repeatScenarios,
    ...walkScenarios,
    ...coinScenarios,
    ...coinBalanceScenarios,
    ...bandScenarios,
    ...legacyScenarios,
    ...raceScenarios,
    ...racedMilestoneScenarios,
    ...racedPlayerScenarios,
  ],
  isConfigured: ({ profile }) => profile.postback !== undefined,
  open: async ({ profile }) => {
    const settings = await postbackSettings(profile, "the postback suite");
    const target: PostbackTarget = { ...settings, allotted: new Map() };
    const { url, connection } = target;
    return {
      target,
      url,
      connection,
      freshMessage: (exchange, redactor) => freshPostback(target, exchange, redactor),
    };
  },
});
