/** Ways in which a payment query lets strangers in, or tells them too much. */
import { pollCredential } from "../../../../protocols/payments/credential.js";
import { acceptingFaults, misplacingFaults, trustingFaults } from "../../../forgery-faults.js";
import { statusReply, failureReply, successReply } from "../envelope.js";
import { deviation, RIGHT, type SourcePolicy } from "../payment-source-policy.js";
import type { Presented } from "../presented.js";

function forgiving(name: string, title: string, forgives: (presented: Presented) => boolean) {
  return deviation(name, title, { forgives });
}

function refusing(name: string, title: string, refusal: SourcePolicy["refusal"]) {
  return deviation(name, title, { refusal });
}

const PREFIX = /^payments\./;
const SAMPLE = pollCredential(
  { kind: "fingerprint" },
  { timestamp: "1", from: "1", to: "2", key: "key" },
);

export const AUTHENTICATION_FAULTS = [
  ...misplacingFaults("payments", "X-Fingerprint"),
  ...acceptingFaults("payments", SAMPLE, ["near-future-time"]).map(({ id, title, isLike }) =>
    forgiving(id.replace(PREFIX, ""), title, ({ credential, timestamp, time, forged }) =>
      isLike({
        value: credential,
        credential: forged,
        time,
        ...(timestamp === null ? {} : { timestamp }),
      }),
    ),
  ),
  ...trustingFaults("payments", "GET", ["forwarded", "no-content-type", "chunked"]).map(
    ({ id, title, isOn }) =>
      deviation(id.replace(PREFIX, ""), title, {
        trusts: (request, { source }) =>
          isOn({ ...request, url: request.target }, source.method ?? "GET"),
      }),
  ),
  forgiving("skips-authentication", "nobody is asked for credentials", () => true),
  forgiving(
    "accepts-wrong-credentials",
    "the header has to be there, and its value is not compared",
    ({ credential, verdict }) => verdict === "mismatch" && credential !== "",
  ),
  forgiving(
    "compares-prefix",
    "a beginning of the right value is enough",
    ({ credential, right }) =>
      credential !== null &&
      credential.length > 1 &&
      credential !== right &&
      right.startsWith(credential),
  ),
  forgiving(
    "accepts-missing-timestamp",
    "a fingerprint without its timestamp is not looked at",
    ({ credential, timestamp }) => credential !== null && timestamp === null,
  ),
  forgiving(
    "trusts-forwarded-for",
    "a poll that says it comes from inside needs no credentials",
    ({ forwardedFor }) => /^(127|10)\./.test(forwardedFor),
  ),
  forgiving(
    "trusts-known-fingerprints",
    "a fingerprint that was right once is accepted for any range and time",
    ({ wasRight, timestamp }) => wasRight && timestamp !== null,
  ),
  forgiving(
    "checks-first-page-only",
    "credentials are checked on the first page alone",
    ({ isFirstPage }) => !isFirstPage,
  ),
  deviation("refuses-with-records", "a refusal shows payments all the same", {
    refusesWithRecords: true,
  }),
  refusing("refuses-with-500", "a refusal ends in a 500", () => statusReply(500, "internal error")),
  refusing(
    "refuses-with-empty-success",
    "a refusal looks like a range without payments",
    ({ source }) => successReply(source, { records: [], total: 0, next: null, noNext: undefined }),
  ),
  refusing(
    "tells-the-right-fingerprint",
    "the refusal names the value that it expected",
    ({ source }, { right }) => failureReply(source, 401, `expected ${right}`),
  ),
  refusing(
    "crashes-on-word-timestamp",
    "a timestamp that is no number ends in a 500",
    (agreement, presented) =>
      presented.verdict === "timestamp-malformed"
        ? statusReply(500, "internal error")
        : RIGHT.refusal(agreement, presented),
  ),
  deviation("refuses-everything", "nobody's credentials are right", {
    refusesAll: ({ source }) => failureReply(source, 401, "not authorised"),
  }),
];
