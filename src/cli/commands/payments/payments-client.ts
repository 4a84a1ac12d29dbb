/** What the payments commands send with: requests by the thousand, of which the journal keeps a sample. */
import type { HttpClient, HttpOutcome } from "../../../core/http.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { JournalSample } from "../../../transport/journal-sample.js";
import type { Session } from "../../session/session.js";

export function openPaymentsClient(
  session: Session,
  profile: ResolvedProfile,
): Promise<HttpClient> {
  return session.openClient(profile, { sample: SAMPLE });
}

/** A bulk call that succeeds says in its reply which of its payments did not. */
function isGood({ reply }: HttpOutcome): boolean {
  if (reply === null || reply.status < 200 || reply.status > 299) return false;
  const { buffer, byteOffset, length } = reply.body;
  return !Buffer.from(buffer, byteOffset, length).includes('"FAILED"');
}

const SAMPLE: JournalSample = { first: 6, wrong: Number.POSITIVE_INFINITY, isGood };
