/** `init`: settles a draft, by flags or in a conversation; writes it, tries it, and says what comes next. */
import { resolve } from "node:path";
import { Interrupted, UserError } from "../../../core/errors.js";
import type { Prompter } from "../../../core/ports.js";
import { draftFromOrder } from "../../../tasks/init/draft-from-order.js";
import { assertUsable, type Draft, withValues } from "../../../tasks/init/draft.js";
import { COMPANION_SETS } from "../../../tasks/init/receivers/companion-files.js";
import { loadReceiver } from "../../../tasks/init/receivers/index.js";
import type { Tape } from "../../../tasks/init/tape.js";
import { type FileToWrite, writeFiles } from "../../../tasks/init/write-files.js";
import { PROFILE_FILE_NAME } from "../../../tasks/locate-profile.js";
import type { CommandContext } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { readInput } from "../../session/named-files.js";
import type { Session } from "../../session/session.js";
import { checkOnSandbox } from "./init.check.js";
import {
  assertCompanions,
  assertMayWrite,
  companionsFor,
  filesFor,
  missingPackage,
  targetOf,
} from "./init.files.js";
import type { Options } from "./init.js";
import { printInit } from "./init.print.js";
import { askPresetValues } from "./init/ask-values.js";
import { confirmAnswers, converse } from "./init/converse.js";
import { createInitSecrets, type InitDesk, type InitSecrets, readInitFile } from "./init/desk.js";
import { keptAnswers } from "./init/kept-answers.js";
import { askPartner, runWizard } from "./init/wizard.js";

export const run: CommandRun<Options> = async (session, { options }) => {
  await assertCompanions(options);
  const prompter = await prompterFor(session, options);
  const { draft, files, target, secrets } =
    prompter === null
      ? await plan(session, options, null)
      : await converse(
          prompter,
          keptAnswers(resolve(session.cwd, options.out ?? PROFILE_FILE_NAME), session),
          session,
          (tape) => plan(session, options, tape),
        );
  // From here on nothing is asked any more, and what is begun is finished.
  const kept = await secrets.keepAll();
  const written = await writeFiles(files, session.files);
  const report = options.skipCheck ? null : await checkOnSandbox(draft, target, session);
  const neededPackage = await missingPackage(options, session);
  return printInit(
    {
      draft,
      target,
      written,
      kept,
      report,
      secrets,
      neededPackage,
      companions: await companionsFor(options, draft, target),
      receiver: options.receiver === undefined ? null : await loadReceiver(options.receiver),
    },
    session,
  );
};

interface InitPlan {
  readonly draft: Draft;
  readonly files: readonly FileToWrite[];
  readonly target: string;
  readonly secrets: InitSecrets;
}

/**
 * Everything up to the first write; whoever breaks off here has changed nothing.
 *
 * @param tape null where nothing may be asked
 */
async function plan(session: Session, options: Options, tape: Tape | null): Promise<InitPlan> {
  const prompter = tape?.prompter ?? null;
  const target = await targetOf(session, options, prompter);
  const secrets = await createInitSecrets(target, session);
  const desk: InitDesk | null =
    tape === null
      ? null
      : {
          prompter: tape.prompter,
          mark: tape.mark,
          secrets,
          say: tape.say,
          nowMs: session.clock.nowMs(),
          readFile: (path) => readInitFile(path, session),
        };
  const settled = await settleDraft(session, options, desk, secrets.need);
  const draft = withValues(settled, session.flags.overrides);
  assertUsable(draft, target);
  if (tape !== null && !isDescribed(options)) await confirmAnswers(tape);
  const files = await filesFor(draft, target, session, options);
  await assertMayWrite(files, target, session, options, prompter);
  if (session.signal.aborted) throw new Interrupted();
  return { draft, files, target, secrets };
}

/** Null where nothing may be asked; then everything that has no default must be given. */
async function prompterFor(context: CommandContext, options: Options): Promise<Prompter | null> {
  const { flags, terminal } = context;
  // Questions are written to stderr: where nobody sees them, nobody answers.
  if (flags.input && terminal.errIsTerminal && !options.yes)
    return context.openPrompter({ canGoBack: true });
  const missing = [
    ...(options.yes ? [] : ["--yes"]),
    ...(partnerOf(options) === null ? ["--partner <id>"] : []),
    ...(isDescribed(options)
      ? []
      : [
          "--preset <id>, --receiver <framework>, or an example with --from-entry, --from-webhook or --from-payments",
        ]),
  ];
  if (missing.length === 0) return null;
  throw new UserError(
    "input_needed",
    options.yes
      ? "--yes asks nothing, and not everything is given that has no default"
      : "init asks questions, and there is no terminal to answer at",
    `Add ${missing.join(" and ")}; playcamp-gw init --help lists the presets.`,
  );
}

function isDescribed(options: Options): boolean {
  const { preset, fromEntry, fromWebhook, fromPayments, receiver } = options;
  return (
    preset.length + fromEntry.length > 0 ||
    [fromWebhook, fromPayments, receiver].some((given) => given !== undefined)
  );
}

/** Given, or in its usual place in an example's address. */
function partnerOf({ partner, fromEntry }: Options): string | null {
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
  const { preset, fromEntry, fromWebhook, fromPayments } = options;
  const entries: string[] = [];
  for (const text of fromEntry) entries.push(await readEntry(text, context));
  const read = async (flag: string, value: string | undefined) =>
    value === undefined ? null : readInput(flag, value, context);
  const payments = await read("--from-payments", fromPayments);
  const parts = options.with ?? [];
  const order = {
    partner,
    presets: [...preset, ...parts.filter((part) => !preset.some((id) => id.startsWith(part)))],
    entries,
    usn: options.usn ?? null,
    campaign: options.campaign ?? null,
    webhook: await read("--from-webhook", fromWebhook),
    receiver: options.receiver !== undefined,
    payments: payments === null ? null : Buffer.from(payments).toString("utf8"),
    sets: [...parts.flatMap((part) => COMPANION_SETS[part]), ...context.flags.overrides],
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
