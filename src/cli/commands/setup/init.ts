/** `init`: its declaration. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import { isPartnerId, PARTNER_ID_RULE } from "../../../tasks/init/partner.js";
import { PRESET_IDS, type PresetId } from "../../../tasks/init/presets/index.js";
import type { CommandDefinition } from "../../command.js";
import { PIPELINE_KINDS } from "./pipelines/pipeline.js";

function partnerFlag(text: string): string {
  if (isPartnerId(text)) return text;
  throw new UserError(
    "flag_invalid",
    `--partner ${JSON.stringify(text)} is no partner id`,
    `An id has ${PARTNER_ID_RULE}.`,
  );
}

function presetFlag(text: string): PresetId {
  const id = PRESET_IDS.find((each) => each === text);
  if (id !== undefined) return id;
  throw new UserError(
    "flag_invalid",
    `--preset ${text}: there is no such preset`,
    suggestionHint(text, PRESET_IDS),
  );
}

export const init: CommandDefinition = {
  name: "init",
  group: "Set-up",
  summary: "write down what is agreed: a profile, asked for or by flags",
  description: `Writes playcamp-gw.json and .env.example, and tries the recipes on a sandbox of
this machine. Asks in a conversation that signs samples along, or takes flags
and --yes; sends nothing to anybody.
Recipes are read off examples: a known-good entry URL, a captured webhook, a
reply of a payment query. The keys for that are taken from where the profile
refers to them, never from the command line.
--set settles any value, such as --set entry.key.env=NAME.
Presets: ${PRESET_IDS.join(", ")}.`,
  options: [
    {
      flags: "--partner <id>",
      description: "your partner id",
      parse: partnerFlag,
    },
    {
      flags: "--preset <id>",
      description: "begin with a usual agreement; several add up",
      parse: presetFlag,
      repeatable: true,
    },
    {
      flags: "--from-entry <url|@file|->",
      description: "find the entry recipe that gives this URL; another one narrows it",
      repeatable: true,
    },
    { flags: "--usn <id>", description: "the user of the first entry URL" },
    { flags: "--campaign <id>", description: "its campaign" },
    {
      flags: "--from-webhook <@file|->",
      description: "find format and signature of a captured delivery",
    },
    {
      flags: "--from-payments <@file|->",
      description: "propose a mapping for these records, or for a whole reply",
    },
    {
      flags: "--ci <system>",
      description: "write a pipeline too",
      choices: PIPELINE_KINDS,
    },
    {
      flags: "--ci-package <spec>",
      description:
        "what the pipeline installs: a packed tarball in the repository, a URL, or name@version (default: ./playcamp-gw-<version>.tgz)",
    },
    {
      flags: "--out <file>",
      description: "where to write (default: playcamp-gw.json)",
    },
    { flags: "--force", description: "replace files that are there" },
    {
      flags: "--skip-check",
      description: "leave the check on the sandbox out",
    },
    { flags: "--yes", description: "ask nothing; take defaults for the rest" },
  ],
  examples: [
    "playcamp-gw init --yes --partner acme-rpg --preset entry --preset webhook",
    "playcamp-gw init --yes --partner acme-rpg --preset payments-b --set payments.source.url=https://game.example.com/v2/transactions --out payments.json --force",
  ],
  load: () => import("./init.run.js"),
};
