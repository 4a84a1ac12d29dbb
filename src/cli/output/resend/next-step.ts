/** What to do about a diagnosis, with the profile's own keys and a command that finds out more. */
import type { RunDiagnosis } from "../../../conformance/diagnosis/run-diagnosis.js";
import type { Exchange } from "../../../core/http-exchange.js";
import type { ConformanceReport } from "../../../core/report.js";
import { shellLine } from "../../../core/shell.js";
import { type ResendTarget, targetWords } from "./target-words.js";

interface Keys {
  readonly url: string;
  readonly secret: string;
  /** Where real users of the target are named. */
  readonly samples: string;
}

/** Suite → the keys of the profile that decide whether its control is accepted. */
const KEYS: Readonly<Record<string, Keys>> = {
  entry: { url: "entry.url", secret: "entry.key", samples: "entry.params" },
  webhook: { url: "webhook.url", secret: "webhook.secret", samples: "webhook.samples" },
  wallet: { url: "wallet.url", secret: "wallet.secret", samples: "wallet.player" },
  payments: {
    url: "payments.source.url",
    secret: "payments.source.key",
    samples: "payments.source.range",
  },
  client: { url: "--to", secret: "the key", samples: "webhook.samples" },
  postback: { url: "postback.url", secret: "postback.secret", samples: "postback.uids" },
};

export function nextStepWords(
  { suite, next, checks }: RunDiagnosis,
  report: ConformanceReport,
  target: ResendTarget,
): string {
  const keys = KEYS[suite];
  switch (next.kind) {
    case "url":
      return next.suggested === null
        ? `Compare host, port and path with ${keys?.url ?? "the profile's URL"}; where they are right, look at the target's routes.`
        : `Put ${next.suggested} into ${keys?.url ?? "the profile"}, if that is where the target is.`;
    case "credential":
      return [
        `Either ${keys?.secret ?? "the profile's secret"} is not the secret of the target, or the target verifies other bytes than it received.`,
        ...findOut(suite, kept(checks, report), target),
      ].join(" ");
    case "content":
      return `The target's words say what it lacks; where it knows only real users, name some in ${keys?.samples ?? "the profile"}.`;
    case "log":
      return `Look into the target's log at ${next.at}.`;
    case "advice":
      return next.text;
  }
}

/** The exchanges of the check that the others followed from. */
function kept(checks: readonly string[], report: ConformanceReport): readonly Exchange[] {
  return report.checks.find(({ id }) => id === checks[0])?.evidence ?? [];
}

/** To verify, no address is needed. */
function withSecretAlone({ flags, sandbox }: ResendTarget): ResendTarget {
  const { line } = flags;
  if (line === null) return { flags, sandbox };
  const words = line.words.filter((word, at) =>
    [word, line.words[at - 1]].some((each) => each?.startsWith("--secret-") === true),
  );
  return { flags: { ...flags, line: { ...line, words } }, sandbox };
}

/** Only where a command reads the kept request of such a suite. */
function findOut(
  suite: string,
  evidence: readonly Exchange[],
  target: ResendTarget,
): readonly string[] {
  const id = evidence.find(({ deliveryId }) => deliveryId !== undefined)?.deliveryId;
  if (suite !== "webhook" || id === undefined) return [];
  const line = shellLine([
    "playcamp-gw",
    "verify-webhook",
    id,
    ...targetWords(withSecretAlone(target)),
  ]);
  return [`The check value of the secret, and what was signed: ${line}`];
}
