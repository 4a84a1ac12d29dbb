/** What is allowed in a profile, and yet hardly meant: one function a kind, listed at the top. */
import { isLoopbackHost } from "../core/http.js";
import { nearestWord, suggestionHint } from "../core/suggest.js";
import { extraPlaceholders, RESERVED_PLACEHOLDERS } from "../protocols/entry/recipe.js";
import { placeholdersOf } from "../protocols/signing/template.js";
import { WEBHOOK_EVENTS } from "../protocols/webhook/events.js";
import { credentialAt } from "./credentials.js";
import { entryRecipeOf } from "./entry-settings.js";
import { environmentWarnings } from "./environment-warnings.js";
import { hostsIn } from "./environments.js";
import { leavesOf } from "./leaves.js";
import { acrossEnvironments, environmentsOf, type ProfileInspection } from "./inspect.js";
import { isPlainObject } from "./overrides.js";
import { type ProfileProblem } from "./problems.js";
import { renderPath } from "../core/json/path.js";
import type { Profile } from "./schema.js";
import { storeVariable } from "./secret-places.js";

const CHECKS: readonly ((profile: Profile) => readonly ProfileProblem[])[] = [
  plainHttp,
  literalCredentials,
  urlPlaceholders,
  entryPlaceholders,
  unboundTimestamp,
  idleTolerance,
  tooManyRetries,
  unknownEvents,
  clashingStoreNames,
];

/**
 * @param file parsed JSON
 * @param inspection of that file, without a problem
 */
export function profileWarnings(
  file: unknown,
  inspection: ProfileInspection,
): readonly ProfileProblem[] {
  return [
    ...acrossEnvironments(inspection, (profile) => CHECKS.flatMap((check) => check(profile))),
    ...environmentWarnings(environmentsOf(file)),
  ];
}

function plainHttp(profile: Profile): readonly ProfileProblem[] {
  return leavesOf(profile).flatMap(({ path, value }) => {
    if (path[0] === "$schema" || typeof value !== "string") return [];
    const [host = ""] = /^http:/i.test(value) ? hostsIn(value) : [];
    if (host === "" || isLoopbackHost(host)) return [];
    return [
      {
        path: renderPath(path),
        message: `what is sent to ${host} travels unencrypted`,
        hint: "Use https where the host has it.",
        found: "http://",
        allowed: "https://",
      },
    ];
  });
}

function literalCredentials(profile: Profile): readonly ProfileProblem[] {
  return leavesOf(profile).flatMap(({ path, value }) => {
    const kind = credentialAt(path, value);
    // Tokens may stand in the profile.
    if (kind === null || kind === "token") return [];
    return [
      {
        path: renderPath(path),
        message:
          kind === "url"
            ? "a password or key seems to stand in the URL"
            : "a credential seems to stand in the profile itself",
        hint: "Whoever has the file has it too; profile export leaves it out.",
      },
    ];
  });
}

function urlPlaceholders({ entry, payments }: Profile): readonly ProfileProblem[] {
  const urls = {
    "entry.url": entry?.url,
    "payments.source.url": payments?.source.url,
    "payments.refunds.source.url": payments?.refunds?.source.url,
  };
  return Object.entries(urls).flatMap(([path, url = ""]) =>
    placeholdersOf(url)
      .filter((name) => name !== "partner")
      .map((name) => ({
        path,
        message: `has a placeholder {${name}} that nothing fills`,
        hint: "Only {partner} is filled in.",
        found: `{${name}}`,
        allowed: "{partner}",
      })),
  );
}

function entryPlaceholders({ entry, partner }: Profile): readonly ProfileProblem[] {
  if (entry === undefined) return [];
  return extraPlaceholders(entryRecipeOf(entry, partner)).map((name) => {
    const near = nearestWord(name, RESERVED_PLACEHOLDERS);
    return {
      path: "entry.signature",
      message: `{${name}} is filled only by --param ${name}=…`,
      hint: near === null ? null : `Did you mean {${near}}?`,
      found: `{${name}}`,
      allowed: RESERVED_PLACEHOLDERS.map((each) => `{${each}}`).join(", "),
    };
  });
}

function unboundTimestamp({ entry, partner }: Profile): readonly ProfileProblem[] {
  if (entry === undefined) return [];
  const { message } = entryRecipeOf(entry, partner).signature;
  if (placeholdersOf(message).includes("timestamp")) return [];
  return [
    {
      path: "entry.signature.message",
      message: "does not contain {timestamp}: an old entry stays valid when its time is changed",
      hint: "Sign the timestamp too.",
      found: message,
    },
  ];
}

function idleTolerance({ webhook }: Profile): readonly ProfileProblem[] {
  if (webhook?.tolerance === undefined) return [];
  if ((webhook.signature ?? "simple") !== "simple") return [];
  return [
    {
      path: "webhook.tolerance",
      message: "has no effect: a simple signature holds no time",
      hint: 'Set webhook.signature to "timestamped" or "both", or leave it out.',
      found: webhook.tolerance,
    },
  ];
}

/** @source Partner Gateway: up to five retries */
const MOST_RETRIES = 5;

function tooManyRetries({ webhook }: Profile): readonly ProfileProblem[] {
  const { delays = [] } = webhook?.retry ?? {};
  if (delays.length <= MOST_RETRIES) return [];
  return [
    {
      path: "webhook.retry.delays",
      message: `has ${delays.length} delays, and a delivery is repeated ${MOST_RETRIES} times at most`,
      hint: `Keep ${MOST_RETRIES}.`,
      found: String(delays.length),
      allowed: `up to ${MOST_RETRIES}`,
    },
  ];
}

function unknownEvents({ webhook }: Profile): readonly ProfileProblem[] {
  return Object.keys(webhook?.gateway?.events ?? {})
    .filter((name) => !WEBHOOK_EVENTS.some((known) => known === name))
    .map((name) => ({
      path: renderPath(["webhook", "gateway", "events", name]),
      message: `PlayCamp sends no event "${name}"`,
      hint: suggestionHint(name, WEBHOOK_EVENTS),
      found: name,
      allowed: WEBHOOK_EVENTS.join(", "),
    }));
}

function clashingStoreNames(profile: Profile): readonly ProfileProblem[] {
  const names = leavesOf(profile).flatMap(({ path, value }) =>
    [value]
      .flat()
      .flatMap((reference) =>
        isPlainObject(reference) && typeof reference["store"] === "string"
          ? [{ path: renderPath(path), name: reference["store"] }]
          : [],
      ),
  );
  return names.flatMap(({ path, name }, at) => {
    const other = names
      .slice(0, at)
      .find((each) => each.name !== name && storeVariable(each.name) === storeVariable(name));
    return other === undefined
      ? []
      : [
          {
            path,
            message: `"${name}" and "${other.name}" of ${other.path} are taken over by the same variable, ${storeVariable(name)}`,
            hint: "Give names that differ in letters or digits.",
            found: name,
          },
        ];
  });
}
