/** What an exported script holds of the plan and of the profile: no secret, and no address that may hold one. */
import { UserError } from "../../../core/errors.js";
import { requireSection, type ResolvedProfile } from "../../../profile/resolve.js";
import { createSecretNames } from "../../../core/redaction/secret-names.js";
import { webhookSettings } from "../../../profile/webhook-settings.js";
import { isWebhookPlan, type LoadPlan, type LoadStage } from "../plan.js";
import { deliveryForm } from "../plan-deliveries.js";
import { stageCount } from "../schedule.js";
import { type DeliveryTemplate, deliveryTemplates } from "./delivery-template.js";

/** A header of the profile: its value, or the variable that holds it. */
export interface ExportedHeader {
  readonly name: string;
  readonly value?: string;
  readonly env?: string;
}

export interface ExportedPlan {
  readonly name: string;
  readonly stages: readonly LoadStage[];
  readonly maxInFlight: number;
  readonly timeoutMs: number;
  /** The variable that holds the secret. */
  readonly secretEnv: string;
  readonly isTimestamped: boolean;
  /** What the script reads as `PLAN`. */
  readonly data: {
    readonly seed: number;
    readonly accounts: { readonly first: number; readonly count: number };
    readonly planned: readonly (number | null)[];
    readonly headers: readonly ExportedHeader[];
    readonly mix: readonly DeliveryTemplate[];
    /** Null where only the environment may say it. */
    readonly target: string | null;
    /** Patterns of hosts. */
    readonly liveHosts: readonly string[];
  };
}

/**
 * @param file of the plan, for messages
 * @param keepsTarget whether the profile's address goes in, where it holds no secret
 * @throws {UserError} `export_impossible`, `section_missing`, and what building a delivery throws
 */
export async function exportedPlan(
  plan: LoadPlan,
  profile: ResolvedProfile,
  file: string,
  keepsTarget: boolean,
): Promise<ExportedPlan> {
  if (!isWebhookPlan(plan))
    throw new UserError(
      "export_impossible",
      `${file} plays rounds, and neither k6 nor Artillery keeps books of money`,
      "Run its parts on several machines instead: plan split, plan run, plan merge.",
    );
  const section = requireSection(profile, "webhook", "plan export");
  const settings = await webhookSettings(withoutSecrets(profile), "plan export");
  const [secret] = Array.isArray(section.secret) ? section.secret : [section.secret];
  return {
    name: plan.name,
    stages: plan.stages,
    maxInFlight: plan.maxInFlight,
    timeoutMs: settings.connection.timeoutMs,
    secretEnv: envOf(secret) ?? DEFAULT_SECRET_ENV,
    isTimestamped: deliveryForm(plan.part, settings).form === "timestamped",
    data: {
      seed: plan.seed,
      accounts: plan.part.accounts,
      planned: plan.stages.map(stageCount),
      headers: Object.entries(section.headers ?? {}).map(([name, value]) =>
        exportedHeader(name, value),
      ),
      mix: deliveryTemplates(plan, settings),
      target: keepsTarget ? plainTarget(settings.url) : null,
      liveHosts: [...profile.liveHosts].map(hostPattern),
    },
  };
}

const DEFAULT_SECRET_ENV = "WEBHOOK_SECRET";

/** An export is written where the secrets need not be: nothing of it depends on them. */
function withoutSecrets(profile: ResolvedProfile): ResolvedProfile {
  const nothing = { value: "not-read", source: "nowhere", envName: null };
  return {
    ...profile,
    secrets: { ...profile.secrets, read: (path) => Promise.resolve([{ ...nothing, path }]) },
  };
}

function envOf(reference: unknown): string | null {
  return typeof reference === "object" &&
    reference !== null &&
    "env" in reference &&
    typeof reference.env === "string"
    ? reference.env
    : null;
}

/** A literal under a name that tells of a secret is one, whoever wrote it there. */
function exportedHeader(name: string, value: unknown): ExportedHeader {
  const isPlain = typeof value === "string" && !createSecretNames([]).has(name, "header");
  if (isPlain) return { name, value };
  const made = `HEADER_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
  return { name, env: envOf(value) ?? made };
}

/** With credentials or parameters in it, an address may be a secret. */
function plainTarget(url: string): string | null {
  const { username, password, search } = new URL(url);
  return username === "" && password === "" && search === "" ? url : null;
}

/** `*` stands for any characters but a dot. */
function hostPattern(host: string): string {
  const parts = host.split("*").map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return `^${parts.join("[^.]*")}$`;
}
