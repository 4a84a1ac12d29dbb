/** What the entries of this family share. */
import { table } from "../stranger.js";
import { type Entry, type GatewayChanges, hmac, openGateway, type Recipe } from "./gateway.js";

export const { right, wrong, lax, legal } = table<GatewayChanges>(openGateway);

const HMAC_RECIPE: Partial<Recipe> = {
  params: { usn: "uid", campaign: "c", token: "sig" },
  unit: "ms",
  separator: ".",
  ttlSec: 60,
  sign: ({ tokenUsn, timestamp, campaign }, key) =>
    hmac(`${timestamp}.${tokenUsn}.${campaign}`, key, "base64url"),
};

const HMAC_SECTION = {
  params: { usn: "uid", campaign: "c", token: "sig" },
  signature: {
    algorithm: "hmac-sha256",
    message: "{timestamp}.{usn}.{campaign}",
    encoding: "base64url",
    timestamp: "ms",
    token: "{usn}.{timestamp}.{signature}",
    ttl: "60s",
  },
};

export const HMAC = { recipe: HMAC_RECIPE, section: HMAC_SECTION };

export const seconds = ({ timestamp }: Entry) => Number(timestamp);

export const timely = (entry: Entry, nowSec: number) =>
  nowSec - seconds(entry) <= 300 && seconds(entry) - nowSec <= 30;
