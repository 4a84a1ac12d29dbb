/** What the conversation works with: somebody to ask, somewhere to speak, and the secrets at hand. */
import { dirname, isAbsolute, join } from "node:path";
import { decodeUtf8 } from "../../../../core/decode-utf8.js";
import { UserError } from "../../../../core/errors.js";
import type { Prompter } from "../../../../core/ports.js";
import { withVariable } from "../../../../profile/dot-env.js";
import { createSecretReader } from "../../../../profile/secrets.js";
import type { SecretReference } from "../../../../profile/sections/shared.js";
import { type SampleWorld } from "../../../../tasks/init/samples.js";
import { readDotEnv } from "../../../../tasks/read-dot-env.js";
import { TEST_KEY } from "../../../../tasks/vectors/vector.js";
import type { CommandContext } from "../../../command.js";
import { readNamedFile } from "../../../session/named-files.js";
import type { Session } from "../../../session/session.js";

export interface InitDesk {
  readonly prompter: Prompter;
  /** For what is asked until it is right: forgets the answers since. */
  readonly mark: () => () => void;
  readonly say: (line: string) => void;
  /** Every sample of a conversation is made for the same instant. */
  readonly nowMs: number;
  readonly secrets: InitSecrets;
  /** @throws {UserError} `file_not_found` */
  readonly readFile: (path: string) => Promise<Uint8Array>;
}

/** What becomes of a value that was typed. */
export type SecretPlace = "store" | "dot-env" | "nowhere";

export interface KeptSecrets {
  /** Names in the encrypted store. */
  readonly stored: readonly string[];
  /** Variables that were written into `.env`. */
  readonly inDotEnv: readonly string[];
  /** Variables that `.env` does not hold. */
  readonly notKept: readonly string[];
  /** False for a `.env` in another encoding, which stays as it is. */
  readonly isDotEnvUtf8: boolean;
}

export interface InitSecrets {
  /** What was typed in this conversation, or stands where the reference leads; null where nothing does. */
  find(reference: SecretReference): Promise<string | null>;
  /** @throws {UserError} `secret_missing`, `secret_empty` */
  readonly need: (path: string, reference: SecretReference) => Promise<string>;
  /** A typed value serves this call, and is kept where its place is when all is settled. */
  remember(reference: SecretReference, value: string, place: SecretPlace): void;
  /** Where typed values go, once somebody has said so. */
  readonly place: { chosen: SecretPlace | null };
  keepAll(): Promise<KeptSecrets>;
}

/** @param target the profile that is going to be written; files and `.env` are looked for beside it */
export async function createInitSecrets(
  target: string,
  { env, files, secrets: store }: Session,
): Promise<InitSecrets> {
  const folder = dirname(target);
  const reader = createSecretReader({
    env,
    dotEnv: (await readDotEnv(folder, files)).values,
    files,
    resolvePath: (path) => (isAbsolute(path) ? path : join(folder, path)),
    store: (name) => store.get(name),
  });
  const typed = new Map<string, string>();
  const toStore = new Map<string, string>();
  const toDotEnv = new Map<string, string>();
  const need = async (path: string, reference: SecretReference) => {
    const known = typed.get(JSON.stringify(reference));
    if (known !== undefined) return known;
    const [{ value }] = await reader.read(path, reference);
    return value;
  };
  return {
    need,
    find: async (reference) => {
      try {
        return await need("", reference);
      } catch (error) {
        const isAbsent =
          error instanceof UserError && ["secret_missing", "secret_empty"].includes(error.code);
        if (isAbsent) return null;
        throw error;
      }
    },
    remember: (reference, value, place) => {
      typed.set(JSON.stringify(reference), value);
      if ("store" in reference) toStore.set(reference.store, value);
      if ("env" in reference && place === "dot-env") toDotEnv.set(reference.env, value);
    },
    place: { chosen: null },
    keepAll: async () => {
      for (const [name, value] of toStore) await store.set(name, value);
      const { written, isUtf8 } = await writeDotEnv(join(folder, ".env"), toDotEnv, files);
      return {
        stored: [...toStore.keys()],
        inDotEnv: written,
        notKept: [...toDotEnv.keys()].filter((name) => !written.includes(name)),
        isDotEnvUtf8: isUtf8,
      };
    },
  };
}

interface DotEnvWritten {
  /** The variables that it holds now. */
  readonly written: readonly string[];
  readonly isUtf8: boolean;
}

async function writeDotEnv(
  path: string,
  variables: ReadonlyMap<string, string>,
  files: Session["files"],
): Promise<DotEnvWritten> {
  if (variables.size === 0) return { written: [], isUtf8: true };
  let text = utf8Of((await files.readBytes(path)) ?? new Uint8Array(0));
  if (text === null) return { written: [], isUtf8: false };
  const written: string[] = [];
  for (const [name, value] of variables) {
    const changed = withVariable(text, name, value);
    if (changed === null) continue;
    text = changed;
    written.push(name);
  }
  if (written.length > 0) await files.writePrivate(path, text);
  return { written, isUtf8: true };
}

/** @returns null for what would not come out again as it went in */
function utf8Of(bytes: Uint8Array): string | null {
  const text = decodeUtf8(bytes);
  // UTF-16 without a mark is valid UTF-8, with zeros between its letters.
  return text?.includes("\0") === true ? null : text;
}

/** @throws {UserError} `file_not_found` */
export async function readInitFile(
  path: string,
  context: Pick<CommandContext, "files" | "cwd">,
): Promise<Uint8Array> {
  const bytes = await readNamedFile(path, context);
  if (bytes !== null) return bytes;
  throw new UserError("file_not_found", `there is no file ${path}`);
}

/** Samples are signed with the real key where it is at hand. */
export async function sampleWorld(
  reference: SecretReference | null,
  { secrets, nowMs }: Pick<InitDesk, "secrets" | "nowMs">,
): Promise<SampleWorld> {
  const key = reference === null ? null : await secrets.find(reference);
  return { key: key ?? TEST_KEY, nowMs };
}

/** Said of a sample, so that nobody compares it with what another key gives. */
export function signedWith({ key }: SampleWorld): string {
  return key === TEST_KEY
    ? `signed with the published test key "${TEST_KEY}"`
    : "signed with your key";
}
