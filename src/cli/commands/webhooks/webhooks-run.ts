/** What the commands on PlayCamp's SDK API share: how they reach the API, and what they say when it refuses. */
import type { HttpOutcome } from "../../../core/http.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import { sdkApiSettings } from "../../../profile/sdk-api-settings.js";
import { type Pagination, readApiReply } from "../../../protocols/webhook/api-reply.js";
import { readWebhookSecret } from "../../../protocols/webhook/management.js";
import { assertNotLive } from "../../../transport/live-guard.js";
import { oneLine } from "../../../reports/printable.js";
import { type ApiAnswer, type CallApi, createCallApi } from "../../../tasks/webhooks/call-api.js";
import { MOST_PAGES } from "../../../tasks/webhooks/list-webhooks.js";
import type { CommandContext, Outcome } from "../../command.js";
import { createAttemptPrinter } from "../../output/exchange-text.js";
import type { Session } from "../../session/session.js";

/**
 * A webhook has PlayCamp send to a host, as good as sending there oneself.
 *
 * @throws {UserError} `live_target`
 */
export function assertNotLiveUrl(
  url: string,
  { liveHosts }: ResolvedProfile,
  { flags }: Pick<CommandContext, "flags">,
): void {
  if (!flags.allowLive && URL.canParse(url)) assertNotLive(url, liveHosts);
}

/** @param command for messages */
export async function openSdkApi(
  session: Session,
  profile: ResolvedProfile,
  command: string,
): Promise<CallApi> {
  const settings = await sdkApiSettings(profile, command);
  const { http } = await session.openClient(profile, {
    // A new webhook's secret is known before the journal or --verbose gets to see the reply.
    onReply: async (outcome) => {
      const secret = secretIn(outcome);
      if (secret !== null) await profile.secrets.readToken(NEW_SECRET, secret);
    },
  });
  return createCallApi({
    settings,
    profile,
    http,
    signal: session.signal,
    allowLive: session.flags.allowLive,
    onSent: (sent) => createAttemptPrinter(session)({ number: 1, sent, nextInMs: null }),
  });
}

/** What stands in place of a new webhook's secret. */
const NEW_SECRET = "webhooks.secret";

function secretIn({ reply }: HttpOutcome): string | null {
  if (reply === null) return null;
  const read = readApiReply(reply.status, reply.body);
  return read.kind === "data" ? readWebhookSecret(read.data) : null;
}

/** Says what the API refused and why; with --json as an error. */
export function sayRefusal({ reply, sent }: ApiAnswer, context: CommandContext): Outcome {
  const status = sent.outcome.reply?.status ?? 0;
  const refusal =
    reply.kind === "error"
      ? reply
      : {
          code: null,
          message: reply.kind === "unreadable" ? reply.problem : "no data",
          details: [],
        };
  const hint = hintOf(status, context.command);
  const { code, message, details } = refusal;
  if (context.flags.json) {
    const error = {
      code: code ?? "api_refused",
      message,
      status,
      details,
      ...(hint === null ? {} : { hint }),
    };
    context.terminal.err(`${JSON.stringify({ error })}\n`);
    return "refused";
  }
  const words = [String(status), code ?? "", message];
  context.say(`refused: ${oneLine(words.filter((word) => word !== "").join(" "))}`);
  for (const { path, message: problem } of details)
    context.say(`  ${oneLine(path === "" ? problem : `${path}: ${problem}`)}`);
  if (hint !== null) context.say(`hint: ${hint}`);
  return "refused";
}

function hintOf(status: number, command: string): string | null {
  switch (status) {
    case 401:
      return "Check sdkApi.apiKey: the key's id and its secret, joined by a colon, of this very environment.";
    case 403:
      return "Only a server key (ak_server_…) may do this.";
    case 404:
      return command.startsWith("webhooks ")
        ? "playcamp-gw webhooks list shows the ids; check sdkApi.url where it fails too."
        : "Check the id; check sdkApi.url where every call fails.";
    case 429:
      return "PlayCamp limits calls by key; wait a minute.";
    default:
      return status >= 500 ? "This is PlayCamp's side; try again later." : null;
  }
}

/** Whoever takes a list for all there is must know where it is not. */
export function sayCut(
  { pagination }: { readonly pagination: Pagination | null },
  context: CommandContext,
): Outcome {
  const pages = pagination?.totalPages ?? 0;
  context.say(`incomplete: ${MOST_PAGES} of ${pages} pages were read; --page N reads any of them`);
  return "incomplete";
}
