/** `postback`: the reward app's postback endpoint. */
import * as z from "zod";
import { connection, secret, url } from "./shared.js";

export const postbackSection = z.strictObject({
  url: url.describe("The endpoint itself, ending in /api/postback."),
  secret,
  auth: z.enum(["bearer", "header"]).exactOptional(),
  pid: z.string().min(1),
  gid: z.string().min(1),
  gids: z
    .array(z.string().min(1))
    .exactOptional()
    .describe("More games of the same partner."),
  uids: z.array(z.string().min(1)).min(1),
  balance: z
    .strictObject({ url: z.string().min(1), path: z.string().min(1) })
    .exactOptional()
    .describe(
      "Where a user's coins can be read: a URL with {uid} and the path inside its JSON reply.",
    ),
  ...connection,
});
