/**
 * A profile said on the command line: address, secret and recipe, for a call where no file
 * is wanted. What the line says outranks a profile; a profile need not be there at all.
 */
import { resolve } from "node:path";
import { UserError } from "../../core/errors.js";
import type { LineProfile } from "../../tasks/open-profile.js";
import { withoutUrlCredentials } from "../../profile/credentials.js";
import { file, text, url, type OptionsOf } from "../options.js";
import type { LinePlace } from "./line-context.js";

/** Which section of the profile a command's flags fill. */
export type LineSection = "entry" | "webhook" | "wallet" | "payments" | "postback" | "sdkApi";

const partner = text("--partner <id>", "your partner id, which fills {partner} in URLs");
const save = text("--save <file>", "write what the line says as a profile, and go on");

/** @param what the URL leads to */
export function toOption(what: string) {
  return { to: url("--to <url>", what) };
}

export function urlOption(what: string) {
  return { url: url("--url <url>", what) };
}

/** The signing secret: where it is, never the secret itself. */
export const secretOptions = {
  secretEnv: text("--secret-env <name>", "the secret is in this environment variable"),
  secretFile: file("--secret-file <file>", "the secret is in this file"),
};

export const keyOptions = {
  keyEnv: text("--key-env <name>", "the shared key is in this environment variable"),
  keyFile: file("--key-file <file>", "the shared key is in this file"),
};

export const recipeOption = {
  recipe: text(
    "--recipe <text>",
    "algorithm and signed text, such as 'sha256 {usn}|{timestamp}|{key}'",
  ),
};

/** The player that a wallet's callbacks are about. */
export const playerOptions = {
  publicKey: text("--public-key <key>", "the public key that names you to the wallet"),
  userTokenEnv: text("--user-token-env <name>", "the player's user token is in this variable"),
  sessionTokenEnv: text("--session-token-env <name>", "their session token is in this variable"),
  currency: text("--currency <code>", "their currency (default: USD)"),
};

export const saveOptions = { partner, save };

/**
 * All that an entry needs.
 *
 * @param what the URL leads to
 */
export function entryLineOptions(what: string) {
  return { ...urlOption(what), ...keyOptions, ...recipeOption, ...saveOptions };
}

/** What a command was told on the line; flags that it does not take are left out. */
export type LineValues = Partial<
  OptionsOf<
    ReturnType<typeof toOption> &
      ReturnType<typeof urlOption> &
      typeof secretOptions &
      typeof keyOptions &
      typeof recipeOption &
      typeof playerOptions &
      typeof saveOptions
  >
>;

/** For commands that send nothing: the section wants an address, and nobody will use it. */
export const NO_ADDRESS: LineDefaults = { url: "http://127.0.0.1/" };

/** An entry that is to be judged says itself where it leads. */
export function addressOfEntry({ words: [entry = ""] }: LinePlace): LineDefaults {
  const url = entry.replace(/[?#].*$/s, "");
  return /^https?:/i.test(url) && URL.canParse(url) ? { url } : NO_ADDRESS;
}

export interface LineDefaults {
  readonly url?: string | null;
  readonly pid?: string;
  readonly gid?: string;
  readonly uids?: readonly string[];
}

interface Places {
  readonly url: string;
  readonly secret: string;
}

const PLACES: Readonly<Record<LineSection, Places>> = {
  entry: { url: "entry.url", secret: "entry.key" },
  webhook: { url: "webhook.url", secret: "webhook.secret" },
  wallet: { url: "wallet.url", secret: "wallet.secret" },
  payments: { url: "payments.source.url", secret: "payments.source.key" },
  postback: { url: "postback.url", secret: "postback.secret" },
  sdkApi: { url: "sdkApi.url", secret: "sdkApi.apiKey" },
};

export function isSection(name: string): name is LineSection {
  return Object.hasOwn(PLACES, name);
}

/** The partner of a profile that names none. */
const NOBODY = "local";

/**
 * @param defaults what stands in the section where there is no profile
 * @returns null where the line says nothing of a profile
 * @throws {UserError} `flag_invalid`, `usage`
 */
export function lineProfile(
  section: LineSection,
  values: LineValues,
  { cwd }: LinePlace,
  { url: address = null, ...rest }: LineDefaults = {},
): LineProfile | null {
  const places = PLACES[section];
  const named = values.to ?? values.url;
  if (values.save !== undefined) assertSavable(named ?? address);
  const reference = referenceOf(values, cwd);
  const overrides = [
    ...(values.partner === undefined ? [] : [`partner=${values.partner}`]),
    ...(named === undefined ? [] : [`${places.url}=${named}`]),
    ...(reference === null ? [] : [`${places.secret}:=${JSON.stringify(reference)}`]),
    ...(values.recipe === undefined ? [] : recipeOverrides(values.recipe)),
    ...(section === "wallet" ? playerOverrides(values) : []),
  ];
  if (overrides.length > 0)
    return {
      base: baseOf(section, named ?? address, rest),
      overrides,
      words: wordsOf(values),
      saveAs: values.save ?? null,
    };
  if (values.save === undefined) return null;
  throw new UserError(
    "usage",
    "--save has nothing to write: the command line names neither address nor secret",
    "Add --to or --url, and where the secret is.",
  );
}

/** @throws {UserError} `usage` for an address that a profile would give away */
function assertSavable(address: string | null): void {
  if (address === null || withoutUrlCredentials(address) === address) return;
  throw new UserError(
    "usage",
    "--save writes no credentials into a profile, and the address has some in it",
    "Leave them out of the address, or leave --save out.",
  );
}

type Reference = { readonly env: string } | { readonly file: string };

function referenceOf(values: LineValues, cwd: string): Reference | null {
  const { secretEnv, secretFile, keyEnv, keyFile } = values;
  const given = [
    ...[secretEnv, keyEnv].flatMap((env) => (env === undefined ? [] : [{ env }])),
    ...[secretFile, keyFile].flatMap((path) =>
      path === undefined ? [] : [{ file: resolve(cwd, path) }],
    ),
  ];
  if (given.length > 1)
    throw new UserError(
      "usage",
      "the secret is named twice on the command line",
      "Give one of --secret-env, --secret-file, --key-env and --key-file.",
    );
  return given[0] ?? null;
}

/** `sha256 {usn}|{timestamp}|{key}`, `hmac-sha256 base64 …` */
function recipeOverrides(recipe: string): readonly string[] {
  const [, algorithm, encoding, message] =
    /^(\S+)\s+(?:(hex|HEX|base64|base64url)\s+)?(\S.*)$/s.exec(recipe.trim()) ?? [];
  if (algorithm === undefined || message?.includes("{") !== true)
    throw new UserError(
      "flag_invalid",
      `--recipe ${JSON.stringify(recipe)} is not an algorithm and a text with {placeholders}`,
      "For example --recipe 'sha256 {usn}|{timestamp}|{key}', or --recipe 'hmac-sha256 base64 {usn}{timestamp}'.",
    );
  return [
    `entry.signature.algorithm=${algorithm}`,
    ...(encoding === undefined ? [] : [`entry.signature.encoding=${encoding}`]),
    `entry.signature.message=${message}`,
  ];
}

function playerOverrides(values: LineValues): readonly string[] {
  const { publicKey, userTokenEnv, sessionTokenEnv, currency } = values;
  const places = [
    ["publicKey", publicKey],
    ["player.userToken.env", userTokenEnv],
    ["player.sessionToken.env", sessionTokenEnv],
    ["player.currency", currency],
  ] as const;
  return places.flatMap(([place, value]) =>
    value === undefined ? [] : [`wallet.${place}=${value}`],
  );
}

/** What stands for a profile where there is no file. */
function baseOf(section: LineSection, url: string | null, rest: object): object {
  const at = url === null ? {} : { url };
  return {
    partner: NOBODY,
    [section]: { ...at, ...OWN_PLACES[section], ...rest },
    ...(section === "payments" ? { payments: { source: at, map: OWN_NAMES } } : {}),
  };
}

/** Where a secret is looked for, and then asked for, that the line does not name. */
const OWN_PLACES: Readonly<Record<LineSection, object>> = {
  entry: { key: { env: "PLAYCAMP_GW_SECRET_ENTRY_KEY" } },
  webhook: { secret: { env: "PLAYCAMP_GW_SECRET_WEBHOOK" } },
  wallet: {
    secret: { env: "PLAYCAMP_GW_SECRET_WALLET" },
    player: {
      userToken: { env: "PLAYCAMP_GW_SECRET_USER_TOKEN" },
      sessionToken: { env: "PLAYCAMP_GW_SECRET_SESSION_TOKEN" },
      currency: "USD",
      platform: "desktop",
    },
  },
  payments: {},
  postback: { secret: { env: "PLAYCAMP_GW_SECRET_POSTBACK" } },
  sdkApi: { apiKey: { env: "PLAYCAMP_GW_SECRET_SDK_API_KEY" } },
};

/** A source whose records have PlayCamp's own names needs no agreement. */
const OWN_NAMES = Object.fromEntries(
  [
    "transactionId",
    "userId",
    "amount",
    "currency",
    "productId",
    "productName",
    "platform",
    "distributionType",
    "purchasedAt",
  ].map((name) => [name, name]),
);

/** The same flags again, for a line that leads back to the same target. */
function wordsOf(values: LineValues): readonly string[] {
  return flagsOf(values).flat();
}

const FLAGS = [
  ["--to", "to"],
  ["--url", "url"],
  ["--partner", "partner"],
  ["--secret-env", "secretEnv"],
  ["--secret-file", "secretFile"],
  ["--key-env", "keyEnv"],
  ["--key-file", "keyFile"],
  ["--recipe", "recipe"],
  ["--public-key", "publicKey"],
  ["--user-token-env", "userTokenEnv"],
  ["--session-token-env", "sessionTokenEnv"],
  ["--currency", "currency"],
] as const satisfies readonly (readonly [flag: string, key: keyof LineValues])[];

export type FlagName = (typeof FLAGS)[number][0];

export function flagsOf(values: LineValues): readonly (readonly [flag: FlagName, value: string])[] {
  return FLAGS.flatMap(([flag, key]) => {
    const value = values[key];
    return value === undefined ? [] : [[flag, value] as const];
  });
}
