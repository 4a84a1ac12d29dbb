/**
 * The HTTP client of commands that send requests by the thousand. Of these the
 * journal keeps the first and whatever went wrong: all of them, with their bodies,
 * would cost more than the run itself, and push everything else out of it.
 */
import type { Http } from "../core/http.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { JournalSink } from "../transport/journaled.js";
import type { CommandContext } from "./command.js";
import { withHttp } from "./http.js";
import { openKeeper } from "./journal.js";

const KEPT_EXCHANGES = 6;

export async function withBulkHttp<Result>(
  context: CommandContext,
  profile: ResolvedProfile,
  use: (http: Http) => Promise<Result>,
): Promise<Result> {
  const keeper = await openKeeper(context, profile);
  const flags = { ...context.flags, journal: false as const };
  return withHttp({ ...context, flags }, profile, (http) =>
    use(keeper === null ? http : sparinglyJournaled(http, keeper)),
  );
}

function sparinglyJournaled(http: Http, sink: JournalSink): Http {
  let requests = 0;
  return async (request, signal) => {
    const outcome = await http(request, signal);
    requests += 1;
    const status = outcome.reply?.status ?? 0;
    const isGood = status >= 200 && status < 300;
    if (requests <= KEPT_EXCHANGES || !isGood)
      sink.sent(request, outcome, null);
    return outcome;
  };
}
