/** The HTTP client of commands that send requests by the thousand. */
import type { Http, HttpOutcome } from "../../core/http.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { sampleJournaled } from "../../transport/journal-sample.js";
import type { CommandContext } from "../command.js";
import { withHttp } from "./http.js";
import { openKeeper } from "./journal.js";

export async function withBulkHttp<Result>(
  context: CommandContext,
  profile: ResolvedProfile,
  use: (http: Http) => Promise<Result>,
): Promise<Result> {
  const keeper = await openKeeper(context, profile);
  const flags = { ...context.flags, journal: false as const };
  return withHttp({ ...context, flags }, profile, (http) =>
    use(keeper === null ? http : sampleJournaled(http, keeper, SAMPLE)),
  );
}

/** A bulk call that succeeds says in its reply which of its payments did not. */
function isGood({ reply }: HttpOutcome): boolean {
  if (reply === null || reply.status < 200 || reply.status > 299) return false;
  const { buffer, byteOffset, length } = reply.body;
  return !Buffer.from(buffer, byteOffset, length).includes('"FAILED"');
}

const SAMPLE = { first: 6, wrong: Number.POSITIVE_INFINITY, isGood };
