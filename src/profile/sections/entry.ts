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

export const entrySection = z.strictObject({
  url: url.describe("The gateway's entry URL; {partner} is filled in."),
  params: z
    .strictObject({
      usn: z.string().min(1).exactOptional(),
      campaign: z.string().min(1).exactOptional(),
      token: z.string().min(1).exactOptional(),
      timestamp: z.string().min(1).exactOptional(),
    })
    .exactOptional()
    .describe("The query parameters' negotiated names."),
  signature: z
    .strictObject({
      algorithm: algorithm.exactOptional(),
      message: z.string().min(1).exactOptional(),
      encoding: encoding.exactOptional(),
      timestamp: z.enum(["s", "ms"]).exactOptional(),
      token: z.string().min(1).exactOptional(),
      ttl: duration.exactOptional(),
    })
    .exactOptional()
    .describe(
      "The negotiated recipe; what is left out has the gateway's default.",
    ),
  key: secret,
  ...connection,
});
