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
import type { Millis } from "../../../protocols/wallet/millis.js";
import { type CallbackTamper, parseCallbackTamper } from "../../../protocols/wallet/tamper.js";
import { parseMessageOverrides } from "../../../tasks/message-overrides.js";
import { type CallbackReport, fireCallback } from "../../../tasks/wallet/fire-callback.js";
import type { CommandContext, CommandInput, CommandRun, Outcome } from "../../command.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import { withHttp } from "../../session/http.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import { withProfileAndChanges } from "../../session/target-profile.js";
import { behaved, printCallbackReport } from "./fire-callback.print.js";
import { sayCost } from "../../session/wallet-cost.js";

interface Options {
  readonly action?: string;
  readonly amount?: Millis;
  readonly tx?: string;
  readonly round?: string;
  readonly betTx?: string;
  readonly user?: string;
  readonly player?: number;
  readonly to?: string;
  readonly retry?: boolean;
  readonly tamper?: string;
  readonly sandbox?: boolean;
  readonly fault?: readonly string[];
}

export const run: CommandRun = (context, input) => {
  const options = input.options as Options;
  return withProfileAndChanges(context, options, (profile, changes) =>
    fire(profile, input, options, changes, context),
  );
};

async function fire(
  profile: ResolvedProfile,
  input: CommandInput,
  options: Options,
  changes: readonly string[],
  context: CommandContext,
): Promise<Outcome> {
  const settings = playedBy(options.player ?? 1, await walletSettings(profile, "fire-callback"));
  const [{ currency }] = settings.players;
  const kind = kindOf(input.arguments[0] ?? "");
  const tamper = options.tamper === undefined ? null : parseCallbackTamper(options.tamper);
  const report = await withHttp(context, profile, (http) =>
    fireCallback(
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
        retry: options.retry === true ? settings.retry : NO_RETRIES,
        allowLive: context.flags.allowLive,
        freshId: Buffer.from(context.random.bytes(4)).toString("hex"),
        onStart: (cost) => sayCost({ ...cost, currency }, context),
        onAttempt: createAttemptPrinter(context),
      },
      settings,
      profile,
      { ...context, http },
    ),
  );
  printCallbackReport(report, tamper, currency, context);
  if (!behaved(report, tamper)) sayReplay([report.last.exchange], options, profile, context);
  return conclude(report, tamper, context);
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
