/** The `client` suite: does a game's server call PlayCamp as it should? It judges what was sent to a watched SDK API. */
import { apiKeyHeader, sdkApiSettings } from "../../../profile/sdk-api-settings.js";
import { defineSuite } from "../../suite.js";
import type { ClientTarget } from "./client-target.js";
import { endpointScenarios } from "./endpoints.js";
import { goliveScenarios } from "./golive.js";
import { idScenarios } from "./ids.js";
import { markScenarios } from "./marks.js";
import { memberScenarios } from "./members.js";
import { repetitionScenarios } from "./repetitions.js";
import { timeoutScenarios } from "./timeouts.js";
import { timeScenarios } from "./times.js";

/** The sandbox's own game server plays during one request. */
const PLAYED_WITHIN_MS = 60_000;

export const clientSuite = defineSuite<ClientTarget>({
  id: "client",
  title: "Calls of the game server to PlayCamp",
  needs: ["sdkApi"],
  onlyWhenNamed: true,
  scenarios: [
    ...endpointScenarios,
    ...memberScenarios,
    ...markScenarios,
    ...idScenarios,
    ...repetitionScenarios,
    ...timeoutScenarios,
    ...timeScenarios,
    ...goliveScenarios,
  ],
  control: "client.auth.key-presented",
  isConfigured: ({ profile }) => profile.sdkApi !== undefined,
  open: async ({ profile, sandbox }) => {
    const settings = await sdkApiSettings(profile, "the client suite");
    const { origin } = new URL(settings.url);
    return {
      target: {
        origin,
        authorization: apiKeyHeader(settings),
        plays: sandbox,
        seen: { calls: null },
      },
      url: origin,
      connection: { ...settings.connection, timeoutMs: PLAYED_WITHIN_MS },
    };
  },
});
