/** `verify-webhook`: the verdict, the proved cause, and what to change. */
import { UserError } from "../../core/errors.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { webhookSettings } from "../../profile/webhook-settings.js";
import {
  diagnoseWebhook,
  type DiagnosedCause,
  type DiagnoseWebhookOptions,
  type WebhookDiagnosis,
} from "../../protocols/webhook/diagnose.js";
import { KEY_CHECK_TEXT } from "../../protocols/webhook/key-check-value.js";
import type { CommandContext, CommandRun, Outcome } from "../command.js";
import { parseTimeFlag } from "../parsers.js";
import { readInput } from "../read-input.js";
import { withProfile } from "../target-profile.js";

interface Options {
  readonly body: string;
  readonly signature: string;
  readonly secretEnv?: string;
  readonly at?: string;
  readonly sandbox?: boolean;
}

export const run: CommandRun = async (context, input) => {
  const options = input.options as unknown as Options;
  const { secretEnv } = options;
  if (secretEnv !== undefined && options.sandbox !== true) {
    return verify(
      options,
      { secrets: [secretFromEnv(secretEnv, context)] },
      context,
    );
  }
  return withProfile(context, options, async (profile) =>
    verify(options, await agreementOf(profile), context),
  );
};

type Agreement = Pick<DiagnoseWebhookOptions, "secrets" | "form" | "tolerance">;

async function agreementOf(profile: ResolvedProfile): Promise<Agreement> {
  const settings = await webhookSettings(profile, "verify-webhook");
  const [first, ...rotated] = settings.secrets;
  return {
    form: settings.form,
    tolerance: settings.toleranceSec,
    secrets: [
      { label: first.source, value: first.value },
      ...rotated.map(({ source, value }) => ({
        label: source,
        value,
        accepted: true,
      })),
      ...(await secretsElsewhere(profile)),
    ],
  };
}

/** The secrets of other environments, where they are at hand; one that is not set is no reason to stop. */
async function secretsElsewhere(profile: ResolvedProfile) {
  const found: { label: string; value: string }[] = [];
  for (const [name, { webhook }] of profile.alternatives) {
    if (webhook === undefined) continue;
    try {
      const secrets = await profile.secrets.read(
        `environments.${name}.webhook.secret`,
        webhook.secret,
      );
      found.push(
        ...secrets.map(({ value, source }) => ({
          label: `${name} (${source})`,
          value,
        })),
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }
  return found;
}

function secretFromEnv(name: string, { env }: CommandContext) {
  const value = env[name];
  if (value !== undefined && value !== "")
    return { label: `environment variable ${name}`, value };
  throw new UserError(
    value === "" ? "secret_empty" : "secret_missing",
    `--secret-env ${name}: the environment variable is ${value === "" ? "empty" : "not set"}`,
    `Export ${name} first; a secret is never given on the command line.`,
  );
}

async function verify(
  options: Options,
  agreement: Agreement,
  context: CommandContext,
): Promise<Outcome> {
  const diagnosis = diagnoseWebhook({
    ...agreement,
    body: await readInput("--body", options.body, context),
    signature: options.signature,
    nowMs:
      options.at === undefined
        ? context.clock.nowMs()
        : parseTimeFlag("--at", options.at),
  });
  context.result(
    context.flags.json
      ? JSON.stringify(diagnosis, null, 2)
      : describeDiagnosis(diagnosis),
  );
  return diagnosis.valid ? "done" : "refused";
}

function describeDiagnosis({
  valid,
  note,
  cause,
  keyCheckValue,
}: WebhookDiagnosis): string {
  if (valid) return note === undefined ? "valid" : `valid\nnote: ${note}`;
  if (cause !== undefined) return describeCause(cause, keyCheckValue);
  return [
    "not valid: no known cause explains this signature",
    "Neither body nor secret, in any of the usual distortions, gives it. Most likely the two",
    "sides hold different secrets, or the body is not the one that was signed.",
    "",
    `key check value of the secret used here: ${keyCheckValue}`,
    "The other side computes its own with:",
    `  printf %s '${KEY_CHECK_TEXT}' | openssl dgst -sha256 -hmac "$SECRET"   # the first 8 digits`,
    "Equal values mean equal secrets; the value does not show the secret.",
  ].join("\n");
}

function describeCause(cause: DiagnosedCause, keyCheckValue: string): string {
  const {
    id,
    message,
    senderSigned,
    receiverHas,
    firstDifference,
    also,
    fixes,
  } = cause;
  const width = Math.max(...Object.keys(fixes).map((name) => name.length));
  return [
    `not valid: ${message}`,
    `  cause:         ${[id, ...(also ?? [])].join(" and ")} (proved by recomputing)`,
    `  sender signed: ${senderSigned}`,
    `  receiver has:  ${receiverHas}`,
    ...(firstDifference === undefined
      ? []
      : [
          `  first differing byte: ${firstDifference.offset}`,
          `    signed: ${JSON.stringify(firstDifference.contextExpected)}`,
          `    here:   ${JSON.stringify(firstDifference.contextFound)}`,
        ]),
    "",
    "fix in the receiver:",
    ...Object.entries(fixes).map(
      ([name, line]) => `  ${name.padEnd(width)}  ${line}`,
    ),
    "",
    `key check value of the secret used here: ${keyCheckValue}`,
  ].join("\n");
}
