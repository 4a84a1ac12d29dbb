/**
 * PlayCamp: the SDK API (who may call, and which endpoints answer), the
 * WebView, and the webhooks that both make it send.
 */
import { headerValue } from "../../../core/http.js";
import {
  pathOf,
  queryOf,
  type ServedOutcome,
  type ServedReply,
  type ServedRequest,
} from "../../../core/server.js";
import { defineRole } from "../../role.js";
import { cutInHalf } from "../../trouble.js";
import type { SdkApiAgreement } from "./agreement.js";
import { createAnnouncer } from "./deliver.js";
import { campaignsResource } from "./campaigns.js";
import { createCatalogue } from "./catalogue.js";
import { createCouponBook } from "./coupon-book.js";
import { couponsResource } from "./coupons.js";
import { creatorsResource } from "./creators.js";
import { matchRoute, type SdkDesk, type SdkResource, type SdkRoute } from "./endpoints.js";
import { paymentsResource } from "./payments.js";
import { playtimeResource } from "./playtime.js";
import { CONDITIONS, FAULTS, RIGHT, type SdkApiPolicy, VARIANTS } from "./sdk-api-policy.js";
import { errorReply } from "./sdk-api-replies.js";
import { createSponsorBook } from "./sponsor-book.js";
import { sponsorsResource } from "./sponsors.js";
import { createWebhookBook } from "./webhook-book.js";
import { webhooksResource } from "./webhooks.js";
import { type FoundRoute, watchedRoutes } from "./watch/watched-api.js";
import { createWebView } from "./webview.js";

export type { SdkApiAgreement } from "./agreement.js";

const PREFIX = "/playcamp";
const BASE = "/v1/server/";
const CLIENT_BASE = "/v1/client/";

/** Every resource but the WebView, which has pages as well. A new one is a file and a line here. */
const RESOURCES: readonly SdkResource[] = [
  campaignsResource,
  creatorsResource,
  couponsResource,
  sponsorsResource,
  paymentsResource,
  playtimeResource,
  webhooksResource,
];

export const sdkApiRole = defineRole<SdkApiPolicy, { readonly sdkApi: SdkApiAgreement }>({
  id: "sdk-api",
  title: "PlayCamp SDK API",
  paths: {
    ...Object.fromEntries(
      [...RESOURCES, createWebView().resource].map(({ id, title }) => [
        `${PREFIX}${BASE}${id}`,
        title,
      ]),
    ),
    "/v1/": "the same API as one that watches its caller: conformance client judges what was sent",
    "/watched": "what was called there, for the holder of the server key; POST begins anew",
    [`${PREFIX}${CLIENT_BASE}campaigns`]:
      "the client key's side: campaigns with /packages, creators, coupons/validate, sponsors?userId=",
    "/webview/": "the WebView, opened by ?ott=",
  },
  policy: RIGHT,
  faults: FAULTS,
  variants: VARIANTS,
  conditions: CONDITIONS,
  start: ({ sdkApi }, policy, world) => {
    const webhooks = createWebhookBook();
    const known = createCatalogue(sdkApi.samples);
    const catalogue = { ...known, campaigns: policy.campaigns(known.campaigns) };
    const desk: SdkDesk = {
      policy,
      world,
      announcer: createAnnouncer(webhooks, world),
      catalogue,
      webhooks,
      sponsors: createSponsorBook(),
      coupons: createCouponBook(catalogue, policy.countsCouponUses),
    };
    const webView = createWebView();
    const routesOf = (of: SdkDesk) =>
      [...RESOURCES, webView.resource].flatMap((resource) => resource.routes(of));
    const watched = { ...desk, policy: { ...policy, ...LENIENT } };
    const watchedBelow = routesOf(watched);
    return {
      routes: [
        { prefix: PREFIX, handle: createSdkApi(sdkApi, routesOf(desk), desk) },
        { prefix: "/webview", handle: async (request) => webView.handle(request, desk) },
        ...watchedRoutes(
          sdkApi,
          {
            answer: createSdkApi(sdkApi, watchedBelow, watched),
            routeOf: (request) => routeOf(watchedBelow, request),
          },
          world,
        ),
      ],
    };
  },
});

/** Where PlayCamp's texts contradict each other, a caller may go by either. */
const LENIENT: Partial<SdkApiPolicy> = { needsDistributionType: false, searchesByQ: true };

function createSdkApi(
  agreement: SdkApiAgreement,
  routes: readonly SdkRoute[],
  { policy, world }: SdkDesk,
) {
  let requests = 0;
  return async (request: ServedRequest): Promise<ServedOutcome> => {
    requests += 1;
    const trouble = policy.trouble(requests);
    if (trouble?.kind === "instead") return trouble.outcome;
    if (trouble?.kind === "delay") await world.clock.sleep(trouble.ms);
    const isClient = pathOf(request.target).startsWith(CLIENT_BASE);
    const reply =
      refuse(agreement, request, isClient) ??
      (await answer(routes, request, isClient, world.clock.nowMs()));
    return trouble?.kind === "cut" ? cutInHalf(reply) : reply;
  };
}

/** 401 to strangers, 403 to those who have the other key. */
function refuse(
  { serverKey, clientKey }: SdkApiAgreement,
  { headers }: ServedRequest,
  isClient: boolean,
): ServedReply | null {
  const given = headerValue(headers, "Authorization") ?? "";
  const isServerKey = given === `Bearer ${serverKey}`;
  if (!isServerKey && given !== `Bearer ${clientKey}`) return errorReply(401, "Invalid API key");
  if (isServerKey !== isClient) return null;
  return errorReply(
    403,
    isClient
      ? "A server key has no place on client endpoints"
      : "A client key cannot use server endpoints",
  );
}

async function answer(
  routes: readonly SdkRoute[],
  request: ServedRequest,
  isClient: boolean,
  nowMs: number,
): Promise<ServedReply> {
  const { target, body } = request;
  const found = routeFor(routes, request, isClient);
  if (found === null) return errorReply(404, "Not found");
  if (found === "method") return errorReply(405, "Method not allowed");
  const query = new URLSearchParams(queryOf(target));
  return found.route.answer({ query, body, nowMs }, found.part);
}

function routeFor(
  routes: readonly SdkRoute[],
  { method, target }: ServedRequest,
  isClient: boolean,
): ReturnType<typeof matchRoute> {
  const parts = pathParts(pathOf(target), isClient ? CLIENT_BASE : BASE);
  const open = routes.filter(({ keys }) => keys === "both" || (keys === "client") === isClient);
  return parts === null ? null : matchRoute(open, method, parts);
}

/** A route by its name, as a record of calls has it. */
function routeOf(routes: readonly SdkRoute[], request: ServedRequest): FoundRoute {
  const isClient = pathOf(request.target).startsWith(CLIENT_BASE);
  const found = routeFor(routes, request, isClient);
  if (found === null) return { route: null, lacks: "path" };
  if (found === "method") return { route: null, lacks: "method" };
  const { method, path } = found.route;
  return { route: `${method} ${isClient ? "client/" : ""}${path}`, lacks: null };
}

/** Below a key's base, decoded; null elsewhere. */
function pathParts(path: string, base: string): readonly string[] | null {
  if (!path.startsWith(base)) return null;
  try {
    return path.slice(base.length).split("/").map(decodeURIComponent);
  } catch {
    return null;
  }
}
