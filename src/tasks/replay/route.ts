/** Where a stored request goes instead of to its own URL. */
import { UserError } from "../../core/errors.js";
import { isLoopbackHost, joinUrl } from "../../core/http.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";

/** @param url as it was, secrets filled in */
export type Route = (url: string) => string;

/** Another address keeps the request's own query, unless it brings one. */
export function routeTo(to: string): Route {
  return (url) => {
    const query = /\?[^#]*/.exec(url)?.[0] ?? "";
    return to.includes("?") ? to : to.replace(/#.*/, "") + query;
  };
}

/** Another server, the paths and queries as they were: `https://staging.example.com/v2` makes `/v2/hook` of `/hook`. */
export function routeBelow(base: string): Route {
  return (url) => {
    const [, rest = "/"] = /^[a-z]+:\/\/[^/?#]*([^#]*)/i.exec(url) ?? [];
    return joinUrl(base.split(/[?#]/, 1)[0] ?? "", rest.startsWith("/") ? rest : `/${rest}`);
  };
}

/**
 * To the counterpart that a sandbox plays of whoever the request went to: the
 * targets of the user's own profile, and those of an earlier sandbox.
 *
 * @param own null where the user has no profile
 * @returns throws {UserError} `replay_no_counterpart`
 */
export function routeToSandbox(own: ResolvedProfile | null, sandbox: ResolvedProfile): Route {
  const counterparts = targetsOf(sandbox.profile);
  const targets = own === null ? [] : targetsOf(own.profile);
  return (url) => {
    const { hostname, pathname, search } = new URL(url);
    for (const [name, target] of targets) {
      const rest = below(target, url);
      const counterpart = counterparts.find(([each]) => each === name)?.[1];
      if (rest !== null && counterpart !== undefined)
        return joinUrl(counterpart.split("?", 1)[0] ?? "", rest) + search;
    }
    const mine = counterparts
      .map(([, counterpart]) => new URL(counterpart))
      .find((counterpart) => areaOf(counterpart) === areaOf(new URL(url)));
    if (mine !== undefined && isLoopbackHost(hostname)) return mine.origin + pathname + search;
    throw new UserError(
      "replay_no_counterpart",
      `the sandbox plays no counterpart of ${hostname}${pathname}`,
      "Leave --sandbox out, or say where it goes with --to.",
    );
  };
}

/** The part of a sandbox that a URL belongs to: the first step of its path. */
function areaOf({ pathname }: URL): string | undefined {
  return pathname.split("/")[1];
}

/** What comes after a base URL or path; null when the URL is not below it. */
function below(base: string, url: string): string | null {
  const [prefix = ""] = base.replace(/(?<!\/)\/+$/, "").split(/[?#]/);
  const [whole = ""] = url.split(/[?#]/);
  const rest = whole.startsWith(prefix) ? whole.slice(prefix.length) : null;
  return rest === "" || rest?.startsWith("/") === true ? rest : null;
}

/** Section → URL; the longest first, so that a narrower one wins. */
function targetsOf(profile: Profile): readonly (readonly [name: string, url: string])[] {
  const { entry, webhook, wallet, provider, postback, payments, sdkApi } = profile;
  const urls = {
    entry: entry?.url.replaceAll("{partner}", profile.partner),
    webhook: webhook?.url,
    wallet: wallet?.url,
    provider: provider?.url,
    postback: postback?.url,
    payments: payments?.source.url,
    sdkApi: payments?.push?.url ?? sdkApi?.url,
  };
  return Object.entries(urls)
    .flatMap(([name, url]) =>
      url !== undefined && URL.canParse(url) ? [[name, url] as const] : [],
    )
    .sort(([, a], [, b]) => b.length - a.length);
}
