/** `send-postback`: its declaration. */
import { POSTBACK_AUTHS, POSTBACK_FIELDS } from "../../../protocols/postback/request.js";
import type { CommandDefinition } from "../../command.js";
import { integerFlag, pairFlag } from "../../parsers.js";

const SPELLINGS = Object.entries(POSTBACK_FIELDS)
  .filter(([, aliases]) => aliases.length > 0)
  .map(([field, aliases]) => `${field} (${aliases.join(", ")})`)
  .join(", ");

export const sendPostback: CommandDefinition = {
  name: "send-postback",
  group: "Postback",
  summary: "post one completed level to the reward app",
  description: `Posts one completed level for each user, and says what became of it.\nFields with other names: ${SPELLINGS}.`,
  options: [
    {
      flags: "--level <n>",
      description: "the completed level",
      parse: integerFlag("--level", 1),
      required: true,
    },
    {
      flags: "--uid <uuid>",
      description: "the user (default: the first of postback.uids)",
      repeatable: true,
    },
    { flags: "--pid <id>", description: "the partner (default: postback.pid)" },
    { flags: "--gid <id>", description: "the game (default: postback.gid)" },
    { flags: "--reason <text>", description: "a note (default: none)" },
    {
      flags: "--spell <field=name>",
      description: "write a field under another of its names, as uid=userId",
      parse: pairFlag("--spell"),
      repeatable: true,
    },
    {
      flags: "--auth <style>",
      description: "bearer (Authorization) or header (X-Reward-Api-Secret); default: postback.auth",
      choices: POSTBACK_AUTHS,
    },
    {
      flags: "--legacy-path [which]",
      description: "post to /api/reward/postback (or rewards) and follow its 308",
      choices: ["reward", "rewards"],
    },
    {
      flags: "--sandbox",
      description: "post to a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw send-postback --level 10 --sandbox",
    "playcamp-gw send-postback --level 10 --spell uid=userId --auth header --sandbox --verbose",
    "playcamp-gw send-postback --level 10 --legacy-path --sandbox",
  ],
  load: () => import("./send-postback.run.js"),
};
