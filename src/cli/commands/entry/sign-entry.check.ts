/** `sign-entry --check`: 302 is right, anything else is not. */
import { adviceOnFailure } from "../../../core/answer-advice.js";
import { Unreachable } from "../../../core/errors.js";
import { headerValue, isUnreachable } from "../../../core/http.js";
import { profileRedactor } from "../../../profile/redaction.js";
import { entryConnection } from "../../../profile/entry-settings.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { SignedEntry } from "../../../protocols/entry/sign.js";
import { guardLiveHosts } from "../../../transport/live-guard.js";
import { createSend } from "../../../transport/send.js";
import type { Outcome } from "../../command.js";
import { adviceLines } from "../../output/exchange-text.js";
import { sayReplay } from "../../output/resend/replay-line.js";
import type { Session } from "../../session/session.js";
import type { Options } from "./sign-entry.options.js";
import { printEntry } from "./sign-entry.print.js";

export async function checkEntry(
  entry: SignedEntry,
  profile: ResolvedProfile,
  { qr, ...target }: Options,
  session: Session,
): Promise<Outcome> {
  const connection = await entryConnection(profile, "sign-entry --check");
  const liveHosts = session.flags.allowLive ? new Set<string>() : profile.liveHosts;
  const { http } = await session.openClient(profile);
  const send = createSend({
    http: guardLiveHosts(http, liveHosts),
    redactor: profileRedactor(profile, "own"),
    connection,
    freshConnections: true,
    signal: session.signal,
  });
  const request = { method: "GET", url: entry.url, headers: [], body: null } as const;
  const { outcome, exchange } = await send("sign-entry --check", request);
  if (outcome.failure !== null) {
    if (session.signal.aborted) return "interrupted";
    const { host } = new URL(entry.url);
    if (isUnreachable(outcome.failure)) {
      throw new Unreachable(
        `${host} cannot be reached: ${outcome.failure.message}`,
        adviceOnFailure(entry.url, outcome.failure) ??
          "Check entry.url in the profile, and whether the gateway is running.",
      );
    }
    const { failure } = exchange;
    session.say(`${host} gave no proper answer: ${failure?.message ?? ""}`);
    sayReplay([exchange], target, profile, session);
    await printEntry(entry, qr, session, { accepted: false, failure });
    return "refused";
  }
  const { status } = outcome.reply;
  // From the evidence, which is clean: a gateway may send the key back.
  const location = headerValue(exchange.response?.headers ?? [], "location");
  const accepted = status === 302 && location !== null && location !== "";
  await printEntry(entry, qr, session, { accepted, status, location });
  session.say(describe(status, location));
  if (status !== 302 && status !== 401)
    adviceLines(exchange).forEach((line) => {
      session.say(line);
    });
  if (!accepted) sayReplay([exchange], target, profile, session);
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
