/** A game server that calls PlayCamp: it plays its flows on the watched SDK API when it is asked to. */
import { headerValue } from "../../../core/http.js";
import { emptyReply, jsonReply, pathOf, type ServedRequest } from "../../../core/server.js";
import { defineRole, type SandboxWorld } from "../../role.js";
import { call } from "../../outgoing.js";
import type { SdkApiAgreement } from "../sdk-api/agreement.js";
import { FAULTS } from "./faults.js";
import { play } from "./play.js";
import { type CallerPolicy, RIGHT } from "./policy.js";
import { VARIANTS } from "./variants.js";

/** On one machine nobody needs to wait as long as between companies. */
const PACE = { slowMs: 600, heldMs: 6_000 };

export const clientRole = defineRole<CallerPolicy, { readonly sdkApi: SdkApiAgreement }>({
  id: "client",
  title: "Game server that calls PlayCamp",
  paths: { "/client/play": "POST plays every flow on the watched SDK API, and ends with it" },
  policy: RIGHT,
  faults: FAULTS,
  variants: VARIANTS,
  start: ({ sdkApi }, policy, world) => ({
    routes: [
      {
        prefix: "/client",
        handle: async (request) => {
          const path = pathOf(request.target);
          if (request.method !== "POST") return emptyReply(405);
          if (path === "/events") return emptyReply(200);
          if (path !== "/play") return emptyReply(404);
          return isAllowed(request, sdkApi)
            ? playAnew(policy, sdkApi, world)
            : jsonReply(401, { error: "Invalid API key" });
        },
      },
    ],
  }),
});

function isAllowed({ headers }: ServedRequest, { serverKey }: SdkApiAgreement): boolean {
  return headerValue(headers, "Authorization") === `Bearer ${serverKey}`;
}

async function playAnew(policy: CallerPolicy, keys: SdkApiAgreement, world: SandboxWorld) {
  const { failure } = await call(
    world.http,
    {
      method: "POST",
      url: `${world.baseUrl()}/watched`,
      headers: [["Authorization", `Bearer ${keys.serverKey}`]],
      body: Buffer.from(JSON.stringify(PACE)),
      timeoutMs: 5_000,
    },
    NEVER,
  );
  if (failure !== null) return jsonReply(503, { error: failure.message });
  await play(policy, keys, world);
  return emptyReply(204);
}

const NEVER = new AbortController().signal;
