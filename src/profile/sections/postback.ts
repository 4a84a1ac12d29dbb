/** `postback`: the reward app's postback endpoint. */
import * as z from "zod/mini";
import { described, optional, text } from "./described.js";
import { legacyPostbackUrls } from "../../protocols/postback/paths.js";
import { connection, secret, url, URL_START } from "./shared.js";

/** Its legacy paths and where they lead are derived from it, so the path is fixed. */
const postbackUrl = () =>
  url.check(
    z.refine((text) => legacyPostbackUrls(text) !== null, {
      error: "a URL whose path ends in /api/postback",
    }),
    z.meta({
      description: "The endpoint itself, ending in /api/postback.",
      pattern: `${URL_START}[^?#]*/api/postback(?:[?#]|$)`,
    }),
  );

/** With fewer levels there are too few milestones to tell anything by. */
const LEAST_MAX_LEVEL = 50;

const balanceUrl = () =>
  z.string().check(
    z.refine(
      (text) =>
        text.includes("{uid}") &&
        /^https?:\/\//i.test(text) &&
        URL.canParse(text.replaceAll("{uid}", "x")),
      { error: "an http:// or https:// URL with {uid} in it" },
    ),
    z.meta({
      description: "A URL with {uid}.",
      pattern: `${URL_START}.*\\{uid\\}`,
    }),
  );

export const postbackSection = () =>
  z.strictObject({
    url: postbackUrl(),
    secret,
    auth: optional(
      z.enum(["bearer", "header"]),
      "Where the secret travels: as a bearer token, or in a header of its own. Default bearer.",
    ),
    pid: described(text(), "The partner's id."),
    gid: described(text(), "The game's id."),
    gids: optional(z.array(text()), "More games of the same partner."),
    uids: described(
      z.array(text()).check(z.minLength(1)),
      "Test users: the coin checks use up one in each run.",
    ),
    maxLevel: optional(
      z.int().check(z.gte(LEAST_MAX_LEVEL)),
      "The highest level that the app takes, where it bounds them; the checks then use up levels of every user and game, so each run needs fresh users.",
    ),
    balance: optional(
      z.strictObject({
        url: balanceUrl(),
        path: described(text(), "Path of the coins in the JSON reply, such as data.coins."),
      }),
      "Where a user's coins can be read: a URL with {uid} and the path inside its JSON reply.",
    ),
    ...connection,
  });
