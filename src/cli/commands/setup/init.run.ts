/** `init`: settles a draft, by flags or in a conversation; writes it, tries it, and says what comes next. */
import { Interrupted, UserError } from "../../../core/errors.js";
import type { Prompter } from "../../../core/ports.js";
import { assertValid, type Draft, withValues } from "../../../tasks/init/draft.js";
import { draftFromOrder } from "../../../tasks/init/draft-from-order.js";
import type { PresetId } from "../../../tasks/init/presets/index.js";
import { type FileToWrite, writeFiles } from "../../../tasks/init/write-files.js";
import type { CommandContext, CommandRun } from "../../command.js";
import { askPresetValues } from "./init/ask-values.js";
import { createInitSecrets, type InitDesk, type InitSecrets, readInitFile } from "./init/desk.js";
import { askPartner, runWizard } from "./init/wizard.js";
import { readInput } from "../../session/read-input.js";
import { checkOnSandbox } from "./init.check.js";
import {
  assertMayWrite,
  type FileFlags,
  filesFor,
  missingPackage,
  targetOf,
} from "./init.files.js";
import { printInit } from "./init.print.js";

interface Options extends FileFlags {
  readonly partner?: string;
  readonly preset?: readonly PresetId[];
  readonly fromEntry?: readonly string[];
  readonly usn?: string;
  readonly campaign?: string;
  readonly fromWebhook?: string;
  readonly fromPayments?: string;
  readonly skipCheck?: boolean;
  readonly yes?: boolean;
}

export const run: CommandRun = async (context, input) => {
  const options = input.options as Options;
  const prompter = await prompterFor(context, options);
  const target = await targetOf(context, options, prompter);
  const secrets = await createInitSecrets(target, context);
  const desk: InitDesk | null =
    prompter === null
      ? null
      : {
          prompter,
          secrets,
          say: (line) => {
            context.say(line);
          },
          nowMs: context.clock.nowMs(),
          readFile: (path) => readInitFile(path, context),
        };
  const { draft, files } = await plan(context, options, target, desk, secrets);
  // From here on nothing is asked any more, and what is begun is finished.
  const stored = await secrets.storeAll();
  const written = await writeFiles(files, context.files);
  const report = options.skipCheck === true ? null : await checkOnSandbox(draft, target, context);
  const neededPackage = await missingPackage(options, context);
  return printInit({ draft, target, written, stored, report, secrets, neededPackage }, context);
};

interface InitPlan {
  readonly draft: Draft;
  readonly files: readonly FileToWrite[];
}

/** Everything up to the first write; whoever breaks off here has changed nothing. */
async function plan(
  context: CommandContext,
  options: Options,
  target: string,
  desk: InitDesk | null,
  secrets: InitSecrets,
): Promise<InitPlan> {
  try {
    const draft = withValues(
      await settleDraft(context, options, desk, secrets.need),
      context.flags.overrides,
    );
    assertValid(draft, target);
    const files = await filesFor(draft, target, context, options);
    await assertMayWrite(files, target, context, options, desk?.prompter ?? null);
    if (context.signal.aborted) throw new Interrupted();
    return { draft, files };
  } catch (error) {
    if (error instanceof Interrupted) context.say("\nNothing was written.");
    throw error;
  }
}

/** Null where nothing may be asked; then everything that has no default must be given. */
async function prompterFor(context: CommandContext, options: Options): Promise<Prompter | null> {
  const { flags, terminal } = context;
  // Questions are written to stderr: where nobody sees them, nobody answers.
  if (flags.input && terminal.errIsTerminal && options.yes !== true) return context.openPrompter();
  const missing = [
    ...(options.yes === true ? [] : ["--yes"]),
    ...(partnerOf(options) === null ? ["--partner <id>"] : []),
    ...(isDescribed(options)
      ? []
      : ["--preset <id>, or an example with --from-entry, --from-webhook or --from-payments"]),
  ];
  if (missing.length === 0) return null;
  throw new UserError(
    "input_needed",
    options.yes === true
      ? "--yes asks nothing, and not everything is given that has no default"
      : "init asks questions, and there is no terminal to answer at",
    `Add ${missing.join(" and ")}; playcamp-gw init --help lists the presets.`,
  );
}

function isDescribed(options: Options): boolean {
  const { preset = [], fromEntry = [], fromWebhook, fromPayments } = options;
  return (
    preset.length + fromEntry.length > 0 || fromWebhook !== undefined || fromPayments !== undefined
  );
}

/** Given, or in its usual place in an example's address. */
function partnerOf({ partner, fromEntry = [] }: Options): string | null {
  if (partner !== undefined) return partner;
  const named = fromEntry.flatMap(
    (url) => /^https?:\/\/[^?#]*?\/api\/([\w.~-]+)\//i.exec(url)?.[1] ?? [],
  );
  return named[0] ?? null;
}

async function settleDraft(
  context: CommandContext,
  options: Options,
  desk: InitDesk | null,
  needSecret: Parameters<typeof draftFromOrder>[1],
): Promise<Draft> {
  const given = partnerOf(options);
  if (desk !== null && !isDescribed(options)) return runWizard(desk, given);
  const partner = given ?? (desk === null ? "" : await askPartner(desk));
  const { preset = [], fromEntry = [], fromWebhook, fromPayments } = options;
  const entries: string[] = [];
  for (const text of fromEntry) entries.push(await readEntry(text, context));
  const read = async (flag: string, value: string | undefined) =>
    value === undefined ? null : readInput(flag, value, context);
  const payments = await read("--from-payments", fromPayments);
  const order = {
    partner,
    presets: preset,
    entries,
    usn: options.usn ?? null,
    campaign: options.campaign ?? null,
    webhook: await read("--from-webhook", fromWebhook),
    payments: payments === null ? null : Buffer.from(payments).toString("utf8"),
    sets: context.flags.overrides,
  };
  let draft = await draftFromOrder(order, needSecret);
  if (desk !== null) for (const id of preset) draft = await askPresetValues(desk, draft, id);
  return draft;
}

/** A URL is no secret, so it may stand on the command line. */
async function readEntry(text: string, context: CommandContext): Promise<string> {
  if (text !== "-" && !text.startsWith("@")) return text.trim();
  const bytes = await readInput("--from-entry", text, context);
  return Buffer.from(bytes).toString("utf8").trim();
}
