/** Keeps test traffic away from production: the last gate before a request leaves. */
import { UserError } from "../core/errors.js";
import { hostOf, type Http, isLoopbackHost, type RaceHttp } from "../core/http.js";

/**
 * @param liveHosts lower-case host names that some environment marks as live
 * @throws {UserError} `live_target` on the first request to one of them
 */
export function guardLiveHosts(http: Http, liveHosts: ReadonlySet<string>): Http {
  if (liveHosts.size === 0) return http;
  return (request, signal) => {
    assertNotLive(request.url, liveHosts);
    return http(request, signal);
  };
}

export function guardLiveRaces(race: RaceHttp, liveHosts: ReadonlySet<string>): RaceHttp {
  return (requests, signal) => {
    requests.forEach(({ url }) => assertNotLive(url, liveHosts));
    return race(requests, signal);
  };
}

export function assertNotLive(url: string, liveHosts: ReadonlySet<string>): void {
  const host = hostOf(url);
  if (!liveHosts.has(host)) return;
  throw new UserError(
    "live_target",
    `${host} belongs to an environment that the profile marks as live`,
    "Pass --allow-live if you really mean to send test traffic there.",
  );
}

/** @throws {UserError} `remote_load` for another host than this machine */
export function assertOwnMachine(url: string): void {
  const host = hostOf(url);
  if (isLoopbackHost(host)) return;
  throw new UserError(
    "remote_load",
    `${host} is not this machine, and that many deliveries may do it harm`,
    "Pass --allow-remote-load if whoever runs that host has agreed to it.",
  );
}
