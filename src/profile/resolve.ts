/** A loaded profile together with the means to read its secrets: what suites and tasks work from. */
import { durationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";
import type { HeaderPair, TlsSettings } from "../core/http.js";
import { READ_LIMITS } from "../core/read-limits.js";
import type { Files } from "../core/ports.js";
import type { LoadedProfile } from "./load.js";
import type { Profile, SectionName } from "./schema.js";
import { parsePlainPath, renderPath } from "../core/json/path.js";
import type { SecretReference } from "./sections/shared.js";
import type { SecretReader } from "./secrets.js";

export interface ResolvedProfile extends LoadedProfile {
  /** The file, or what stands for it in messages. */
  readonly origin: string;
  readonly secrets: SecretReader;
  readonly files: Pick<Files, "readBytes">;
  readonly resolvePath: (path: string) => string;
  /** --timeout, which outranks every section's own. */
  readonly timeoutMs: number | null;
}

type Section<Name extends SectionName> = NonNullable<Profile[Name]>;

/** @throws {UserError} `section_missing`, naming who needs it */
export function requireSection<Name extends SectionName>(
  resolved: ResolvedProfile,
  name: Name,
  neededBy: string,
): Section<Name> {
  const section = resolved.profile[name];
  if (section !== undefined) return section;
  throw new UserError(
    "section_missing",
    `${resolved.origin} has no "${name}" section, which ${neededBy} needs`,
    `Add "${name}" to the profile, or try the command on the sandbox first.`,
  );
}

interface ConnectionPart {
  readonly headers?: Readonly<Record<string, string | SecretReference>>;
  readonly timeout?: string;
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
  };
}

/** @returns headers, time-out and TLS material, files read */
export async function resolveConnection(
  resolved: ResolvedProfile,
  section: ConnectionPart,
  sectionName: string,
  defaultTimeoutMs: number,
): Promise<{
  headers: readonly HeaderPair[];
  timeoutMs: number;
  tls: TlsSettings | null;
}> {
  const { ca, cert, key } = section.tls ?? {};
  const read = (part: string, file: string | undefined) =>
    file === undefined ? undefined : readPem(resolved, `${sectionName}.tls.${part}`, file);
  const [caPem, certPem, keyPem] = [
    await read("ca", ca),
    await read("cert", cert),
    await read("key", key),
  ];
  const tls = {
    ...(caPem === undefined ? {} : { ca: caPem }),
    ...(certPem === undefined ? {} : { cert: certPem }),
    ...(keyPem === undefined ? {} : { key: keyPem }),
  };
  return {
    headers: await readHeaders(resolved, section.headers ?? {}, sectionName),
    timeoutMs:
      resolved.timeoutMs ??
      (section.timeout === undefined ? defaultTimeoutMs : durationMs(section.timeout)),
    tls: Object.keys(tls).length === 0 ? null : tls,
  };
}

async function readHeaders(
  { secrets }: ResolvedProfile,
  headers: NonNullable<ConnectionPart["headers"]>,
  sectionName: string,
): Promise<readonly HeaderPair[]> {
  const pairs: HeaderPair[] = [];
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === "string") pairs.push([name, value]);
    else {
      const [secret] = await secrets.read(pathBelow(`${sectionName}.headers`, name), value);
      pairs.push([name, secret.value]);
    }
  }
  return pairs;
}

/** A name may hold a dot. */
export function pathBelow(path: string, name: string): string {
  return renderPath([...(parsePlainPath(path) ?? [path]), name]);
}

async function readPem(
  { files, origin, resolvePath }: ResolvedProfile,
  path: string,
  file: string,
): Promise<string> {
  const bytes = await files
    .readBytes(resolvePath(file), READ_LIMITS.pem)
    .catch((error: unknown) => error as Error);
  if (bytes instanceof Uint8Array) {
    const text = Buffer.from(bytes).toString("utf8");
    if (text.includes("-----BEGIN ")) return text;
  }
  throw new UserError(
    "tls_file_invalid",
    `${origin}: ${path}: ${
      bytes === null
        ? `there is no file ${file}`
        : bytes instanceof Error
          ? `${file} cannot be read: ${bytes.message}`
          : `${file} is not a PEM file`
    }`,
    "Paths are relative to the profile's folder; PEM files begin with -----BEGIN.",
  );
}
