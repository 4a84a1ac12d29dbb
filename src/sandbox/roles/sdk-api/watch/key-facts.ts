/** What a call says of keys, told before they are taken out of the evidence. */
import { headerValue } from "../../../../core/http.js";
import type { ServedRequest } from "../../../../core/server.js";
import type { KeyKind } from "../../../../protocols/sdk-api/watched-calls.js";
import type { SdkApiAgreement } from "../agreement.js";

type Keys = Pick<SdkApiAgreement, "serverKey" | "clientKey">;

export function keyKindOf(
  { headers }: Pick<ServedRequest, "headers">,
  { serverKey, clientKey }: Keys,
): KeyKind {
  const given = headerValue(headers, "Authorization");
  if (given === null || given.trim() === "") return "absent";
  if (given === `Bearer ${serverKey}`) return "server";
  if (given === `Bearer ${clientKey}`) return "client";
  return /^Bearer [^\s:]+:\S+$/.test(given) ? "unknown" : "malformed";
}

/** Shorter ones stand in other words by chance. */
const SHORTEST_TELLING = 8;
/** A key is looked for in so much of a body. */
const SEARCHED_BYTES = 1024 * 1024;

/** @returns where else than in `Authorization` a key stands, whole or its secret half */
export function keySeenIn(
  { target, body, headers }: Pick<ServedRequest, "target" | "body" | "headers">,
  { serverKey, clientKey }: Keys,
): readonly ("url" | "body")[] {
  const presented = /^Bearer (\S+)$/.exec(headerValue(headers, "Authorization") ?? "")?.[1] ?? "";
  const secrets = [serverKey, clientKey, presented]
    .flatMap((key) => [key, key.slice(key.indexOf(":") + 1)])
    .filter(({ length }) => length >= SHORTEST_TELLING);
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.length, SEARCHED_BYTES));
  const written = text.toString("utf8");
  const isKeyIn = (place: string) =>
    /ak_server_[\w-]*:\S{6}/.test(place) || secrets.some((secret) => place.includes(secret));
  return [
    ...([target, unescaped(target)].some(isKeyIn) ? (["url"] as const) : []),
    ...(isKeyIn(written) ? (["body"] as const) : []),
  ];
}

function unescaped(target: string): string {
  try {
    return decodeURIComponent(target.replaceAll("+", " "));
  } catch {
    return target;
  }
}
