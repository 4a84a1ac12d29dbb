/** Signs a poll of the payment query anew: the fingerprint covers the range as it was sent, and the time of now. */
import { headerValue, withHeader } from "../../core/http.js";
import { paymentsSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { jsonProperty, scalarText } from "../../core/json/value.js";
import { parseJson } from "../../core/json/read.js";
import type { RangeMapping } from "../../protocols/payments/mapping.js";
import { pollAuthHeaders, type SentRange } from "../../protocols/payments/poll-auth.js";
import type { PlainRequest } from "./fill-gaps.js";

export async function resignPoll(
  request: PlainRequest,
  profile: ResolvedProfile,
  nowMs: number,
): Promise<PlainRequest> {
  const { source, key, partner } = await paymentsSettings(profile, "replay --resign");
  const fresh = pollAuthHeaders(
    source.auth,
    { key: key?.value ?? null, nowMs, partner },
    sentRange(request, source.range),
  );
  return {
    ...request,
    headers: fresh.reduce(
      (headers, [name, value]) => withHeader(headers, name, value),
      request.headers,
    ),
  };
}

/** The range that a request asks for, as the text that was sent, before URL encoding. */
export function sentRange(
  request: PlainRequest,
  { from = "from", to = "to" }: RangeMapping = {},
): SentRange {
  const sent = sentValues(request);
  return { from: sent(from), to: sent(to) };
}

/** Parameters by name, from wherever the request carries them; empty where it does not. */
function sentValues({ url, headers, body }: PlainRequest) {
  const query = new URL(url).searchParams;
  const text = Buffer.from(body ?? []).toString("utf8");
  const isJson = /json/i.test(headerValue(headers, "content-type") ?? "");
  const json = isJson ? parseJson(text) : null;
  const form = new URLSearchParams(isJson ? "" : text);
  const member = (name: string) =>
    json?.ok === true ? scalarText(jsonProperty(json.value, name)) : null;
  return (name: string): string => query.get(name) ?? form.get(name) ?? member(name) ?? "";
}
