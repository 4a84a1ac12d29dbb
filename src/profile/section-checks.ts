/**
 * What is wrong with a profile beyond its shape: paths, zones, patterns and
 * placeholders that nothing could work with. A section's check is a line here.
 */
import { suggestionHint } from "../core/suggest.js";
import { PROBE_FACTS, unknownProbePlaceholders } from "../protocols/webhook/probe.js";
import { checkPayments, checkRefunds } from "../protocols/payments/check.js";
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
  const { source, refunds } = payments;
  const found = [
    ...checkPayments(payments),
    ...(refunds === undefined ? [] : checkRefunds(refunds)),
  ];
  const problems = found.map(({ at, message, hint }): ProfileProblem => ({
    path: `payments.${at}`,
    message,
    hint: hint ?? null,
  }));
  const second = refunds?.source;
  return [
    ...problems,
    ...missingKey(source, "payments.source"),
    ...literalParameters(source, "source"),
    ...(second === undefined ? [] : literalParameters(second, "refunds", "source")),
    ...(second === undefined || source.key !== undefined
      ? []
      : missingKey(second, "payments.refunds.source")),
  ];
}

type SourceSection = NonNullable<Profile["payments"]>["source"];

/** A parameter goes into URLs, logs and captures: a secret there is read, never written down. */
function literalParameters(
  { params = {} }: SourceSection,
  ...at: readonly string[]
): readonly ProfileProblem[] {
  return Object.entries(params).flatMap(([name, value]) =>
    typeof value === "string" && value !== "" && isSecretParameter(name)
      ? [
          {
            path: renderPath(["payments", ...at, "params", name]),
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

function missingKey({ auth, key }: SourceSection, at: string): readonly ProfileProblem[] {
  if (auth === undefined || auth.kind === "none" || key !== undefined) return [];
  return [
    {
      path: `${at}.key`,
      message: `is missing, and ${at}.auth is "${auth.kind}"`,
      hint: 'Name the secret, for example {"env":"ACME_PAYMENTS_KEY"}.',
    },
  ];
}
