/** Where a reference to a secret leads: the places that are asked, in their order. */
import { errorMessage, UserError } from "../core/errors.js";
import { READ_LIMITS } from "../core/read-limits.js";
import type { Files } from "../core/ports.js";
import type { DotEnvOddity } from "./dot-env.js";
import type { SecretReference } from "./sections/shared.js";

/**
 * Asks somebody for a secret that no place has.
 *
 * @param path inside the profile
 * @returns null where nobody may be asked
 */
export type AskSecret = (path: string, reference: SecretReference) => Promise<string | null>;

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The parsed `.env` beside the profile; a real variable wins over it. */
  readonly dotEnv: Readonly<Record<string, string | undefined>>;
  readonly dotEnvOddities?: readonly DotEnvOddity[];
  readonly files: Pick<Files, "readBytes">;
  /** A path as written in the profile → one that can be opened. */
  readonly resolvePath: (path: string) => string;
  /** Null where this machine has no secret store. */
  readonly store: ((name: string) => Promise<string | null>) | null;
  /** Left out where nobody is to be asked. */
  readonly ask?: AskSecret;
  /** What a profile may not name; left out where it may name anything. */
  readonly forbids?: ForbiddenSources;
}

export interface ForbiddenSources {
  variable(name: string): boolean;
  /** @param path that can be opened */
  file(path: string): Promise<boolean>;
}

/** Credentials of other programs, by the beginnings of their names, and this tool's own settings. */
const OTHERS_VARIABLE =
  /^(?:AWS|AZURE|ARM|GOOGLE|GCP|GCLOUD|CLOUDSDK|GITHUB|GH|GITLAB|BITBUCKET|ACTIONS|CIRCLE|NPM|NODE_AUTH|YARN|PYPI|TWINE|CARGO_REGISTR\w*|DOCKER|KUBE\w*|HELM|SSH|GPG|VAULT|CONSUL|TF|HEROKU|CLOUDFLARE|DIGITALOCEAN|VERCEL|NETLIFY|OPENAI|ANTHROPIC|SLACK|PG|MYSQL)_|^(?:CI_JOB_TOKEN|CI_REGISTRY_PASSWORD|PGPASSWORD|DATABASE_URL|PLAYCAMP_GW_(?!SECRET_)\w+)$/;

/** @returns whether a variable is somebody else's for certain */
export function isOthersVariable(name: string): boolean {
  return OTHERS_VARIABLE.test(name.toUpperCase());
}

/** A place that a reference leads to. */
export interface SecretPlace {
  readonly source: string;
  readonly envName: string | null;
  /** Null where nothing is there. */
  readonly read: () => Promise<string | null>;
}

/** In the order in which they are asked. */
export function secretPlaces(
  reference: SecretReference,
  sources: SecretSources,
): readonly SecretPlace[] {
  if ("env" in reference) {
    const { env: name } = reference;
    const places = variablePlaces(name, sources);
    if (sources.forbids?.variable(name) !== true) return places;
    const read = () => Promise.reject(forbidden(`the variable ${name}`));
    return places.map((place) => ({ ...place, read }));
  }
  if ("file" in reference) return [filePlace(reference.file, sources)];
  const name = reference.store;
  return [
    // An empty variable takes nothing over.
    ...variablePlaces(storeVariable(name), sources).map((place) => ({
      ...place,
      read: async () => (await place.read()) || null,
    })),
    {
      source: `stored secret ${name}`,
      envName: null,
      read: async () => (await sources.store?.(name)) ?? null,
    },
  ];
}

const OWN_VARIABLE = "PLAYCAMP_GW_SECRET_";

/** The variable that stands in for a stored secret, as where there is no store: in CI. */
export function storeVariable(name: string): string {
  return `${OWN_VARIABLE}${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}`;
}

function variablePlaces(name: string, { env, dotEnv }: SecretSources): readonly SecretPlace[] {
  return [
    {
      source: `environment variable ${name}`,
      envName: name,
      read: () => Promise.resolve(ownValue(env, name)),
    },
    {
      source: `${name} in the .env beside the profile`,
      envName: name,
      read: () => Promise.resolve(ownValue(dotEnv, name)),
    },
  ];
}

/** `toString` is a name that every object answers to, and no variable. */
function ownValue(variables: SecretSources["env"], name: string): string | null {
  return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
}

function forbidden(what: string): UserError {
  return new UserError(
    "secret_forbidden",
    `the profile names ${what}, which belongs to another program or to this one`,
    "Give the partner's secret a place of its own; if that is what you mean, pass --trust-profile.",
  );
}

function filePlace(file: string, { files, resolvePath, forbids }: SecretSources): SecretPlace {
  return {
    source: `file ${file}`,
    envName: null,
    read: async () => {
      if ((await forbids?.file(resolvePath(file))) === true) throw forbidden(`the file ${file}`);
      const bytes = await readSecretFile(file, files, resolvePath);
      // Editors end a file with a line break, and some begin it with a mark, that belong to no key.
      return bytes === null
        ? null
        : Buffer.from(bytes)
            .toString("utf8")
            .replace(/^\uFEFF/, "")
            .replace(/\r?\n$/, "");
    },
  };
}

async function readSecretFile(
  file: string,
  files: SecretSources["files"],
  resolvePath: SecretSources["resolvePath"],
): Promise<Uint8Array | null> {
  try {
    return await files.readBytes(resolvePath(file), READ_LIMITS.secret);
  } catch (error) {
    throw new UserError(
      "secret_unreadable",
      `the secret file ${file} cannot be read: ${errorMessage(error)}`,
      "Check that it is a file, and its permissions.",
      { cause: error },
    );
  }
}

/** What to say when none of the places has it. */
export function missingSecret(path: string, reference: SecretReference): UserError {
  if ("env" in reference) {
    const { env: name } = reference;
    return new UserError(
      "secret_missing",
      `${path}: the environment variable ${name} is not set`,
      name.startsWith(OWN_VARIABLE)
        ? `Name the variable that holds it, with ${name.endsWith("_TOKEN") ? "--user-token-env and --session-token-env NAME" : "--secret-env NAME (--key-env for an entry), or a file with --secret-file"}; or export ${name}.`
        : `Export ${name}, or write it into a .env file beside the profile.`,
    );
  }
  if ("file" in reference) {
    return new UserError(
      "secret_missing",
      `${path}: there is no file ${reference.file}`,
      "The path is relative to the profile's folder.",
    );
  }
  const { store: name } = reference;
  return new UserError(
    "secret_missing",
    `${path}: no secret named "${name}" is stored`,
    `Store it with playcamp-gw profile set-secret ${name}, or set ${storeVariable(name)}.`,
  );
}
