/** `check-postback`: its declaration. */
import { defineCommand } from "../../define-command.js";
import { integer, list, required, text, type OptionsOf } from "../../options.js";
import { faultOption, sandboxOption } from "../../session/sandbox-options.js";

const options = {
  level: required(integer("--level <n>", "the level to post", { min: 1 })),
  parallel: integer("--parallel <n>", "copies in the same moment; 0 for none (default: 8)", {
    min: 0,
    max: 64,
  }),
  uid: list(text("--uid <uuid>", "the users to try (default: postback.uids)")),
  pid: text("--pid <id>", "the partner (default: postback.pid)"),
  gid: text("--gid <id>", "the game (default: postback.gid)"),
  ...sandboxOption("check a sandbox that is started for this call"),
  ...faultOption,
};
export type Options = OptionsOf<typeof options>;

export const checkPostback = defineCommand({
  name: "check-postback",
  group: "Postback",
  summary: "prove that a level counts once: again, under other names, at once",
  description: [
    "Posts a level, the same again under every name and header, and copies of it in the same moment;",
    "prints what was expected and what happened. Exits 1 when the level does not count exactly once.",
    "A level counts once for good: users for whom it has counted before are passed over.",
  ].join("\n"),
  options,
  examples: [
    "playcamp-gw check-postback --level 10 --sandbox",
    "playcamp-gw check-postback --level 10 --parallel 16 --sandbox --fault postback.counts-parallel-twins",
  ],
  load: () => import("./check-postback.run.js"),
});
