/** A request with what belongs to its host alone. */
import type { ConnectionSettings } from "../core/http.js";
import { type OutgoingRequest, withDefaults } from "../transport/send.js";

/** Headers, TLS material and time-out of one section; the request's own headers win. */
export function at(
  { headers, tls, timeoutMs }: ConnectionSettings,
  request: Pick<OutgoingRequest, "method" | "url"> & Partial<OutgoingRequest>,
): OutgoingRequest {
  return {
    body: null,
    ...request,
    headers: withDefaults(headers, request.headers ?? []),
    timeoutMs,
    ...(tls === null ? {} : { tls }),
  };
}
