/** All counterparts in one server: one port, a path prefix for each. */
import { UserError } from "../core/errors.js";
import type { Http } from "../core/http.js";
import {
  jsonReply,
  type Listen,
  pathOf,
  type RequestHandler,
  type RunningServer,
  type ServedRequest,
} from "../core/server.js";
import { isNearHost } from "../core/host.js";
import { headerValue } from "../core/http.js";
import { suggestionHint } from "../core/suggest.js";
import { type Background, createBackground } from "./background.js";
import type { DeviationInfo, Route, SandboxWorld, ToldCall } from "./role.js";
import { SANDBOX_ROLES, type SandboxAgreement } from "./roles/index.js";

export const SANDBOX_FAULTS: readonly DeviationInfo[] = SANDBOX_ROLES.flatMap(
  (role) => role.faults,
);
export const SANDBOX_VARIANTS: readonly DeviationInfo[] = SANDBOX_ROLES.flatMap(
  (role) => role.variants,
);
export const SANDBOX_CONDITIONS: readonly DeviationInfo[] = SANDBOX_ROLES.flatMap(
  (role) => role.conditions,
);

/** Large enough for every test delivery, small enough to keep a mistake harmless. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

export interface SandboxOptions {
  readonly listen: Listen;
  readonly host: string;
  readonly port: number;
  readonly clock: SandboxWorld["clock"];
  readonly random: SandboxWorld["random"];
  /** How counterparts send; left out, they only answer. */
  readonly http?: Http;
  /** Ids of faults, variants and conditions. */
  readonly deviations: readonly string[];
  /** Made once the address is known, because the agreement holds URLs. */
  readonly agree: (url: string) => Promise<SandboxAgreement>;
  /** Shown by `GET /`. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly onDefect: (error: unknown) => void;
  /** Told of each call of the watched SDK API. */
  readonly onCall?: (call: ToldCall) => void;
}

/** @throws {UserError} `unknown_fault`, `port_in_use` */
export async function startSandbox(options: SandboxOptions): Promise<RunningServer> {
  assertKnownDeviations(options.deviations);
  let handler: RequestHandler = async () => jsonReply(503, { error: "starting" });
  const server = await options.listen(
    {
      host: options.host,
      port: options.port,
      maxBodyBytes: MAX_BODY_BYTES,
      onDefect: options.onDefect,
    },
    (request) => handler(request),
  );
  const agreement = await options.agree(server.url);
  const background = createBackground(options.onDefect);
  handler = createSandboxHandler(agreement, options, server.url, background);
  return {
    ...server,
    close: async () => {
      await server.close();
      await background.close();
    },
  };
}

function createSandboxHandler(
  agreement: SandboxAgreement,
  options: SandboxOptions,
  url: string,
  background: Background,
): RequestHandler {
  const world: SandboxWorld = {
    clock: options.clock,
    random: options.random,
    baseUrl: () => url,
    http: options.http ?? null,
    inBackground: (work) => background.run(work),
    told: (call) => options.onCall?.(call),
  };
  const routes = SANDBOX_ROLES.flatMap(
    (role) => role.start(agreement, options.deviations, world).routes,
  ).sort((a, b) => b.prefix.length - a.prefix.length);
  return async (request) => {
    const stranger = strangerIn(request, options.host);
    if (stranger !== null) return jsonReply(421, { error: stranger });
    if (pathOf(request.target) === "/") return jsonReply(200, overview(options, url));
    const route = routes.find(({ prefix }) => isBelow(request.target, prefix));
    if (route === undefined) return jsonReply(404, { error: "nothing is here; see GET /" });
    return route.handle(stripPrefix(request, route));
  };
}

/**
 * A page on the Internet can have its own name lead to this machine, and a browser
 * then sends its requests here: the name that it asks for, and where it comes from, tell.
 *
 * @returns what is wrong, or null
 */
function strangerIn({ method, headers }: ServedRequest, own: string): string | null {
  const host = headerValue(headers, "host");
  if (host !== null && !isOurs(`http://${host}`, own)) return `${host} is no name of this sandbox`;
  const origin = headerValue(headers, "origin");
  const isHarmless = origin === null || method === "GET" || method === "HEAD";
  return isHarmless || isOurs(origin, own) ? null : `pages of ${origin} have no business here`;
}

function isOurs(url: string, own: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return isNearHost(hostname) || hostname === own.toLowerCase();
}

function isBelow(target: string, prefix: string): boolean {
  const path = pathOf(target);
  return path === prefix || path.startsWith(`${prefix}/`);
}

function stripPrefix(request: ServedRequest, { prefix }: Route): ServedRequest {
  const rest = request.target.slice(prefix.length);
  return { ...request, target: rest.startsWith("/") ? rest : `/${rest}` };
}

function overview(options: SandboxOptions, url: string): unknown {
  return {
    name: "playcamp-gw sandbox",
    deviations: options.deviations,
    credentials: options.credentials,
    roles: SANDBOX_ROLES.map((role) => ({
      id: role.id,
      title: role.title,
      urls: Object.fromEntries(
        Object.entries(role.paths).map(([path, what]) => [url + path, what]),
      ),
      faults: titles(role.faults),
      variants: titles(role.variants),
      conditions: titles(role.conditions),
    })),
  };
}

function titles(deviations: readonly DeviationInfo[]): Readonly<Record<string, string>> {
  return Object.fromEntries(deviations.map(({ id, title }) => [id, title]));
}

function assertKnownDeviations(ids: readonly string[]): void {
  const known = [...SANDBOX_FAULTS, ...SANDBOX_VARIANTS, ...SANDBOX_CONDITIONS].map(({ id }) => id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    throw new UserError(
      "unknown_fault",
      `the sandbox has no fault, variant or condition "${id}"`,
      suggestionHint(id, known) || "GET / of a running sandbox lists them all.",
    );
  }
}
