/** `send-postback`: its declaration. */
import { POSTBACK_AUTHS, POSTBACK_FIELDS } from "../../../protocols/postback/request.js";
import { defineCommand } from "../../define-command.js";
import {
  flagOrOneOf,
  integer,
  list,
  oneOf,
  pair,
  required,
  text,
  type OptionsOf,
} from "../../options.js";
import { lineProfile, saveOptions, secretOptions, toOption } from "../../session/line-profile.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const ALIASES = Object.entries(POSTBACK_FIELDS)
  .filter(([, aliases]) => aliases.length > 0)
  .map(([field, aliases]) => `${field} (${aliases.join(", ")})`)
  .join(", ");

const options = {
  level: required(integer("--level <n>", "the completed level", { min: 1 })),
  uid: list(text("--uid <uuid>", "the user (default: the first of postback.uids)")),
  pid: text("--pid <id>", "the partner (default: postback.pid)"),
  gid: text("--gid <id>", "the game (default: postback.gid)"),
  reason: text("--reason <text>", "a note (default: none)"),
  spell: list(
    pair("--spell <field=name>", "write a field under another of its names, as uid=userId"),
  ),
  auth: oneOf(
    "--auth <style>",
    "bearer (Authorization) or header (X-Reward-Api-Secret); default: postback.auth",
    POSTBACK_AUTHS,
  ),
  legacyPath: flagOrOneOf(
    "--legacy-path [which]",
    "post to /api/reward/postback (or rewards) and follow its 308",
    ["reward", "rewards"],
  ),
  ...toOption("the reward app's postback URL, instead of postback.url"),
  ...secretOptions,
  ...saveOptions,
  ...sandboxOption("post to a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const sendPostback = defineCommand({
  name: "send-postback",
  group: "Postback",
  summary: "post one completed level to the reward app",
  description: `Posts one completed level for each user, and says what became of it.\nFields with other names: ${ALIASES}.`,
  options,
  line: (values, place) =>
    lineProfile("postback", values, place, {
      ...(values.pid === undefined ? {} : { pid: values.pid }),
      ...(values.gid === undefined ? {} : { gid: values.gid }),
      uids: values.uid,
    }),
  examples: [
    "playcamp-gw send-postback --level 10 --sandbox",
    "playcamp-gw send-postback --level 10 --spell uid=userId --auth header --sandbox --verbose",
    "playcamp-gw send-postback --level 10 --legacy-path --sandbox",
  ],
  load: () => import("./send-postback.run.js"),
});
