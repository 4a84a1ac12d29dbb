/** What `send-postback` does: one postback, straight or by way of a legacy path. */
import type { Exchange } from "../../core/http-exchange.js";
import { headerValue } from "../../core/http.js";
import type { PostbackSettings } from "../../profile/postback-settings.js";
import { type LegacyReading, readLegacyReply } from "../../protocols/postback/paths.js";
import {
  type PostbackReading,
  readPostbackReply,
} from "../../protocols/postback/postback-replies.js";
import {
  encodePostback,
  type Postback,
  type PostbackAuth,
  postbackDocument,
  type PostbackRequest,
  postbackRequest,
  type PostbackAliases,
} from "../../protocols/postback/request.js";
import { readPostback } from "../../protocols/postback/validate.js";
import type { OutgoingRequest, Sent } from "../../transport/send.js";
import { type MessageOverrides, overrideBody, overrideHeaders } from "../message-overrides.js";
import type { PostbackClient } from "./client.js";

export interface PostbackOrder {
  readonly postback: Postback;
  readonly aliases: PostbackAliases;
  readonly auth: PostbackAuth;
  /** Which of the legacy URLs to go through; null goes straight. */
  readonly legacy: number | null;
  readonly overrides: MessageOverrides;
}

export interface PostbackReport {
  readonly postback: Postback;
  /** Null when no whole reply came. */
  readonly reading: PostbackReading | null;
  /** What the legacy path answered; null when none was asked. */
  readonly redirect: LegacyReading | null;
  readonly exchanges: readonly Exchange[];
}

/** @throws {UserError} `set_type`, `set_unknown_path` */
export async function sendPostback(
  order: PostbackOrder,
  client: PostbackClient,
): Promise<PostbackReport> {
  const { settings } = client;
  const request = buildRequest(order, settings);
  const postback = meantPostback(order.postback, request);
  if (order.legacy === null) {
    const sent = await client.send("the postback", request);
    return report(postback, [sent], null);
  }
  const legacyUrl = settings.legacyUrls[order.legacy] ?? settings.url;
  const first = await client.send("to the legacy path", {
    ...request,
    url: legacyUrl,
  });
  const { reply } = first.outcome;
  if (reply === null) return report(postback, [first], null);
  const redirect = readLegacyReply(reply, legacyUrl, settings.url);
  const url = followUrl(headerValue(reply.headers, "location"), legacyUrl, settings.url);
  if (redirect.kind !== "redirected" || redirect.problems.length > 0)
    return report(postback, [first], redirect);
  const second = await client.send("following the 308", { ...request, url });
  return report(postback, [first, second], redirect);
}

function buildRequest(
  { postback, aliases, auth, overrides }: PostbackOrder,
  { url, secrets }: PostbackSettings,
): OutgoingRequest {
  const document = encodePostback(postbackDocument(postback, aliases));
  const request: PostbackRequest = postbackRequest(
    { url, auth, secret: secrets[0].value },
    overrideBody(document, overrides.body),
  );
  return {
    ...request,
    headers: overrideHeaders(request.headers, overrides.header),
  };
}

/** Where --set changed the body, the reply belongs to what was really sent. */
function meantPostback(postback: Postback, { body }: OutgoingRequest): Postback {
  const reading = readPostback(body ?? new Uint8Array(0));
  return reading.ok ? reading : postback;
}

/** The redirect's path on the postback's own origin: a proxy's http:// must not carry the secret in the clear. */
function followUrl(location: string | null, legacyUrl: string, postbackUrl: string): string {
  if (location === null || !URL.canParse(location, legacyUrl)) return postbackUrl;
  const { pathname, search } = new URL(location, legacyUrl);
  return `${new URL(postbackUrl).origin}${pathname}${search}`;
}

function report(
  postback: Postback,
  sent: readonly Sent[],
  redirect: LegacyReading | null,
): PostbackReport {
  const reply = sent.at(-1)?.outcome.reply ?? null;
  const wasHandled =
    reply !== null && (redirect === null || sent.length > 1 || redirect.kind === "in_place");
  return {
    postback,
    reading: wasHandled ? readPostbackReply(reply, postback) : null,
    redirect,
    exchanges: sent.map(({ exchange }) => exchange),
  };
}

/** Whether the reward app answered as it should: counted or recognised, with the right outcome. */
export function answeredCorrectly({ reading, redirect }: PostbackReport): boolean {
  if (redirect !== null && redirect.kind === "other") return false;
  if (redirect?.kind === "redirected" && redirect.problems.length > 0) return false;
  if (reading === null || reading.kind === "refused") return false;
  return reading.kind !== "unclear" && reading.problems.every(({ about }) => about !== "outcome");
}
