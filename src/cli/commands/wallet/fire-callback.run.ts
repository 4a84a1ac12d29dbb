/** `fire-callback`: one callback, or a broken one and a look at what the operator makes of it. */
import { UserError } from "../../../core/errors.js";
import { NO_RETRIES } from "../../../core/retry-schedule.js";
import { suggestionHint } from "../../../core/suggest.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { type WalletSettings, walletSettings } from "../../../profile/wallet-settings.js";
import {
  CALLBACK_KINDS,
  type CallbackKind,
  parseCallbackAction,
} from "../../../protocols/wallet/messages.js";
import { type CallbackTamper, parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import { parseMessageOverrides } from "../../../tasks/message-overrides.js";
import { type CallbackReport, fireCallback } from "../../../tasks/wallet/fire-callback.js";
import type { CommandContext, Outcome } from "../../command.js";
import type { CommandRun } from "../../define-command.js";
import { splitOverrides } from "../../global-flags.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./fire-callback.js";
import { behaved, printCallbackReport } from "./fire-callback.print.js";
import { sayCost } from "./wallet-cost.js";

export const run: CommandRun<Options> = async (session, { arguments: [name = ""], options }) => {
  const sets = splitOverrides(session.flags.overrides);
  const profile = await session.openProfile(options, { overrides: sets.profile });
  return fire(profile, kindOf(name), options, sets.message, session);
};

async function fire(
  profile: ResolvedProfile,
  kind: CallbackKind,
  options: Options,
  changes: readonly string[],
  session: Session,
): Promise<Outcome> {
  const settings = playedBy(options.player ?? 1, await walletSettings(profile, "fire-callback"));
  const [{ currency }] = settings.players;
  const tamper = options.tamper === undefined ? null : parseCallbackTamper(options.tamper);
  const { http } = await session.openClient(profile);
  const report = await fireCallback(
    {
      kind,
      action: parseCallbackAction(kind, options.action),
      amount: options.amount ?? null,
      txId: options.tx ?? null,
      roundId: options.round ?? null,
      betTxId: options.betTx ?? null,
      userId: options.user ?? null,
      url: options.to ?? settings.url,
      overrides: parseMessageOverrides(changes),
      tamper,
      retry: options.retry ? settings.retry : NO_RETRIES,
      allowLive: session.flags.allowLive,
      freshId: Buffer.from(session.random.bytes(4)).toString("hex"),
      onStart: ({ amount, ...cost }) =>
        sayCost({ ...cost, amounts: [{ amount, currency }] }, session),
      onAttempt: createAttemptPrinter(session),
    },
    settings,
    profile,
    { ...session, http },
  );
  printCallbackReport(report, tamper, currency, session);
  if (!behaved(report, tamper)) sayReplay([report.last.exchange], options, profile, session);
  return conclude(report, tamper, session);
}

function playedBy(number: number, settings: WalletSettings): WalletSettings {
  const { players } = settings;
  const player = players[number - 1];
  if (player !== undefined) return { ...settings, players: [player] };
  throw new UserError(
    "unknown_player",
    `--player ${number}: the profile names ${players.length}`,
    "Further players stand in wallet.players.",
  );
}

function conclude(
  report: CallbackReport,
  tamper: CallbackTamper | null,
  { signal }: CommandContext,
): Outcome {
  if (signal.aborted) return "interrupted";
  if (report.isUnreachable) return "incomplete";
  return behaved(report, tamper) ? "done" : "refused";
}

function kindOf(text: string): CallbackKind {
  const kind = CALLBACK_KINDS.find((each) => each === text);
  if (kind !== undefined) return kind;
  throw new UserError(
    "unknown_callback",
    `there is no callback "${text}"`,
    suggestionHint(text, CALLBACK_KINDS),
  );
}
