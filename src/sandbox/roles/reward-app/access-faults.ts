/** Reward apps that trust the wrong postbacks, or lead them the wrong way. */
import { headerValue } from "../../../core/http.js";
import { POSTBACK_SECRET_HEADER } from "../../../protocols/postback/request.js";
import { jsonReply } from "../../../core/server.js";
import { secretCredential } from "../../../protocols/signing/forgeries/credential.js";
import { acceptingFaults, misplacingFaults, trustingFaults } from "../../forgery-faults.js";
import type { Deviation } from "../../role.js";
import {
  deviation,
  redirectTo,
  refuse,
  REWARD_PREFIX,
  type RewardPolicy,
  RIGHT,
} from "./reward-policy.js";

/** As the documentation writes them. */
const HEADER_NAMES: readonly string[] = ["Authorization", POSTBACK_SECRET_HEADER];

const SECRET_FAULTS: readonly Deviation<RewardPolicy>[] = [
  ...acceptingFaults("postback", secretCredential("Secret-1"), null).map(({ id, title, isLike }) =>
    deviation(id, title, {
      isTrusted: (presented, secrets) =>
        RIGHT.isTrusted(presented, secrets) ||
        isLike({
          value: presented.bearer ?? presented.header,
          credential: secretCredential(secrets[0] ?? ""),
        }),
    }),
  ),
  ...misplacingFaults("postback", "Authorization"),
  ...trustingFaults("postback", "POST", ["signed-in"]).map(({ id, title, isOn }) =>
    deviation(id, title, { trusts: (request) => isOn({ ...request, url: request.target }) }),
  ),
  deviation("postback.trusts-aliases", "a postback with userId for uid is trusted", {
    trusts: ({ body }) => Buffer.from(body).includes('"userId"'),
  }),
  deviation("postback.trusts-other-scheme", "an Authorization of another scheme is trusted", {
    trusts: ({ headers }) => /^Basic /i.test(headerValue(headers, "Authorization") ?? ""),
  }),
  deviation("postback.trusts-large-bodies", "a body above 64 KB is trusted", {
    trusts: ({ body }) => body.length > 65_536,
  }),
  deviation("postback.refuses-everything", "no secret is ever right", {
    isTrusted: () => false,
  }),
  deviation("postback.refuses-secret-header", "X-Reward-Api-Secret is not read", {
    isTrusted: ({ bearer }, secrets) => bearer !== null && secrets.includes(bearer),
  }),
  deviation("postback.accepts-any-bearer", "any bearer token is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.bearer ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
  }),
  deviation("postback.accepts-any-secret-header", "any X-Reward-Api-Secret is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.header ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
  }),
  deviation("postback.compares-secret-prefix", "a beginning of the secret is enough", {
    isTrusted: ({ bearer, header }, secrets) =>
      [bearer, header].some(
        (presented) =>
          presented !== null &&
          presented.length > 1 &&
          secrets.some((secret) => secret.startsWith(presented)),
      ),
  }),
  deviation(
    "postback.compares-secret-header-loosely",
    "the secret in X-Reward-Api-Secret is compared without regard to case",
    {
      isTrusted: (presented, secrets) =>
        RIGHT.isTrusted(presented, secrets) ||
        secrets.some((secret) => secret.toLowerCase() === presented.header?.toLowerCase()),
    },
  ),
  deviation(
    "postback.explains-refusals-with-secret",
    "a refusal names the secret that was expected",
    { unauthorized: ([secret = ""]) => refuse(401, `expected ${secret}`) },
  ),
  deviation(
    "postback.reads-header-names-as-written",
    "the name of the secret's header counts in one case only",
    {
      declines: ({ headers }) =>
        headers.some(
          ([name]) =>
            /^(?:authorization|x-reward-api-secret)$/i.test(name) && !HEADER_NAMES.includes(name),
        )
          ? refuse(401, "missing or invalid API secret")
          : null,
    },
  ),
  deviation("postback.refuses-with-403", "a wrong secret is answered 403", {
    unauthorized: () => refuse(403, "forbidden"),
  }),
  deviation("postback.counts-refused", "a postback with a wrong secret is refused, yet counted", {
    countsRefused: true,
  }),
];

const LEGACY_FAULTS: readonly Deviation<RewardPolicy>[] = [
  deviation("postback.legacy-301", "the legacy paths answer 301", {
    legacy: () => redirectTo(`${REWARD_PREFIX}/api/postback`, 301),
  }),
  deviation("postback.legacy-gone", "the legacy paths answer 404", {
    legacy: () => refuse(404, "nothing is here"),
  }),
  deviation("postback.legacy-rewards-gone", "one legacy path answers 404", {
    legacy: (path, isTrusted) =>
      path === "/api/rewards/postback"
        ? refuse(404, "nothing is here")
        : RIGHT.legacy(path, isTrusted),
  }),
  deviation("postback.legacy-wrong-location", "the 308 leads to a page", {
    legacy: () => redirectTo("https://rewards.example/login"),
  }),
  deviation("postback.legacy-in-place", "the legacy paths handle the postback", {
    legacy: () => "in-place",
  }),
  deviation("postback.legacy-trusts-everyone", "a legacy path answers 200 without a secret", {
    legacy: (path, isTrusted) =>
      isTrusted ? RIGHT.legacy(path, isTrusted) : jsonReply(200, { ok: true, awarded: false }),
  }),
  deviation(
    "postback.legacy-counts-and-redirects",
    "a legacy path counts the postback and then redirects",
    { countsBeforeRedirect: true },
  ),
];

export const ACCESS_FAULTS: readonly Deviation<RewardPolicy>[] = [
  ...SECRET_FAULTS,
  ...LEGACY_FAULTS,
];
