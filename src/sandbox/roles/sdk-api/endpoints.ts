/** What every endpoint takes and answers: a route of one method and path, and what all of them share. */
import type { ServedReply } from "../../../core/server.js";
import type { SandboxWorld } from "../../role.js";
import type { Catalogue } from "./catalogue.js";
import type { CouponBook } from "./coupon-book.js";
import type { Announcer } from "./deliver.js";
import type { SdkApiPolicy } from "./sdk-api-policy.js";
import type { SponsorBook } from "./sponsor-book.js";
import type { WebhookBook } from "./webhook-book.js";

/** An authorised call below `/v1/server` or `/v1/client`. */
export interface SdkCall {
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

export interface SdkRoute {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the key's base; `:` stands for one part, such as `payments/:/refund`. */
  readonly path: string;
  /** Whose key opens it. */
  readonly keys: "server" | "client" | "both";
  /** @param part what stands at `:`, decoded; empty without one */
  readonly answer: (call: SdkCall, part: string) => ServedReply | Promise<ServedReply>;
}

/** What the endpoints have in common; nothing of it is the concern of one alone. */
export interface SdkDesk {
  readonly policy: SdkApiPolicy;
  readonly world: SandboxWorld;
  readonly announcer: Announcer;
  readonly catalogue: Catalogue;
  readonly webhooks: WebhookBook;
  readonly sponsors: SponsorBook;
  readonly coupons: CouponBook;
}

export interface SdkResource {
  /** The first part of its paths. */
  readonly id: string;
  /** For `GET /` of the sandbox. */
  readonly title: string;
  readonly routes: (desk: SdkDesk) => readonly SdkRoute[];
}

/** A route that takes the server key alone. */
export function serverRoute(
  method: SdkRoute["method"],
  path: string,
  answer: SdkRoute["answer"],
): SdkRoute {
  return { method, path, keys: "server", answer };
}

export interface MatchedRoute {
  readonly route: SdkRoute;
  readonly part: string;
}

/**
 * @param parts decoded
 * @returns null where no route has such a path; `"method"` where one has, for another method
 */
export function matchRoute(
  routes: readonly SdkRoute[],
  method: string,
  parts: readonly string[],
): MatchedRoute | "method" | null {
  const found = routes.filter(({ path }) => fits(path.split("/"), parts));
  const closest = found.filter((each) => found.every((other) => openAt(each) >= openAt(other)));
  const route = closest.find((each) => each.method === method);
  if (route === undefined) return closest.length > 0 ? "method" : null;
  const at = route.path.split("/").indexOf(":");
  return { route, part: parts[at] ?? "" };
}

/** Where a path stops being literal: `payments/user/:` goes before `payments/:/refund`. */
function openAt({ path }: SdkRoute): number {
  const at = path.indexOf(":");
  return at === -1 ? path.length : at;
}

function fits(pattern: readonly string[], parts: readonly string[]): boolean {
  return (
    pattern.length === parts.length &&
    pattern.every((word, at) => (word === ":" ? parts[at] !== "" : word === parts[at]))
  );
}
