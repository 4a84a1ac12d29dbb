/** Keeps test traffic away from production: the last gate before a request leaves. */
import { UserError } from "../core/errors.js";
import { hostOf, isAmongHosts, isLoopbackHost } from "../core/host.js";
import type { Http, HttpClient, HttpRequest, RaceHttp } from "../core/http.js";

/**
 * @param liveHosts hosts that some environment marks as live, in the form of `hostOf`
 * @throws {UserError} `live_target` on the first request to one of them
 */
export function guardLiveHosts(http: Http, liveHosts: ReadonlySet<string>): Http {
  if (liveHosts.size === 0) return http;
  return (request, signal) => {
    assertRequestNotLive(request, liveHosts);
    return http(request, signal);
  };
}

export function guardLiveRaces(race: RaceHttp, liveHosts: ReadonlySet<string>): RaceHttp {
  return (requests, signal) => {
    requests.forEach((request) => assertRequestNotLive(request, liveHosts));
    return race(requests, signal);
  };
}

/** Everything that a command may send with. */
export function guardLiveClient(client: HttpClient, liveHosts: ReadonlySet<string>): HttpClient {
  return {
    ...client,
    http: guardLiveHosts(client.http, liveHosts),
    race: guardLiveRaces(client.race, liveHosts),
    load: guardLiveHosts(client.load, liveHosts),
  };
}

/**
 * A proxy, or a server for several hosts, goes by the header.
 *
 * @throws {UserError} `live_target`
 */
export function assertRequestNotLive(
  { url, headers }: Pick<HttpRequest, "url" | "headers">,
  liveHosts: ReadonlySet<string>,
): void {
  assertNotLive(url, liveHosts);
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== "host") continue;
    const asUrl = `http://${value.trim()}`;
    if (URL.canParse(asUrl)) assertNotLive(asUrl, liveHosts);
  }
}

/** @throws {UserError} `live_target` */
export function assertNotLive(url: string, liveHosts: ReadonlySet<string>): void {
  const host = hostOf(url);
  if (!isAmongHosts(host, liveHosts)) return;
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
