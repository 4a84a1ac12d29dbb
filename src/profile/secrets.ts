/** Follows references to secrets. A value that was read is known to the redactor from then on. */
import { UserError } from "../core/errors.js";
import type { KnownSecret } from "../core/redaction.js";
import {
  type AskSecret,
  missingSecret,
  type SecretSources,
  secretPlaces,
  storeVariable,
} from "./secret-places.js";
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

/** One place in which a secret may be, in the order in which they are asked. */
export interface SecretTrace {
  /** For people: `environment variable ACME_KEY`. */
  readonly source: string;
  /** `overridden`: there, but an earlier place has one already. */
  readonly state: "used" | "overridden" | "missing" | "unreadable";
  readonly characters: number | null;
  /** Why it cannot be read. */
  readonly problem: UserError | null;
}

export interface SecretReader {
  /**
   * @param manner `there`: nobody is asked for one that is missing
   * @returns all values, the signing one first
   * @throws {UserError} `secret_missing`, `secret_empty`
   */
  read(
    path: string,
    reference: SecretReference | readonly SecretReference[],
    manner?: "there",
  ): Promise<readonly [ReadSecret, ...ReadSecret[]]>;
  /** A token may stand in the profile itself. */
  readToken(path: string, token: string | SecretReference, manner?: "there"): Promise<ReadSecret>;
  /** Where a secret is looked for and found; the values stay here. */
  trace(reference: SecretReference): Promise<readonly SecretTrace[]>;
  /** The values that an earlier place overrides; for telling that one of them signed. */
  overridden(reference: SecretReference): Promise<readonly Pick<ReadSecret, "source" | "value">[]>;
  /** What is odd about the `.env` beside the profile, as far as it has to do with these secrets. */
  oddities(): readonly string[];
  /** Everything read so far. */
  known(): readonly KnownSecret[];
  /** The secrets read so far that stand in a variable, for shell lines. */
  envNames(): ReadonlyMap<string, string>;
}

/**
 * @param literals what stands in the profile itself and may give access to something
 * @param onSecret told of every value, as soon as it is known
 */
export function createSecretReader(
  sources: SecretSources,
  literals: readonly KnownSecret[] = [],
  onSecret: (secret: KnownSecret) => void = () => undefined,
): SecretReader {
  const all: ReadSecret[] = [];
  let known = { count: 0, secrets: literals };
  literals.forEach(onSecret);
  const remember = (secret: ReadSecret): ReadSecret => {
    const { path, value } = secret;
    [{ label: path, value }, ...halvesOf(path, value)].forEach(onSecret);
    all.push(secret);
    return secret;
  };
  const readOne = async (
    path: string,
    reference: SecretReference,
    ask: AskSecret | undefined,
  ): Promise<ReadSecret> => {
    const found = await follow(path, reference, { ...sources, ask });
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
    read: async (path, reference, manner) => {
      const ask = manner === "there" ? undefined : sources.ask;
      const [first, ...others] = isList(reference) ? reference : [reference];
      if (first === undefined) throw new TypeError(`${path}: an empty list of references`);
      const signing = await readOne(path, first, ask);
      const rest: ReadSecret[] = [];
      for (const other of others) rest.push(await readOne(path, other, ask));
      return [signing, ...rest];
    },
    readToken: async (path, token, manner) =>
      typeof token === "string"
        ? remember({ value: token, path, source: "the profile", envName: null })
        : readOne(path, token, manner === "there" ? undefined : sources.ask),
    trace: (reference) => trace(reference, sources),
    overridden: async (reference) => {
      const found: Pick<ReadSecret, "source" | "value">[] = [];
      for (const { source, envName, read } of secretPlaces(reference, sources)) {
        const value = await read().catch(() => null);
        if (value !== null) found.push({ source, value });
        if (value !== null && value !== "" && found.length > 1)
          all.push({ source, value, envName, path: "an overridden secret" });
      }
      return found.slice(1);
    },
    oddities: () =>
      (sources.dotEnvOddities ?? [])
        .filter(({ name }) => name === null || all.some(({ envName }) => envName === name))
        .map(
          ({ name, what }) =>
            `the .env beside the profile${name === null ? "" : `: ${name}`} ${what}`,
        ),
    known: () => {
      // It is asked for with every request.
      if (known.count !== all.length) {
        const read = all.flatMap(({ path, value }) => [
          { label: path, value },
          ...halvesOf(path, value),
        ]);
        known = { count: all.length, secrets: [...read, ...literals] };
      }
      return known.secrets;
    },
    envNames: () =>
      new Map(
        // Of a rotation the first one signs, and the last entry of a map counts.
        all
          .toReversed()
          .flatMap(({ path, envName }) => (envName === null ? [] : [[path, envName]])),
      ),
  };
}

const SHORTEST_HALF = 6;

/** Of `keyId:secret` either half is enough to know the other by. */
function halvesOf(path: string, value: string): readonly KnownSecret[] {
  const [, id = "", rest = ""] = /^([\w.~-]+):([^\s:]+)$/.exec(value) ?? [];
  return [
    { label: `${path}.id`, value: id },
    { label: `${path}.secret`, value: rest },
  ].filter((half) => half.value.length >= SHORTEST_HALF);
}

function isList<Item>(value: Item | readonly Item[]): value is readonly Item[] {
  return Array.isArray(value);
}

async function follow(
  path: string,
  reference: SecretReference,
  sources: Omit<SecretSources, "ask"> & { readonly ask: AskSecret | undefined },
): Promise<Omit<ReadSecret, "path">> {
  const { ask, ...places } = sources;
  for (const { source, envName, read } of secretPlaces(reference, places)) {
    const value = await read();
    if (value !== null) return { value, source, envName };
  }
  const typed = await ask?.(path, reference);
  if (typed !== undefined && typed !== null)
    return { value: typed, source: "what was typed", envName: envNameOf(reference) };
  throw missingSecret(path, reference);
}

/** The variable that a shell line names in its place. */
function envNameOf(reference: SecretReference): string | null {
  if ("env" in reference) return reference.env;
  return "store" in reference ? storeVariable(reference.store) : null;
}

async function trace(
  reference: SecretReference,
  sources: SecretSources,
): Promise<readonly SecretTrace[]> {
  const traces: SecretTrace[] = [];
  for (const { source, read } of secretPlaces(reference, sources)) {
    const isTaken = traces.some(({ state }) => state === "used");
    const found = await read().catch((error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    });
    traces.push(
      found instanceof UserError
        ? { source, state: "unreadable", characters: null, problem: found }
        : {
            source,
            state: found === null ? "missing" : isTaken ? "overridden" : "used",
            characters: found?.length ?? null,
            problem: null,
          },
    );
  }
  return traces;
}
