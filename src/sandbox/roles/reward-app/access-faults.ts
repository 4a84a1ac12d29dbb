/** Reward apps that trust the wrong postbacks, or lead them the wrong way. */
import { jsonReply } from "../../../core/server.js";
import type { Bend } from "../../role.js";
import { bend, redirectTo, refuse, REWARD_PREFIX, type RewardPolicy, RIGHT } from "./policy.js";

const SECRET_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.refuses-everything", "no secret is ever right", {
    isTrusted: () => false,
  }),
  bend("postback.refuses-secret-header", "X-Reward-Api-Secret is not read", {
    isTrusted: ({ bearer }, secrets) => bearer !== null && secrets.includes(bearer),
  }),
  bend("postback.accepts-missing-secret", "a postback without a secret is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.bearer === null && presented.header === null) ||
      RIGHT.isTrusted(presented, secrets),
  }),
  bend("postback.accepts-any-bearer", "any bearer token is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.bearer ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
  }),
  bend("postback.accepts-any-secret-header", "any X-Reward-Api-Secret is trusted", {
    isTrusted: (presented, secrets) =>
      (presented.header ?? "") !== "" || RIGHT.isTrusted(presented, secrets),
  }),
  bend("postback.accepts-empty-secret", "an empty secret is trusted", {
    isTrusted: (presented, secrets) =>
      presented.bearer === "" || presented.header === "" || RIGHT.isTrusted(presented, secrets),
  }),
  bend("postback.compares-secret-prefix", "a beginning of the secret is enough", {
    isTrusted: ({ bearer, header }, secrets) =>
      [bearer, header].some(
        (presented) =>
          presented !== null &&
          presented !== "" &&
          secrets.some((secret) => secret.startsWith(presented)),
      ),
  }),
  bend("postback.refuses-with-403", "a wrong secret is answered 403", {
    unauthorized: () => refuse(403, "forbidden"),
  }),
  bend("postback.counts-refused", "a postback with a wrong secret is refused, yet counted", {
    countsRefused: true,
  }),
];

const LEGACY_FAULTS: readonly Bend<RewardPolicy>[] = [
  bend("postback.legacy-301", "the legacy paths answer 301", {
    legacy: () => redirectTo(`${REWARD_PREFIX}/api/postback`, 301),
  }),
  bend("postback.legacy-gone", "the legacy paths answer 404", {
    legacy: () => refuse(404, "nothing is here"),
  }),
  bend("postback.legacy-rewards-gone", "one legacy path answers 404", {
    legacy: (path, isTrusted) =>
      path === "/api/rewards/postback"
        ? refuse(404, "nothing is here")
        : RIGHT.legacy(path, isTrusted),
  }),
  bend("postback.legacy-wrong-location", "the 308 leads to a page", {
    legacy: () => redirectTo("https://rewards.example/login"),
  }),
  bend("postback.legacy-in-place", "the legacy paths handle the postback", {
    legacy: () => "in-place",
  }),
  bend("postback.legacy-trusts-everyone", "a legacy path answers 200 without a secret", {
    legacy: (path, isTrusted) =>
      isTrusted ? RIGHT.legacy(path, isTrusted) : jsonReply(200, { ok: true, awarded: false }),
  }),
  bend(
    "postback.legacy-counts-and-redirects",
    "a legacy path counts the postback and then redirects",
    { countsBeforeRedirect: true },
  ),
];

export const ACCESS_FAULTS: readonly Bend<RewardPolicy>[] = [...SECRET_FAULTS, ...LEGACY_FAULTS];
