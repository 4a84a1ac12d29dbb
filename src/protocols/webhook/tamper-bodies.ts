/** The bodies that tampering puts in place of the right one. */
import { buildDelivery, type WebhookFormat } from "./delivery.js";
import type { GatewayMapping } from "./gateway-mapping.js";
import { readJsonTree } from "../../core/json/tree.js";
import { renderJson, unicodeEscape } from "./library-json.js";

/** A name that no list of events has, old or new. */
export const UNKNOWN_EVENT = "playcamp_gw.unheard_of";

/** One digit is another digit, so that it stays the same JSON with another meaning. */
export function altered(body: Uint8Array): Uint8Array {
  const text = Buffer.from(body).toString("latin1");
  const at = text.search(/[1-8]/);
  if (at === -1) return Buffer.concat([body, Buffer.from(" ")]);
  const digit = String(Number(text.charAt(at)) + 1);
  return Buffer.from(text.slice(0, at) + digit + text.slice(at + 1), "latin1");
}

/** The same JSON as no library would write it, yet legal. */
export function unusualJson(body: Uint8Array): Uint8Array {
  const node = readJsonTree(Buffer.from(body).toString("utf8"));
  if (node === null) return Buffer.concat([body, Buffer.from("\r\n")]);
  const text = renderJson(node, {
    layout: { colon: " :\t", comma: " ,", indent: "   " },
    escape: (quoted) =>
      quoted.replace(/\//g, "\\/").replace(/[^\x20-\x7e]/g, (char) => unicodeEscape(char, true)),
  });
  return Buffer.from(` ${text}\r\n`);
}

/** A delivery of one event of {@link UNKNOWN_EVENT}, in the receiver's format. */
export function unknownEventBody(input: {
  readonly nowSec: number;
  readonly format?: WebhookFormat;
  readonly mapping?: GatewayMapping;
}): Uint8Array {
  const event = {
    event: UNKNOWN_EVENT,
    timestamp: new Date(input.nowSec * 1000).toISOString(),
    data: { userId: "100001" },
  };
  return buildDelivery({
    events: [event],
    format: input.format ?? "playcamp",
    mapping: {
      ...input.mapping,
      events: { ...input.mapping?.events, [UNKNOWN_EVENT]: [UNKNOWN_EVENT] },
    },
    // Only the body is used; whoever sends it signs it.
    signature: "simple",
    secret: "unused",
    timestampSec: input.nowSec,
  }).body;
}
