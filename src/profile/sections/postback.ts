/** `postback`: the reward app's postback endpoint. */
import * as z from "zod";
import { legacyPostbackUrls } from "../../protocols/postback/paths.js";
import { connection, secret, url } from "./shared.js";

/** Its legacy paths and where they lead are derived from it, so the path is fixed. */
const postbackUrl = url
  .refine((text) => legacyPostbackUrls(text) !== null, {
    error: "a URL whose path ends in /api/postback",
  })
  .meta({
    description: "The endpoint itself, ending in /api/postback.",
    format: "uri",
  });

const balanceUrl = z
  .string()
  .refine(
    (text) =>
      text.includes("{uid}") &&
      /^https?:\/\//i.test(text) &&
      URL.canParse(text.replaceAll("{uid}", "x")),
    { error: "an http:// or https:// URL with {uid} in it" },
  );

export const postbackSection = z.strictObject({
  url: postbackUrl,
  secret,
  auth: z.enum(["bearer", "header"]).exactOptional(),
  pid: z.string().min(1),
  gid: z.string().min(1),
  gids: z
    .array(z.string().min(1))
    .exactOptional()
    .describe("More games of the same partner."),
  uids: z
    .array(z.string().min(1))
    .min(1)
    .describe("Test users: the coin checks use up one in each run."),
  balance: z
    .strictObject({ url: balanceUrl, path: z.string().min(1) })
    .exactOptional()
    .describe(
      "Where a user's coins can be read: a URL with {uid} and the path inside its JSON reply.",
    ),
  ...connection,
});
