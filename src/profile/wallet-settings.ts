/**
 * `wallet` and `provider` of a profile as their protocols want them: defaults
 * filled in, secrets and players' tokens read.
 */
import { durationMs } from "../core/duration.js";
import { UserError } from "../core/errors.js";
import type { ConnectionSettings } from "../core/http.js";
import { NO_RETRIES, type RetrySchedule } from "../core/retry-schedule.js";
import {
  checkFieldNames,
  DEFAULT_DIALECT,
  type WalletDialect,
} from "../protocols/wallet/dialect.js";
import type { WireId } from "../protocols/wallet/messages.js";
import { type Millis, toMillis } from "../protocols/wallet/millis.js";
import { requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { Profile } from "./schema.js";
import type { ReadSecret } from "./secrets.js";

export interface WalletPlayer {
  readonly userToken: string;
  readonly sessionToken: string;
  readonly currency: string;
  readonly platform: "desktop" | "mobile";
  /** Where it is known beforehand; null: as /auth replies. */
  readonly userId: WireId | null;
}

export interface WalletSettings {
  /** The operator's base URL; the four paths lie below it. */
  readonly url: string;
  readonly publicKey: string;
  /** The signing secret first. */
  readonly secrets: readonly [ReadSecret, ...ReadSecret[]];
  readonly dialect: WalletDialect;
  readonly provider: string;
  /** Part of a close notification's id. */
  readonly operatorId: string;
  readonly game: string;
  /** `wallet.player` first, then `wallet.players`. */
  readonly players: readonly [WalletPlayer, ...WalletPlayer[]];
  readonly retry: RetrySchedule;
  /** The most money that a run may move; null where the profile sets no bound. */
  readonly maxStakeMillis: Millis | null;
  /** The most that is bet away to make a balance small. */
  readonly maxDrainMillis: Millis;
  /** The least bet, where the profile states it. */
  readonly leastBetMillis: Millis | null;
  /** How transactions and rounds are named. */
  readonly ids: "any" | "uuid";
  /** Whether the provider voids and closes rounds here: ROLL_BACK and CLOSE_ROUND. */
  readonly serverDriven: boolean;
  readonly connection: ConnectionSettings;
}

type WalletSection = NonNullable<Profile["wallet"]>;

export const WALLET_TIMEOUT_MS = 10_000;
export const DEFAULT_PROVIDER = "playcamp";
export const DEFAULT_GAMES = {
  serverDriven: "aviadrone",
  classic: "chicken-race",
};

/**
 * How often the provider repeats a callback is not public, so without
 * `wallet.retry` nothing is repeated.
 *
 * @param neededBy who needs the section, for the message
 * @throws {UserError} `section_missing`, `secret_missing`, `secret_empty`, `wallet_fields_invalid`, `wallet_player_repeated`
 */
export async function walletSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<WalletSettings> {
  const section = requireSection(resolved, "wallet", neededBy);
  const serverDriven = section.serverDriven ?? true;
  return {
    url: section.url,
    publicKey: section.publicKey,
    secrets: await resolved.secrets.read("wallet.secret", section.secret),
    dialect: walletDialect(section),
    provider: section.provider ?? DEFAULT_PROVIDER,
    operatorId: section.operatorId ?? resolved.profile.partner,
    game: section.game ?? DEFAULT_GAMES[serverDriven ? "serverDriven" : "classic"],
    players: await readPlayers(resolved, section),
    retry:
      section.retry === undefined ? NO_RETRIES : { delaysMs: section.retry.delays.map(durationMs) },
    maxStakeMillis: section.maxStake === undefined ? null : toMillis(section.maxStake),
    maxDrainMillis: maxDrainOf(section),
    leastBetMillis: section.stake === undefined ? null : toMillis(section.stake),
    ids: section.ids ?? "any",
    serverDriven,
    connection: await resolveConnection(resolved, section, "wallet", WALLET_TIMEOUT_MS),
  };
}

const DRAIN_STAKES = 50;
/** 1000 units: as much as one bet takes at most where the profile sets no bound. */
export const USUAL_MAX_STAKE = 1_000_000;

/** The most, in millis, that may be bet away to make a balance small. */
export function maxDrainOf({ maxDrain, maxStake }: WalletSection): Millis {
  return toMillis(maxDrain ?? DRAIN_STAKES * (maxStake ?? USUAL_MAX_STAKE));
}

/** How many players a wallet section names; no token is read. */
export function countPlayers(section: WalletSection): number {
  return 1 + (section.players?.length ?? 0);
}

/** How the operator writes its messages; no secret is read. */
export function walletDialect(section: WalletSection): WalletDialect {
  const dialect: WalletDialect = {
    fields: section.fields ?? DEFAULT_DIALECT.fields,
    attributes: section.attributes ?? DEFAULT_DIALECT.attributes,
    envelope: section.envelope ?? DEFAULT_DIALECT.envelope,
  };
  checkFieldNames(dialect.fields);
  return dialect;
}

async function readPlayers(
  { secrets, origin }: ResolvedProfile,
  section: WalletSection,
): Promise<readonly [WalletPlayer, ...WalletPlayer[]]> {
  const seen = new Map<string, string>();
  const read = async (path: string, player: WalletSection["player"]) => {
    const userToken = await secrets.readToken(`${path}.userToken`, player.userToken);
    const sessionToken = await secrets.readToken(`${path}.sessionToken`, player.sessionToken);
    const earlier = seen.get(sessionToken.value);
    if (earlier !== undefined) {
      throw new UserError(
        "wallet_player_repeated",
        `${origin}: ${path}.sessionToken is the same session as ${earlier}.sessionToken`,
        "Every entry needs a player of its own: scenarios that run side by side would see each other's money.",
      );
    }
    seen.set(sessionToken.value, path);
    return {
      userToken: userToken.value,
      sessionToken: sessionToken.value,
      currency: player.currency,
      platform: player.platform ?? "desktop",
      userId: player.userId ?? null,
    };
  };
  const first = await read("wallet.player", section.player);
  const others: WalletPlayer[] = [];
  for (const [at, player] of (section.players ?? []).entries())
    others.push(await read(`wallet.players[${at}]`, player));
  return [first, ...others];
}

export interface ProviderSettings {
  /** The provider's base URL; the launch path lies below it. */
  readonly url: string;
  readonly publicKey: string;
  readonly connection: ConnectionSettings;
}

/** @throws {UserError} `section_missing` */
export async function providerSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<ProviderSettings> {
  const section = requireSection(resolved, "provider", neededBy);
  return {
    url: section.url,
    publicKey: section.publicKey,
    connection: await resolveConnection(resolved, section, "provider", WALLET_TIMEOUT_MS),
  };
}
