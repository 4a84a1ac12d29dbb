/** What a command sends with. All of it stands in the journal, so that no command can forget that. */
import { UserError } from "../../core/errors.js";
import type { Http, HttpClient, HttpOutcome } from "../../core/http.js";
import type { RequestOrigin } from "../../profile/redaction.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import type { JournalSample } from "../../transport/journal-sample.js";
import type { CommandContext } from "../command.js";
import { openKeeper } from "./journal.js";
import { readNamedFile } from "./named-files.js";

export interface ClientNeeds {
  /** For requests by the thousand: they are sent as such, and of them the journal keeps this. Left out, it keeps all. */
  readonly sample?: JournalSample;
  /** Who wrote what is sent, where the command's name does not say. */
  readonly origin?: RequestOrigin;
  /** Sees each reply before the journal does. */
  readonly onReply?: (outcome: HttpOutcome) => Promise<void>;
}

/** @param profile whose secrets are kept out of the journal; null where there is none */
export async function openClient(
  context: CommandContext,
  profile: ResolvedProfile | null,
  { sample, onReply, origin }: ClientNeeds = {},
): Promise<HttpClient> {
  const extraCa = await readCa(context);
  const keeper = await openKeeper(context, profile, origin);
  const { guardLiveClient } = await import("../../transport/live-guard.js");
  const liveHosts = context.flags.allowLive ? NONE : (profile?.liveHosts ?? NONE);
  const unguarded = await context.openHttp({ extraCa });
  const guarded = guardLiveClient(sample === undefined ? unguarded : forMany(unguarded), liveHosts);
  const opened = await learning(guarded, profile);
  const client = onReply === undefined ? opened : { ...opened, http: seen(opened.http, onReply) };
  if (keeper === null) return client;
  const [{ journaled, journaledRaces }, { LOAD_SAMPLE, sampleJournaled }] = await Promise.all([
    import("../../transport/journaled.js"),
    import("../../transport/journal-sample.js"),
  ]);
  return {
    ...client,
    http:
      sample === undefined
        ? journaled(client.http, keeper)
        : sampleJournaled(client.http, keeper, sample),
    race: journaledRaces(client.race, keeper),
    load: sampleJournaled(client.load, keeper, LOAD_SAMPLE),
  };
}

/** Tokens that come in a reply are secrets before the journal sees it. */
async function learning(client: HttpClient, profile: ResolvedProfile | null): Promise<HttpClient> {
  const { source, refunds } = profile?.profile.payments ?? {};
  const grants = [source?.auth, refunds?.source.auth].filter((auth) => auth?.kind === "oauth2");
  if (profile === null || grants.length === 0) return client;
  const { learningTokens } = await import("../../tasks/payments/access-token.js");
  return {
    ...client,
    http: grants.reduce((http, auth) => learningTokens(http, auth, profile), client.http),
  };
}

function forMany(client: HttpClient): HttpClient {
  const http: Http = (request, signal) => client.http({ ...request, isOneOfMany: true }, signal);
  return { ...client, http };
}

const NONE: ReadonlySet<string> = new Set();

function seen(http: Http, onReply: (outcome: HttpOutcome) => Promise<void>): Http {
  return async (request, signal) => {
    const outcome = await http(request, signal);
    await onReply(outcome);
    return outcome;
  };
}

/** The PEM texts for a thread, which opens a client of its own: those of --cacert and of the environment. */
export async function readEveryCa(context: CommandContext): Promise<readonly string[]> {
  return [...(await readCa(context)), ...(await context.extraCa())];
}

/** The PEM texts of --cacert. */
export async function readCa(context: CommandContext): Promise<readonly string[]> {
  const { flags } = context;
  if (flags.cacert === null) return [];
  const bytes = await readNamedFile(flags.cacert, context);
  const text = bytes === null ? "" : Buffer.from(bytes).toString("utf8");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return [text];
  throw new UserError(
    "tls_file_invalid",
    bytes === null
      ? `--cacert ${flags.cacert}: there is no such file`
      : `--cacert ${flags.cacert}: not a PEM certificate`,
    "A PEM file begins with -----BEGIN CERTIFICATE-----.",
  );
}
