/** `postback`: the reward app's postback endpoint. */
import * as z from "zod";
import { legacyPostbackUrls } from "../../protocols/postback/paths.js";
import { connection, secret, url, URL_START } from "./shared.js";

/** Its legacy paths and where they lead are derived from it, so the path is fixed. */
const postbackUrl = () =>
  url
    .refine((text) => legacyPostbackUrls(text) !== null, {
      error: "a URL whose path ends in /api/postback",
    })
    .meta({
      description: "The endpoint itself, ending in /api/postback.",
      pattern: `${URL_START}[^?#]*/api/postback(?:[?#]|$)`,
    });

const balanceUrl = () =>
  z
    .string()
    .refine(
      (text) =>
        text.includes("{uid}") &&
        /^https?:\/\//i.test(text) &&
        URL.canParse(text.replaceAll("{uid}", "x")),
      { error: "an http:// or https:// URL with {uid} in it" },
    )
    .meta({
      description: "A URL with {uid}.",
      pattern: `${URL_START}.*\\{uid\\}`,
    });

export const postbackSection = () =>
  z.strictObject({
    url: postbackUrl(),
    secret,
    auth: z
      .enum(["bearer", "header"])
      .exactOptional()
      .describe(
        "Where the secret travels: as a bearer token, or in a header of its own. Default bearer.",
      ),
    pid: z.string().min(1).describe("The partner's id."),
    gid: z.string().min(1).describe("The game's id."),
    gids: z
      .array(z.string().min(1))
      .exactOptional()
      .describe("More games of the same partner."),
    uids: z
      .array(z.string().min(1))
      .min(1)
      .describe("Test users: the coin checks use up one in each run."),
    balance: z
      .strictObject({
        url: balanceUrl(),
        path: z
          .string()
          .min(1)
          .describe("Path of the coins in the JSON reply, such as data.coins."),
      })
      .exactOptional()
      .describe(
        "Where a user's coins can be read: a URL with {uid} and the path inside its JSON reply.",
      ),
    ...connection,
  });
