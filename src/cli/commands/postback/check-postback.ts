/** `check-postback`: its declaration. */
import type { CommandDefinition } from "../../command.js";
import { integerFlag } from "../../parsers.js";

export const checkPostback: CommandDefinition = {
  name: "check-postback",
  group: "Postback",
  summary: "prove that a level counts once: again, under other names, at once",
  description: [
    "Posts a level, the same again under every name and header, and copies of it in the same moment;",
    "prints what was expected and what happened. Exits 1 when the level does not count exactly once.",
    "A level counts once for good: users for whom it has counted before are passed over.",
  ].join("\n"),
  options: [
    {
      flags: "--level <n>",
      description: "the level to post",
      parse: integerFlag("--level", 1),
      required: true,
    },
    {
      flags: "--parallel <n>",
      description: "copies in the same moment; 0 for none (default: 8)",
      parse: integerFlag("--parallel", 0, 64),
    },
    {
      flags: "--uid <uuid>",
      description: "the users to try (default: postback.uids)",
      repeatable: true,
    },
    { flags: "--pid <id>", description: "the partner (default: postback.pid)" },
    { flags: "--gid <id>", description: "the game (default: postback.gid)" },
    {
      flags: "--sandbox",
      description: "check a sandbox that is started for this call",
    },
    {
      flags: "--fault <id>",
      description: "break the sandbox in this way (needs --sandbox)",
      repeatable: true,
    },
  ],
  examples: [
    "playcamp-gw check-postback --level 10 --sandbox",
    "playcamp-gw check-postback --level 10 --parallel 16 --sandbox --fault postback.counts-parallel-twins",
  ],
  load: () => import("./check-postback.run.js"),
};
