/** `profile show`: gathers what is in effect. How it is written is for profile-show.print.ts. */
import { parsePlainPath } from "../../../core/json/path.js";
import { durationText } from "../../../core/duration.js";
import { UserError } from "../../../core/errors.js";
import { createRedactor } from "../../../core/redaction.js";
import { nearestWord } from "../../../core/suggest.js";
import { credentialAt, withoutUrlCredentials } from "../../../profile/credentials.js";
import { parseProfileJson } from "../../../profile/load.js";
import { isReference, parseOverride } from "../../../profile/overrides.js";
import { type PlainStep, renderPath } from "../../../core/json/path.js";
import type { ResolvedProfile } from "../../../profile/resolve.js";
import type { SecretTrace } from "../../../profile/secrets.js";
import type { SecretReference } from "../../../profile/sections/shared.js";
import { type TracedValue, traceProfile } from "../../../profile/trace.js";
import { everySecret } from "../../../tasks/journal/profile-secrets.js";
import { resolveProfileText } from "../../../tasks/open-profile.js";
import type { CommandContext, CommandRun } from "../../command.js";
import { type ProfileFile, readProfileFile } from "../../session/profile-file.js";
import { printShown, type ShownProfile, type ShownValue } from "./profile-show.print.js";

/** What stands in place of a value that nobody should see. */
const MASK = "********";

export const run: CommandRun = async (context, input) => {
  const { only } = input.options as { readonly only?: string };
  const file = await readProfileFile(context, input);
  const profile = await resolveProfileText(file.text, file.path, context.flags, file.sources);
  const traced = chosen(traceOf(file, profile, context), only);
  const values: ShownValue[] = [];
  const failures: UserError[] = [];
  for (const value of traced) {
    const shown = await show(value, profile);
    values.push(...shown.flatMap((each) => each.value));
    failures.push(...shown.flatMap((each) => each.failure ?? []));
  }
  const redactor = createRedactor(await everySecret(profile));
  printShown(about(file, profile, context, values), redactor, context);
  // What is in effect is shown first; a secret that cannot be read is an error all the same.
  const [failure] = failures;
  if (failure !== undefined) throw failure;
  return "done";
};

function about(
  { path, name, via }: ProfileFile,
  { environment, environments }: ResolvedProfile,
  { flags }: CommandContext,
  values: readonly ShownValue[],
): ShownProfile {
  return {
    path,
    name,
    chosenBy: {
      named: flags.givenBy("profile") ?? "the argument",
      nearest: "the nearest file upward",
      chosen: "profile use",
    }[via],
    environment,
    environmentBy: environment === null ? null : flags.givenBy("env"),
    environments,
    values,
  };
}

function traceOf(
  { text, path }: ProfileFile,
  { profile, environment, timeoutMs }: ResolvedProfile,
  { flags }: CommandContext,
): readonly TracedValue[] {
  return traceProfile({
    file: parseProfileJson(text, path),
    profile,
    environment,
    overrides: flags.overrides.map(parseOverride),
    overridesBy: flags.givenBy("set") ?? "--set",
    timeout:
      timeoutMs === null
        ? null
        : {
            value: durationText(timeoutMs),
            by: flags.givenBy("timeout") ?? "--timeout",
          },
  });
}

/** @throws {UserError} `flag_invalid` when nothing is there */
function chosen(values: readonly TracedValue[], only: string | undefined): readonly TracedValue[] {
  if (only === undefined) return values;
  const path = parsePlainPath(only);
  const found = values.filter((value) => path?.every((step, at) => step === value.path[at]));
  if (path !== null && found.length > 0) return found;
  const known = values.flatMap((value) =>
    value.path.map((_, at) => renderPath(value.path.slice(0, at + 1))),
  );
  const near = nearestWord(only, new Set(known));
  throw new UserError(
    "flag_invalid",
    `--only ${only}: nothing in effect is called so`,
    near === null
      ? `There are: ${[...new Set(values.map((value) => String(value.path[0])))].join(", ")}.`
      : `Did you mean ${near}?`,
  );
}

interface Shown {
  readonly value: ShownValue;
  readonly failure?: UserError;
}

async function show(
  { path, layers }: TracedValue,
  profile: ResolvedProfile,
): Promise<readonly Shown[]> {
  const [{ value, source }] = layers;
  const from = {
    source,
    order: layers.map((layer) => ({
      ...layer,
      value: masked(path, layer.value),
    })),
  };
  if (isReference(value)) return [await showSecret(renderPath(path), value, from, profile)];
  if (Array.isArray(value) && value.some(isReference)) {
    return Promise.all(
      value.map((item: unknown, at) => showSecret(renderPath([...path, at]), item, from, profile)),
    );
  }
  return [
    {
      value: {
        path: renderPath(path),
        value: masked(path, value),
        secret: credentialAt(path, value) !== null,
        ...from,
      },
    },
  ];
}

function masked(path: readonly PlainStep[], value: unknown): unknown {
  const kind = credentialAt(path, value);
  if (kind === null) return value;
  return kind === "url" ? withoutUrlCredentials(String(value)) : MASK;
}

async function showSecret(
  path: string,
  reference: unknown,
  from: Pick<ShownValue, "source" | "order">,
  { secrets }: ResolvedProfile,
): Promise<Shown> {
  const places = await secrets.trace(reference as SecretReference);
  const used = places.find(({ state }) => state === "used");
  const failure = used === undefined ? failureIn(places) : null;
  return {
    value: {
      path,
      value: used === undefined ? null : MASK,
      secret: true,
      ...from,
      characters: used?.characters ?? null,
      places: places.map(({ source, state }) => ({ source, state })),
    },
    ...(failure === null ? {} : { failure }),
  };
}

function failureIn(places: readonly SecretTrace[]): UserError | null {
  return places.find(({ problem }) => problem !== null)?.problem ?? null;
}
