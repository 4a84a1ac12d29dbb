/** `sign-entry --check`: 302 is right, anything else is not. */
import { Unreachable } from "../../../core/errors.js";
import { headerValue, isUnreachable } from "../../../core/http.js";
import { createRedactor } from "../../../core/redaction.js";
import { entryConnection } from "../../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { SignedEntry } from "../../../protocols/entry/sign.js";
import { guardLiveHosts } from "../../../transport/live-guard.js";
import { createSend } from "../../../transport/send.js";
import type { CommandContext, Outcome } from "../../command.js";
import { withHttp } from "../../session/http.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { SandboxFlags } from "../../session/target-profile.js";
import { printEntry } from "./sign-entry.print.js";

interface EntryCheckOptions extends SandboxFlags {
  readonly qr?: boolean;
}

export async function checkEntry(
  entry: SignedEntry,
  profile: ResolvedProfile,
  { qr = false, ...target }: EntryCheckOptions,
  context: CommandContext,
): Promise<Outcome> {
  const connection = await entryConnection(profile, "sign-entry --check");
  const liveHosts = context.flags.allowLive ? new Set<string>() : profile.liveHosts;
  const { outcome, exchange } = await withHttp(context, profile, (http) =>
    createSend({
      http: guardLiveHosts(http, liveHosts),
      redactor: createRedactor(profile.secrets.known()),
      connection,
      freshConnections: true,
      signal: context.signal,
    })("sign-entry --check", {
      method: "GET",
      url: entry.url,
      headers: [],
      body: null,
    }),
  );
  if (outcome.failure !== null) {
    if (context.signal.aborted) return "interrupted";
    const { host } = new URL(entry.url);
    if (isUnreachable(outcome.failure)) {
      throw new Unreachable(
        `${host} cannot be reached: ${outcome.failure.message}`,
        outcome.failure.kind === "tls"
          ? "Name the CA to trust with --cacert, or with entry.tls.ca in the profile."
          : "Check entry.url in the profile, and whether the gateway is running.",
      );
    }
    const { failure } = exchange;
    context.say(`${host} gave no proper answer: ${failure?.message ?? ""}`);
    sayReplay([exchange], target, profile, context);
    await printEntry(entry, qr, context, { accepted: false, failure });
    return "refused";
  }
  const { status } = outcome.reply;
  // From the evidence, which is clean: a gateway may send the key back.
  const location = headerValue(exchange.response?.headers ?? [], "location");
  const accepted = status === 302 && location !== null && location !== "";
  await printEntry(entry, qr, context, { accepted, status, location });
  context.say(describe(status, location));
  if (!accepted) sayReplay([exchange], target, profile, context);
  return accepted ? "done" : "refused";
}

function describe(status: number, location: string | null): string {
  switch (status) {
    case 302:
      return location
        ? `302: accepted, leads to ${location}`
        : "302 without a Location: the gateway accepts, but sends the player nowhere";
    case 401:
      return "401: refused. Compare recipe, key and clock with the gateway's; verify-entry shows how this profile reads a URL";
    default:
      return `${status}: neither 302 nor 401; is entry.url the entry endpoint?`;
  }
}
