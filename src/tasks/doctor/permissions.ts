/** Who else on this machine can read the files that hold secrets, or change those that say where to send. */
import type { FileFacts, LookAtFile } from "../../core/probes.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import { secretUses } from "../journal/profile-secrets.js";
import { type DoctorLine, fail, notApplicable, pass, warn } from "./line.js";
import { dirname, join } from "node:path";

export interface Surroundings {
  /** The secret store's folder; null where there is none. */
  readonly configFolder: string | null;
  /** Null where no journal is kept. */
  readonly journalFolder: string | null;
}

interface Guarded {
  readonly path: string;
  /** What it holds. */
  readonly what: string;
  /** `secret`: for its owner's eyes alone; `store` as well, and refused otherwise; `trusted`: for all to read, for its owner to change. */
  readonly kind: "secret" | "store" | "trusted";
}

/** Paths with a space or a quote are written for a POSIX shell. */
export async function examinePermissions(
  profile: ResolvedProfile,
  surroundings: Surroundings,
  look: LookAtFile,
): Promise<readonly DoctorLine[]> {
  const seen = await Promise.all(
    guardedFiles(profile, surroundings).map(async (file) => ({
      file,
      facts: await look(file.path),
    })),
  );
  const there = seen.flatMap(({ file, facts }) => (facts === null ? [] : [{ file, facts }]));
  const lines = there.flatMap(({ file, facts }) => judge(file, facts));
  const place = { check: "permissions", subject: "files" };
  if (there.length === 0) return [notApplicable(place, "no file here whose mode could be judged")];
  if (lines.length > 0) return lines;
  const count = `${there.length} ${there.length === 1 ? "file" : "files"}`;
  return [pass(place, `${count}: nobody else can read a secret or change a URL`)];
}

function judge(
  { path, what, kind }: Guarded,
  { isFolder, readableByOthers, writableByOthers }: FileFacts,
): readonly DoctorLine[] {
  const place = { check: "permissions", subject: path };
  const quoted = `'${path.replaceAll("'", "'\\''")}'`;
  if (kind === "trusted") {
    if (!writableByOthers) return [];
    return [
      warn(
        place,
        `others on this machine can change it, and so where ${what} goes`,
        `chmod go-w ${quoted}`,
      ),
    ];
  }
  if (!readableByOthers) return [];
  const complain = kind === "store" ? fail : warn;
  return [
    complain(
      place,
      `others on this machine can read it: ${what}`,
      `chmod ${isFolder ? "700" : "600"} ${quoted}; renew what somebody may have read.`,
    ),
  ];
}

function guardedFiles(
  resolved: ResolvedProfile,
  { configFolder, journalFolder }: Surroundings,
): readonly Guarded[] {
  const { origin, profile, resolvePath } = resolved;
  return [
    { path: origin, what: "signed traffic", kind: "trusted" },
    {
      path: join(dirname(origin), ".env"),
      what: "secrets of the profile",
      kind: "secret",
    },
    ...secretUses(profile).flatMap(({ path, reference }) =>
      [reference]
        .flat()
        .flatMap((each): Guarded[] =>
          typeof each === "object" && "file" in each
            ? [{ path: resolvePath(each.file), what: path, kind: "secret" }]
            : [],
        ),
    ),
    ...tlsKeys(profile).map(({ path, file }): Guarded => ({
      path: resolvePath(file),
      what: path,
      kind: "secret",
    })),
    ...(configFolder === null
      ? []
      : ["secrets.json", "store.key"].map((name): Guarded => ({
          path: join(configFolder, name),
          what: "the secret store, which is refused like this",
          kind: "store",
        }))),
    ...(journalFolder === null
      ? []
      : [
          {
            path: journalFolder,
            what: "the journal of what was sent",
            kind: "secret",
          } as const,
        ]),
  ];
}

/** Private keys of client certificates, wherever a section names one. */
function tlsKeys(
  value: unknown,
  path = "",
): readonly { readonly path: string; readonly file: string }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return key === "key" && path.endsWith("tls") && typeof item === "string"
      ? [{ path: here, file: item }]
      : tlsKeys(item, here);
  });
}
