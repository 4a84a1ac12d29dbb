/** `init`: its declaration. */
import { UserError } from "../../../core/errors.js";
import { suggestionHint } from "../../../core/suggest.js";
import { isPartnerId, PARTNER_ID_RULE } from "../../../tasks/init/partner.js";
import { PRESET_IDS, type PresetId } from "../../../tasks/init/presets/index.js";
import { RECEIVER_IDS } from "../../../tasks/init/receivers/index.js";
import { COMPANION_IDS, type CompanionId } from "../../../tasks/init/receivers/receiver.js";
import { defineCommand } from "../../define-command.js";
import { file, flag, input, list, oneOf, text, value, type OptionsOf } from "../../options.js";
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

function companionsFlag(text: string): readonly CompanionId[] {
  const parts = text.split(",").map((part) => part.trim());
  const known = COMPANION_IDS.filter((id) => parts.includes(id));
  const unknown = parts.find((part) => !COMPANION_IDS.some((id) => id === part));
  if (unknown === undefined) return known;
  throw new UserError(
    "flag_invalid",
    `--with ${unknown}: there is no such part`,
    suggestionHint(unknown, COMPANION_IDS),
  );
}

const options = {
  partner: value("--partner <id>", "your partner id", partnerFlag),
  preset: list(
    value("--preset <id>", "begin with a usual agreement; several add up", presetFlag, {
      words: PRESET_IDS,
    }),
  ),
  fromEntry: list(
    input(
      "--from-entry <url|@file|->",
      "find the entry recipe that gives this URL; another one narrows it",
    ),
  ),
  usn: text("--usn <id>", "the user of the first entry URL"),
  campaign: text("--campaign <id>", "its campaign"),
  fromWebhook: input(
    "--from-webhook <@file|->",
    "find format and signature of a captured delivery",
  ),
  fromPayments: input(
    "--from-payments <@file|->",
    "propose a mapping for these records, or for a whole reply",
  ),
  receiver: oneOf(
    "--receiver <framework>",
    "write a first webhook receiver too, in your framework's code",
    RECEIVER_IDS,
  ),
  with: value("--with <parts>", "with --receiver: payments, wallet, or both", companionsFlag, {
    words: COMPANION_IDS,
  }),
  ci: oneOf("--ci <system>", "write a pipeline too", PIPELINE_KINDS),
  ciPackage: text(
    "--ci-package <spec>",
    "what the pipeline installs: a packed tarball in the repository, a URL, or name@version (default: ./playcamp-gw-<version>.tgz)",
  ),
  out: file("--out <file>", "where to write (default: playcamp-gw.json)"),
  force: flag("--force", "replace files that are there"),
  skipCheck: flag("--skip-check", "leave the check on the sandbox out"),
  yes: flag("--yes", "ask nothing; take defaults for the rest"),
};
export type Options = OptionsOf<typeof options>;

export const init = defineCommand({
  name: "init",
  group: "Set-up",
  summary: "write down what is agreed: a profile, asked for or by flags",
  description: `Writes playcamp-gw.json and .env.example, and tries the recipes on a sandbox of
this machine. Asks in a conversation that signs samples along, or takes flags
and --yes; sends nothing to anybody.
Recipes are read off examples: a known-good entry URL, a captured webhook, a
reply of a payment query. The keys for that are taken from where the profile
refers to them, never from the command line.
--receiver writes the file of a server that takes webhooks: verified over the
bytes as they came, each event applied once. It needs nothing of this tool.
--with payments,wallet writes a payment query and a wallet on SQL beside it.
--set settles any value, such as --set entry.key.env=NAME.
Presets: ${PRESET_IDS.join(", ")}.`,
  options,
  examples: [
    "playcamp-gw init --yes --partner acme-rpg --preset entry --preset webhook",
    "playcamp-gw init --yes --partner acme-rpg --receiver express --out receiver.json --force",
    "playcamp-gw init --yes --partner acme-rpg --preset payments-b --set payments.source.url=https://game.example.com/v2/transactions --out payments.json --force",
  ],
  load: () => import("./init.run.js"),
});
