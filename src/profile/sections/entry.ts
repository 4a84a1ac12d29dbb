/** `entry`: how a WebView entry URL is signed. */
import * as z from "zod";
import {
  algorithm,
  connection,
  duration,
  encoding,
  secret,
  url,
} from "./shared.js";

function parameter(byDefault: string, meaning: string) {
  return z
    .string()
    .min(1)
    .exactOptional()
    .describe(`Name of the parameter with ${meaning}. Default ${byDefault}.`);
}

export const entrySection = () =>
  z.strictObject({
    url: url.describe("The gateway's entry URL; {partner} is filled in."),
    params: z
      .strictObject({
        usn: parameter("usn", "the player's user number"),
        campaign: parameter("camp_code", "the campaign's code"),
        token: parameter("custom_data", "the signed token"),
        timestamp: z
          .string()
          .min(1)
          .exactOptional()
          .describe(
            "Name of the timestamp's parameter; left out where it travels in the token alone.",
          ),
      })
      .exactOptional()
      .describe("The query parameters' negotiated names."),
    signature: z
      .strictObject({
        algorithm: algorithm
          .exactOptional()
          .describe("Digest of the message. Default sha256."),
        message: z
          .string()
          .min(1)
          .exactOptional()
          .describe(
            "Template of the text that is signed. Default {usn}|{timestamp}|{key}.",
          ),
        encoding: encoding
          .exactOptional()
          .describe("How the signature is written. Default hex."),
        timestamp: z
          .enum(["s", "ms"])
          .exactOptional()
          .describe("Unit of the timestamp. Default s."),
        token: z
          .string()
          .min(1)
          .exactOptional()
          .describe(
            "Template of the token. Default {usn}|{timestamp}|{signature}.",
          ),
        ttl: duration
          .exactOptional()
          .describe("How old a timestamp may be. Default 300s."),
      })
      .exactOptional()
      .describe(
        "The negotiated recipe; what is left out has the gateway's default.",
      ),
    key: secret,
    ...connection,
  });
