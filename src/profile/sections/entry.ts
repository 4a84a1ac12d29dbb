/** `entry`: how a WebView entry URL is signed. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { algorithm, connection, duration, encoding, secret, url } from "./shared.js";

function parameter(byDefault: string, meaning: string) {
  return optional(text(), `Name of the parameter with ${meaning}. Default ${byDefault}.`);
}

export const entrySection = () =>
  z.strictObject({
    url: described(url, "The gateway's entry URL; {partner} is filled in."),
    params: optional(
      z.strictObject({
        usn: parameter("usn", "the player's user number"),
        campaign: parameter("camp_code", "the campaign's code"),
        token: parameter("custom_data", "the signed token"),
        timestamp: optional(
          text(),
          "Name of the timestamp's parameter; left out where it travels in the token alone.",
        ),
      }),
      "The query parameters' negotiated names.",
    ),
    signature: optional(
      z.strictObject({
        algorithm: optional(algorithm, "Digest of the message. Default sha256."),
        message: optional(
          text(),
          "Template of the text that is signed. Default {usn}|{timestamp}|{key}.",
        ),
        encoding: optional(encoding, "How the signature is written. Default hex."),
        timestamp: optional(z.enum(["s", "ms"]), "Unit of the timestamp. Default s."),
        token: optional(text(), "Template of the token. Default {usn}|{timestamp}|{signature}."),
        ttl: optional(duration, "How old a timestamp may be. Default 300s."),
      }),
      "The negotiated recipe; what is left out has the gateway's default.",
    ),
    key: secret,
    ...connection,
  });
