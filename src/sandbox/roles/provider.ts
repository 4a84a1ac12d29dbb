/** The game provider's launch API: opens a session and says where the game is. */
import { headerValue } from "../../core/http.js";
import {
  emptyReply,
  jsonReply,
  pathOf,
  queryOf,
  type ServedReply,
  type ServedRequest,
} from "../../core/server.js";
import { KNOWN_GAMES, PLATFORMS, PORTAL_MODES } from "../../protocols/wallet/launch.js";
import { PUBLIC_KEY_HEADER } from "../../protocols/wallet/signature.js";
import { deviationsOf, defineRole, type SandboxWorld } from "../role.js";

/** What this role must know of the profile. */
export interface ProviderAgreement {
  readonly publicKey: string;
}

interface ProviderPolicy {
  readonly reply: (launch: {
    readonly launch_url: string;
    readonly session_token: string;
  }) => ServedReply;
}

const REQUIRED = [
  "userToken",
  "currency",
  "platform",
  "portalMode",
  "returnUrl",
  "language",
] as const;

const refused = (status: number, message: string) =>
  jsonReply(status, { code: status, message, data: null });

const variant = deviationsOf<ProviderPolicy>("provider.");

const VARIANTS = [
  variant("wraps-replies", "the reply comes in the envelope of the callbacks", {
    reply: (data) => jsonReply(200, { code: 200, message: "OK", data }),
  }),
];

export const providerRole = defineRole<ProviderPolicy, { readonly provider: ProviderAgreement }>({
  id: "provider",
  title: "Game provider (launch API)",
  paths: {
    "/provider/api/v1/launch/{game}": "GET: {launch_url, session_token}",
  },
  policy: { reply: (launch) => jsonReply(200, launch) },
  faults: [],
  variants: VARIANTS,
  start: ({ provider }, policy, world) => ({
    routes: [
      {
        prefix: "/provider",
        handle: async (request) => launch(request, provider, policy, world),
      },
    ],
  }),
});

function launch(
  { method, target, headers }: ServedRequest,
  { publicKey }: ProviderAgreement,
  policy: ProviderPolicy,
  { random, baseUrl }: SandboxWorld,
): ServedReply {
  const [, game] = /^\/api\/v1\/launch\/([^/]+)$/.exec(pathOf(target)) ?? [];
  if (game === undefined) return refused(404, "nothing is here");
  if (method !== "GET") return emptyReply(405, [["Allow", "GET"]]);
  if (headerValue(headers, PUBLIC_KEY_HEADER) !== publicKey)
    return refused(401, "unknown public key");
  if (!Object.hasOwn(KNOWN_GAMES, game)) return refused(404, "no such game");
  const query = new URLSearchParams(queryOf(target));
  const missing = REQUIRED.find((name) => (query.get(name) ?? "") === "");
  if (missing !== undefined) return refused(400, `${missing} is missing`);
  if (!isOneOf(PLATFORMS, query.get("platform"))) return refused(400, "no such platform");
  if (!isOneOf(PORTAL_MODES, query.get("portalMode"))) return refused(400, "no such portal mode");
  const sessionToken = Buffer.from(random.bytes(16)).toString("hex");
  return policy.reply({
    launch_url: `${baseUrl()}/provider/play/${game}?session=${sessionToken}`,
    session_token: sessionToken,
  });
}

function isOneOf(values: readonly string[], value: string | null): boolean {
  return value !== null && values.includes(value);
}
