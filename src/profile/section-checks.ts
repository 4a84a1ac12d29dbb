/**
 * What is wrong with a profile beyond its shape: paths, zones, patterns and
 * placeholders that nothing could work with. A section's check is a line here.
 */
import { suggestionHint } from "../core/suggest.js";
import { PROBE_FACTS, unknownProbePlaceholders } from "../protocols/webhook/probe.js";
import { checkPayments } from "../protocols/payments/check.js";
import { renderPath } from "../core/json/path.js";
import { isSecretParameter } from "./credentials.js";
import { type ProfileProblem } from "./problems.js";
import type { Profile } from "./schema.js";

type SectionCheck = (profile: Profile) => readonly ProfileProblem[];

const CHECKS: readonly SectionCheck[] = [paymentsProblems, probeProblems];

/** @param profile one that has the right shape */
export function sectionProblems(profile: Profile): readonly ProfileProblem[] {
  return CHECKS.flatMap((check) => check(profile));
}

function paymentsProblems({ payments }: Profile): readonly ProfileProblem[] {
  if (payments === undefined) return [];
  // What the parameters are is no matter of the recipe.
  const { params: _, ...source } = payments.source;
  const problems = checkPayments({ ...payments, source }).map(
    ({ at, message, hint }): ProfileProblem => ({
      path: `payments.${at}`,
      message,
      hint: hint ?? null,
    }),
  );
  return [...problems, ...missingKey(payments.source), ...literalParameters(payments.source)];
}

/** A parameter goes into URLs, logs and captures: a secret there is read, never written down. */
function literalParameters({
  params = {},
}: NonNullable<Profile["payments"]>["source"]): readonly ProfileProblem[] {
  return Object.entries(params).flatMap(([name, value]) =>
    typeof value === "string" && value !== "" && isSecretParameter(name)
      ? [
          {
            path: renderPath(["payments", "source", "params", name]),
            message: "holds a secret itself",
            hint: 'Write where it is: {"env":"NAME"}, {"file":"path"} or {"store":"name"}; what is no secret can be called otherwise.',
          },
        ]
      : [],
  );
}

function probeProblems({ webhook }: Profile): readonly ProfileProblem[] {
  const template = webhook?.probe?.url ?? "";
  return unknownProbePlaceholders(template).map((name) => ({
    path: "webhook.probe.url",
    message: `has a placeholder {${name}} that nothing fills`,
    hint: suggestionHint(name, PROBE_FACTS),
  }));
}

function missingKey({
  auth,
  key,
}: NonNullable<Profile["payments"]>["source"]): readonly ProfileProblem[] {
  if (auth === undefined || auth.kind === "none" || key !== undefined) return [];
  return [
    {
      path: "payments.source.key",
      message: `is missing, and payments.source.auth is "${auth.kind}"`,
      hint: 'Name the secret, for example {"env":"ACME_PAYMENTS_KEY"}.',
    },
  ];
}
