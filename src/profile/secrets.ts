/** Follows references to secrets. A value that was read is known to the redactor from then on. */
import { parseEnv } from "node:util";
import { UserError } from "../core/errors.js";
import type { Files } from "../core/ports.js";
import type { KnownSecret } from "../core/redaction.js";
import type { SecretReference } from "./sections/shared.js";

export interface ReadSecret {
  readonly value: string;
  /** Path inside the profile, such as `entry.key`. */
  readonly path: string;
  /** For people: `environment variable ACME_KEY`. */
  readonly source: string;
  /** The variable to name in a shell line, where there is one. */
  readonly envName: string | null;
}

export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The parsed `.env` beside the profile; a real variable wins over it. */
  readonly dotEnv: Readonly<Record<string, string | undefined>>;
  readonly files: Pick<Files, "readBytes">;
  /** A path as written in the profile → one that can be opened. */
  readonly resolvePath: (path: string) => string;
  /** Null where this machine has no secret store. */
  readonly store: ((name: string) => Promise<string | null>) | null;
}

export interface SecretReader {
  /**
   * @returns all values, the signing one first
   * @throws {UserError} `secret_missing`, `secret_empty`
   */
  read(
    path: string,
    reference: SecretReference | readonly SecretReference[],
  ): Promise<readonly [ReadSecret, ...ReadSecret[]]>;
  /** A token may stand in the profile itself. */
  readToken(path: string, token: string | SecretReference): Promise<ReadSecret>;
  /** Everything read so far. */
  known(): readonly KnownSecret[];
  /** The secrets read so far that stand in a variable, for shell lines. */
  envNames(): ReadonlyMap<string, string>;
}

export function createSecretReader(sources: SecretSources): SecretReader {
  const all: ReadSecret[] = [];
  const remember = (secret: ReadSecret): ReadSecret => {
    all.push(secret);
    return secret;
  };
  const readOne = async (
    path: string,
    reference: SecretReference,
  ): Promise<ReadSecret> => {
    const found = await follow(path, reference, sources);
    if (found.value === "") {
      throw new UserError(
        "secret_empty",
        `${path}: ${found.source} is empty`,
        "Set it to the key you agreed on.",
      );
    }
    return remember({ ...found, path });
  };
  return {
    read: async (path, reference) => {
      const [first, ...others] = isList(reference) ? reference : [reference];
      if (first === undefined)
        throw new TypeError(`${path}: an empty list of references`);
      const signing = await readOne(path, first);
      const rest: ReadSecret[] = [];
      for (const other of others) rest.push(await readOne(path, other));
      return [signing, ...rest];
    },
    readToken: async (path, token) =>
      typeof token === "string"
        ? remember({ value: token, path, source: "the profile", envName: null })
        : readOne(path, token),
    known: () => all.map(({ path, value }) => ({ label: path, value })),
    envNames: () =>
      new Map(
        // Of a rotation the first one signs, and the last entry of a map counts.
        all
          .toReversed()
          .flatMap(({ path, envName }) =>
            envName === null ? [] : [[path, envName]],
          ),
      ),
  };
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}

/** @returns the variables of a `.env` file's text */
export function parseDotEnv(
  text: string,
): Readonly<Record<string, string | undefined>> {
  return parseEnv(text);
}

async function follow(
  path: string,
  reference: SecretReference,
  sources: SecretSources,
): Promise<Omit<ReadSecret, "path">> {
  if ("env" in reference) return fromEnv(path, reference.env, sources);
  if ("file" in reference) return fromFile(path, reference.file, sources);
  const value = (await sources.store?.(reference.store)) ?? null;
  if (value !== null)
    return { value, source: `stored secret ${reference.store}`, envName: null };
  throw new UserError(
    "secret_missing",
    `${path}: no secret named "${reference.store}" is stored`,
    `Store it with playcamp-gw profile set-secret ${reference.store}.`,
  );
}

function fromEnv(
  path: string,
  name: string,
  sources: SecretSources,
): Omit<ReadSecret, "path"> {
  const value = ownValue(sources.env, name);
  if (value !== undefined) {
    return { value, source: `environment variable ${name}`, envName: name };
  }
  const beside = ownValue(sources.dotEnv, name);
  if (beside !== undefined) {
    return {
      value: beside,
      source: `${name} in the .env beside the profile`,
      envName: name,
    };
  }
  throw new UserError(
    "secret_missing",
    `${path}: the environment variable ${name} is not set`,
    `Export ${name}, or write it into a .env file beside the profile.`,
  );
}

/** `toString` is a name that every object answers to, and no variable. */
function ownValue(
  variables: SecretSources["env"],
  name: string,
): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}

async function fromFile(
  path: string,
  file: string,
  sources: SecretSources,
): Promise<Omit<ReadSecret, "path">> {
  const bytes = await sources.files.readBytes(sources.resolvePath(file));
  if (bytes === null) {
    throw new UserError(
      "secret_missing",
      `${path}: there is no file ${file}`,
      "The path is relative to the profile's folder.",
    );
  }
  // Editors end a file with a line break that belongs to no key.
  const value = Buffer.from(bytes)
    .toString("utf8")
    .replace(/\r?\n$/, "");
  return { value, source: `file ${file}`, envName: null };
}
