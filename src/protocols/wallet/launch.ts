/** Opening a game at the provider: the request's path and query, and the reply. */
import { urlPart } from "../../core/url-part.js";
import type { HeaderPair } from "../../core/http.js";
import type { ReplyProblem } from "./envelope.js";
import { describeFound, unwrapReply } from "./envelope.js";
import { type JsonValue } from "../../core/json/value.js";
import { jsonProperty } from "../../core/json/value.js";
import { PUBLIC_KEY_HEADER } from "./signature.js";

export type GameFlow = "classic" | "server-driven";

/** The games that the provider names; others may be launched too. */
export const KNOWN_GAMES: Readonly<Record<string, GameFlow>> = {
  "chicken-race": "classic",
  aviadrone: "server-driven",
};

export const PLATFORMS = ["mobile", "desktop"] as const;
export const PORTAL_MODES = ["real", "demo"] as const;

export interface LaunchParameters {
  readonly userToken: string;
  readonly currency: string;
  readonly platform: (typeof PLATFORMS)[number];
  readonly portalMode: (typeof PORTAL_MODES)[number];
  readonly returnUrl: string;
  readonly language: string;
  readonly skinId?: string;
  readonly generalCode?: string;
  /** How often the player is reminded of the time, as agreed with the provider. */
  readonly realityCheckInterval?: string;
  readonly elapsedRealityCheckTime?: string;
}

const PARAMETER_ORDER = [
  "userToken",
  "currency",
  "platform",
  "portalMode",
  "returnUrl",
  "language",
  "skinId",
  "generalCode",
  "realityCheckInterval",
  "elapsedRealityCheckTime",
] as const satisfies readonly (keyof LaunchParameters)[];

export interface LaunchRequest {
  readonly method: "GET";
  /** Path and query, to be joined to the provider's base URL. */
  readonly path: string;
  readonly headers: readonly HeaderPair[];
}

export function buildLaunch(
  game: string,
  parameters: LaunchParameters,
  publicKey: string,
): LaunchRequest {
  const query = PARAMETER_ORDER.flatMap((name) => {
    const value = parameters[name];
    return value === undefined ? [] : [`${name}=${urlPart(value)}`];
  });
  return {
    method: "GET",
    path: `/api/v1/launch/${urlPart(game)}?${query.join("&")}`,
    headers: [
      [PUBLIC_KEY_HEADER, publicKey],
      ["Accept", "application/json"],
    ],
  };
}

export interface Launch {
  /** Absolute; opens the game in the player's browser. */
  readonly launchUrl: string;
  /** Comes back in every callback of the session. */
  readonly sessionToken: string;
}

export interface LaunchReading {
  readonly launch: Launch | null;
  readonly problems: readonly ReplyProblem[];
}

/** Reads the body of a `200`, bare or in the provider's envelope; never throws. */
export function readLaunch(body: Uint8Array): LaunchReading {
  const { fields, problems } = unwrapReply(body, "auto", ["launch_url", "session_token"]);
  if (fields === null) return { launch: null, problems };
  const launchUrl = jsonProperty(fields, "launch_url");
  const sessionToken = jsonProperty(fields, "session_token");
  if (isWebAddress(launchUrl) && isFilledText(sessionToken))
    return { launch: { launchUrl, sessionToken }, problems };
  const found: ReplyProblem[] = [];
  if (!isWebAddress(launchUrl))
    found.push(mustBe("launch_url", "an absolute http(s) URL", launchUrl));
  if (!isFilledText(sessionToken))
    found.push(mustBe("session_token", "a non-empty string", sessionToken));
  return { launch: null, problems: [...problems, ...found] };
}

function mustBe(field: string, expected: string, value: JsonValue | undefined): ReplyProblem {
  return { field, expected, found: describeFound(value), level: "MUST" };
}

function isFilledText(value: JsonValue | undefined): value is string {
  return typeof value === "string" && value !== "";
}

function isWebAddress(value: JsonValue | undefined): value is string {
  return isFilledText(value) && /^https?:\/\//i.test(value) && URL.canParse(value);
}
