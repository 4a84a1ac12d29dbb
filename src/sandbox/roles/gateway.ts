/** The Partner Gateway: verifies entries and redirects to the WebView; its relay has a folder of its own. */
import {
  emptyReply,
  queryOf,
  type ServedReply,
  type ServedRequest,
} from "../../core/server.js";
import type { EntryRecipe } from "../../protocols/entry/recipe.js";
import { parseEntryQuery } from "../../protocols/entry/request.js";
import {
  type EntryRefusal,
  type EntryVerdict,
  verifyEntry,
} from "../../protocols/entry/verify.js";
import { type Bend, defineRole, type SandboxWorld } from "../role.js";
import type { WebhookAgreement } from "./game-server.js";
import { RELAY_FAULTS } from "./gateway-relay/faults.js";
import {
  createPlayCampClient,
  type Entrant,
  type PlayCampClient,
  RELAY_PATH,
} from "./gateway-relay/playcamp.js";
import {
  createRelay,
  type RelayPolicy,
  RIGHT_RELAY,
} from "./gateway-relay/relay.js";
import type { SdkApiAgreement } from "./sdk-api/agreement.js";

/** What this role must know of the profile. */
export interface EntryAgreement {
  readonly recipe: EntryRecipe;
  readonly keys: readonly string[];
}

interface GatewayPolicy {
  /** Grounds for refusal that are let pass. */
  readonly overlooked: readonly EntryRefusal[];
  readonly refusal: (
    reason: EntryRefusal,
    agreement: EntryAgreement,
  ) => ServedReply;
  readonly success: (location: string) => ServedReply;
  /** Where an entry leads, given where the WebView opens for it. */
  readonly location: (webView: string, agreement: EntryAgreement) => string;
  /** Whether a user who enters again within a minute gets the same token. */
  readonly reusesTokens: boolean;
  readonly relay: RelayPolicy;
  /** The query as the verifier gets to see it. */
  readonly readQuery: (query: string, recipe: EntryRecipe) => string;
  /** Lies about how much time has passed since signing. */
  readonly clockShiftMs: (agreement: EntryAgreement) => number;
  /** Answers that are given before the entry is even looked at. */
  readonly rejects: (
    query: URLSearchParams,
    recipe: EntryRecipe,
    rawQuery: string,
  ) => ServedReply | null;
}

const unauthorized = () => emptyReply(401);

const RIGHT: GatewayPolicy = {
  overlooked: [],
  refusal: unauthorized,
  success: (location) => emptyReply(302, [["Location", location]]),
  location: (webView) => webView,
  reusesTokens: false,
  relay: RIGHT_RELAY,
  readQuery: (query) => query,
  clockShiftMs: () => 0,
  rejects: () => null,
};

function overlook(
  id: string,
  title: string,
  ...reasons: EntryRefusal[]
): Bend<GatewayPolicy> {
  return {
    id,
    title,
    bend: (policy) => ({
      ...policy,
      overlooked: [...policy.overlooked, ...reasons],
    }),
  };
}

function reject(
  id: string,
  title: string,
  rejects: GatewayPolicy["rejects"],
): Bend<GatewayPolicy> {
  return { id, title, bend: (policy) => ({ ...policy, rejects }) };
}

/** Rewrites the token inside a query, the rest untouched. */
function rewriteToken(
  query: string,
  recipe: EntryRecipe,
  rewrite: (token: string) => string,
): string {
  const { request } = parseEntryQuery(recipe, query);
  if (request?.token == null) return query;
  const prefix = `${encodeURIComponent(recipe.params.token)}=`;
  return query
    .split("&")
    .map((pair) =>
      pair.startsWith(prefix)
        ? prefix + encodeURIComponent(rewrite(request.token ?? ""))
        : pair,
    )
    .join("&");
}

const hasNonAscii = (query: URLSearchParams) =>
  [...query.values()].some((value) => /[^\x20-\x7e]/.test(value));

const FAULTS: readonly Bend<GatewayPolicy>[] = [
  overlook(
    "entry.skips-signature",
    "any signature is as good as the right one",
    "signature_mismatch",
  ),
  overlook(
    "entry.accepts-expired",
    "the timestamp's age is not checked",
    "expired",
  ),
  overlook(
    "entry.accepts-future",
    "a timestamp far ahead is accepted",
    "in_future",
  ),
  overlook(
    "entry.ignores-token-user",
    "a token counts for whichever user the URL names",
    "usn_mismatch",
  ),
  overlook(
    "entry.accepts-missing-token",
    "an entry without a token is let in",
    "token_missing",
  ),
  overlook(
    "entry.accepts-malformed-token",
    "a token that cannot be taken apart is let in",
    "token_malformed",
  ),
  overlook(
    "entry.accepts-word-timestamp",
    "a timestamp that is no number is never too old",
    "timestamp_invalid",
  ),
  overlook(
    "entry.accepts-missing-user",
    "an entry without a user is let in",
    "usn_missing",
  ),
  {
    id: "entry.cuts-long-signatures",
    title: "what follows the signature is cut off before comparing",
    bend: (policy) => ({
      ...policy,
      readQuery: (query, recipe) =>
        rewriteToken(query, recipe, (token) =>
          token.replace(/([0-9a-f]{64})[0-9a-zA-Z]+$/, "$1"),
        ),
    }),
  },
  {
    id: "entry.ignores-extra-parts",
    title: "parts after the signature are ignored",
    bend: (policy) => ({
      ...policy,
      readQuery: (query, recipe) =>
        rewriteToken(query, recipe, (token) =>
          token.replace(/([0-9a-f]{64})\|.*$/, "$1"),
        ),
    }),
  },
  {
    id: "entry.decodes-twice",
    title: "query values are URL-decoded twice",
    bend: (policy) => ({
      ...policy,
      readQuery: (query) =>
        query
          .split("&")
          .map((pair) => pair.replaceAll(/%25([0-9A-Fa-f]{2})/g, "%$1"))
          .join("&"),
    }),
  },
  {
    id: "entry.expires-early",
    title: "tokens expire after half their agreed life",
    bend: (policy) => ({
      ...policy,
      clockShiftMs: ({ recipe }) => recipe.signature.ttlMs / 2,
    }),
  },
  {
    id: "entry.answers-200",
    title: "success is answered 200 with a page instead of a redirect",
    bend: (policy) => ({ ...policy, success: () => emptyReply(200) }),
  },
  {
    id: "entry.empty-location",
    title: "the redirect names no place",
    bend: (policy) => ({
      ...policy,
      success: () => emptyReply(302, [["Location", ""]]),
    }),
  },
  {
    id: "entry.refuses-with-403",
    title: "refusals are answered 403",
    bend: (policy) => ({ ...policy, refusal: () => emptyReply(403) }),
  },
  {
    id: "entry.redirects-refusals",
    title: "refusals are redirected to a login page",
    bend: (policy) => ({
      ...policy,
      refusal: () =>
        emptyReply(302, [["Location", "https://webview.example/login"]]),
    }),
  },
  {
    id: "entry.crashes-on-word-timestamp",
    title: "a timestamp that is no number ends in a 500",
    bend: (policy) => ({
      ...policy,
      refusal: (reason) =>
        emptyReply(reason === "timestamp_invalid" ? 500 : 401),
    }),
  },
  {
    id: "entry.leaks-key",
    title: "the redirect's Location carries the shared key",
    bend: (policy) => ({
      ...policy,
      location: (webView, agreement) =>
        `${policy.location(webView, agreement)}&debug=${encodeURIComponent(agreement.keys[0] ?? "")}`,
    }),
  },
  {
    id: "entry.explains-refusals-with-key",
    title: "a refusal shows the text that should have been signed, key and all",
    bend: (policy) => ({
      ...policy,
      refusal: (reason, { keys }) => ({
        ...emptyReply(401),
        body: Buffer.from(`${reason}: expected the hash of …|${keys[0] ?? ""}`),
      }),
    }),
  },
  reject(
    "entry.refuses-everything",
    "every entry is answered 401",
    unauthorized,
  ),
  reject(
    "entry.requires-campaign",
    "an entry without a campaign is refused",
    (query, recipe) =>
      query.has(recipe.params.campaign) ? null : unauthorized(),
  ),
  reject(
    "entry.refuses-campaign",
    "an entry with a campaign is refused",
    (query, recipe) =>
      query.has(recipe.params.campaign) ? unauthorized() : null,
  ),
  reject(
    "entry.needs-user-first",
    "the user must be the first parameter",
    (query, recipe) => {
      const [first] = [...query.keys()];
      return first === recipe.params.usn || !query.has(recipe.params.usn)
        ? null
        : unauthorized();
    },
  ),
  reject(
    "entry.refuses-unknown-parameters",
    "a parameter it does not know is refused",
    (query) => (query.has("utm_source") ? emptyReply(400) : null),
  ),
  reject(
    "entry.crashes-on-non-ascii",
    "a user id outside ASCII ends in a 500",
    (query) => (hasNonAscii(query) ? emptyReply(500) : null),
  ),
  reject(
    "entry.refuses-non-ascii",
    "a user id outside ASCII is refused",
    (query) => (hasNonAscii(query) ? unauthorized() : null),
  ),
  {
    id: "flow.redirects-without-token",
    title: "the redirect leads to the WebView without the token that opens it",
    bend: (policy) => ({
      ...policy,
      location: (webView) => webView.replace(/ott=[^&]*/, "ott="),
    }),
  },
  {
    id: "flow.reuses-webview-tokens",
    title: "a user who enters again gets the same WebView token",
    bend: (policy) => ({ ...policy, reusesTokens: true }),
  },
  ...RELAY_FAULTS.map(({ id, title, change }) => ({
    id,
    title,
    bend: (policy: GatewayPolicy) => ({
      ...policy,
      relay: { ...policy.relay, ...change },
    }),
  })),
];

const VARIANTS: readonly Bend<GatewayPolicy>[] = [
  {
    id: "entry.relative-location",
    title: "the redirect's Location is relative",
    bend: (policy) => ({
      ...policy,
      location: (webView) => {
        const { pathname, search } = new URL(webView);
        return pathname + search;
      },
    }),
  },
  {
    id: "entry.chatty-refusals",
    title: "refusals carry a JSON body and set a cookie",
    bend: (policy) => ({
      ...policy,
      refusal: (reason) => ({
        status: 401,
        headers: [
          ["Content-Type", "application/json"],
          ["Set-Cookie", "visit=1; Path=/"],
        ],
        body: Buffer.from(JSON.stringify({ error: "UNAUTHORIZED", reason })),
      }),
    }),
  },
  {
    id: "entry.missing-user-is-400",
    title: "an entry without a user is answered 400",
    bend: (policy) => ({
      ...policy,
      refusal: (reason) => emptyReply(reason === "usn_missing" ? 400 : 401),
    }),
  },
];

export const gatewayRole = defineRole<
  GatewayPolicy,
  {
    readonly entry: EntryAgreement;
    readonly webhook: WebhookAgreement;
    readonly sdkApi: SdkApiAgreement;
  }
>({
  id: "gateway",
  title: "Partner Gateway",
  paths: {
    "/gateway/api/{partner}/sponsor": "WebView entry: 302 or 401",
    [RELAY_PATH]: "POST: PlayCamp's webhooks; GET: what became of them",
  },
  policy: RIGHT,
  faults: FAULTS,
  variants: VARIANTS,
  start: ({ entry, webhook, sdkApi }, policy, world) => {
    const playCamp = createPlayCampClient(sdkApi.serverKey, world);
    const webViewOf = createDoor(playCamp, policy);
    return {
      routes: [
        {
          prefix: "/gateway",
          handle: (request) =>
            answerEntry(request, entry, policy, webViewOf, world),
        },
        {
          prefix: RELAY_PATH,
          handle: createRelay(
            webhook,
            policy.relay,
            () => playCamp.secrets(),
            world,
          ),
        },
      ],
    };
  },
});

type WebViewOf = (entrant: Entrant) => Promise<string>;

/** Where the WebView opens; a page that does not exist where PlayCamp is out of reach. */
function createDoor(
  playCamp: PlayCampClient,
  { reusesTokens }: GatewayPolicy,
): WebViewOf {
  const given = new Map<string, string>();
  return async (entrant) => {
    const known = reusesTokens ? given.get(entrant.userId) : undefined;
    const webView = known ?? (await playCamp.webViewOf(entrant));
    if (webView === null) return plainWebView(entrant);
    if (reusesTokens) given.set(entrant.userId, webView);
    return webView;
  };
}

function plainWebView({ userId, campaignId }: Entrant): string {
  return `https://webview.example/sponsor?user=${encodeURIComponent(userId)}${
    campaignId === "" ? "" : `&campaign=${encodeURIComponent(campaignId)}`
  }`;
}

async function answerEntry(
  request: ServedRequest,
  agreement: EntryAgreement,
  policy: GatewayPolicy,
  webViewOf: WebViewOf,
  { clock }: SandboxWorld,
): Promise<ServedReply> {
  if (request.method !== "GET" && request.method !== "HEAD") {
    return emptyReply(405, [["Allow", "GET, HEAD"]]);
  }
  const { recipe, keys } = agreement;
  const rawQuery = queryOf(request.target);
  const query = new URLSearchParams(rawQuery);
  const rejected = policy.rejects(query, recipe, rawQuery);
  if (rejected !== null) return rejected;
  const verdict: EntryVerdict = verifyEntry(
    recipe,
    `?${policy.readQuery(rawQuery, recipe)}`,
    keys,
    clock.nowMs() + policy.clockShiftMs(agreement),
  );
  if (!verdict.accepted && !policy.overlooked.includes(verdict.reason)) {
    return policy.refusal(verdict.reason, agreement);
  }
  const usn = verdict.accepted
    ? verdict.usn
    : (query.get(recipe.params.usn) ?? "");
  const campaign = query.get(recipe.params.campaign) ?? "";
  const callbackId = query.get(recipe.params.token);
  const webView = await webViewOf({
    userId: usn,
    campaignId: campaign,
    callbackId: callbackId === "" ? null : callbackId,
  });
  return policy.success(policy.location(webView, agreement));
}
