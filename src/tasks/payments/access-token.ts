/** The access token of a source that grants one: asked for when it is needed, kept while it holds. */
import { Unreachable } from "../../core/errors.js";
import type { Http } from "../../core/http.js";
import type { PaymentsSettings } from "../../profile/payments-settings.js";
import type { ResolvedProfile } from "../../profile/resolve.js";
import {
  buildGrantRequest,
  readGrant,
  type AccessToken,
} from "../../protocols/payments/access-grant.js";
import { presentedAuth } from "../../protocols/payments/credential.js";
import { signToken } from "../../protocols/payments/json-web-token.js";
import type { GrantAuth, TokenAuth } from "../../protocols/payments/auth-mapping.js";
import { afterPoll } from "../../protocols/payments/outcomes.js";
import { completeRequest } from "../../transport/send.js";
import { persist, type PersistPorts, type Stop } from "./persist.js";

export interface Access {
  /** What a poll is signed with now; at once where nothing has to be asked for. */
  readonly key: () => HeldKey | Promise<HeldKey>;
  /**
   * Lets a token go that the source has refused.
   *
   * @returns whether another one may be asked for: once, until a page has come
   */
  readonly refused: (key: string | null) => boolean;
  /** A page has come with it. */
  readonly taken: () => void;
}

type HeldKey =
  { readonly ok: true; readonly key: string | null } | { readonly ok: false; readonly stop: Stop };

/** A token is not used in its last moments: it would end on its way. A short life has shorter ones. */
const MARGIN_MS = 30_000;

/** Null where only a refusal tells: no end is stated, or one that is past by this clock already. */
function usableUntil({ endsMs }: AccessToken, nowMs: number): number | null {
  if (endsMs === null || endsMs <= nowMs) return null;
  return endsMs - Math.min(MARGIN_MS, (endsMs - nowMs) / 2);
}

export function createAccess(
  settings: Pick<PaymentsSettings, "source" | "key" | "connection">,
  ports: PersistPorts & { readonly http: Http },
): Access {
  const { source, key } = settings;
  const { auth } = source;
  if (auth?.kind !== "oauth2") {
    const agreed = { ok: true as const, key: key?.value ?? null };
    return { key: () => agreed, refused: () => false, taken: () => undefined };
  }
  let held: { readonly token: string; readonly untilMs: number | null } | null = null;
  let renewals = 0;
  const isOver = (untilMs: number | null) => untilMs !== null && untilMs <= ports.clock.nowMs();
  return {
    key: async () => {
      if (held === null || isOver(held.untilMs)) {
        const granted = await askGrant(auth, key?.value ?? "", settings, ports);
        if (!granted.ok) return granted;
        const untilMs = usableUntil(granted.token, ports.clock.nowMs());
        held = { token: granted.token.token, untilMs };
      }
      return { ok: true, key: held.token };
    },
    refused: (token) => {
      // Another page may have renewed it meanwhile.
      if (held !== null && held.token !== token) return true;
      held = null;
      renewals += 1;
      return renewals <= MOST_RENEWALS;
    },
    taken: () => {
      renewals = 0;
    },
  };
}

/** One after the other, with no page between them. */
const MOST_RENEWALS = 1;

/**
 * The same source, its query of refunds too, as one that asks for the token itself, as whoever
 * polls it for a short while sees it.
 *
 * @throws {Unreachable} where no token is granted
 */
export async function withHeldToken(
  settings: PaymentsSettings,
  { secrets }: Pick<ResolvedProfile, "secrets">,
  ports: PersistPorts & { readonly http: Http },
): Promise<PaymentsSettings> {
  const held = await heldToken(settings, TOKEN_PATH, secrets, ports);
  const { refunds } = settings;
  if (refunds === undefined) return held;
  return { ...held, refunds: await heldToken(refunds, REFUNDS_TOKEN_PATH, secrets, ports) };
}

async function heldToken(
  settings: PaymentsSettings,
  path: string,
  secrets: ResolvedProfile["secrets"],
  ports: PersistPorts & { readonly http: Http },
): Promise<PaymentsSettings> {
  const { source, key } = settings;
  const { auth } = source;
  if ((auth?.kind !== "oauth2" && auth?.kind !== "jwt") || key === null) return settings;
  const token = await tokenOf(settings, auth, key.value, ports);
  return {
    ...settings,
    source: { ...source, auth: presentedAuth(auth) },
    key: await secrets.readToken(path, token),
  };
}

async function tokenOf(
  settings: PaymentsSettings,
  auth: GrantAuth | TokenAuth,
  key: string,
  ports: PersistPorts & { readonly http: Http },
): Promise<string> {
  if (auth.kind === "jwt") return signToken(auth, key, ports.clock.nowMs());
  const granted = await askGrant(auth, key, settings, ports);
  if (granted.ok) return granted.token.token;
  throw new Unreachable(granted.stop.message);
}

const TOKEN_PATH = "payments.source.auth";
const REFUNDS_TOKEN_PATH = "payments.refunds.source.auth";

/** Every token that is granted is known as a secret before anything of its reply is kept or shown. */
export function learningTokens(
  http: Http,
  auth: GrantAuth,
  { secrets }: Pick<ResolvedProfile, "secrets">,
): Http {
  return async (request, signal) => {
    const outcome = await http(request, signal);
    const granted =
      request.url === auth.url && outcome.reply !== null
        ? readGrant(auth, outcome.reply.body, 0)
        : null;
    if (granted !== null) await secrets.readToken(TOKEN_PATH, granted.token);
    return outcome;
  };
}

type Granted =
  { readonly ok: true; readonly token: AccessToken } | { readonly ok: false; readonly stop: Stop };

async function askGrant(
  auth: GrantAuth,
  secret: string,
  { connection }: Pick<PaymentsSettings, "connection">,
  ports: PersistPorts & { readonly http: Http },
): Promise<Granted> {
  const whom = `the token endpoint ${new URL(auth.url).host}`;
  const result = await persist(
    whom,
    () => {
      const request = buildGrantRequest(auth, secret, ports.clock.nowMs());
      // Headers of the source are not for another host.
      const own = { ...connection, headers: [] };
      return ports.http(completeRequest(request, own, false), ports.signal);
    },
    afterPoll,
    ports,
  );
  if (!result.ok) return { ok: false, stop: result.stop };
  const { reply } = result.outcome;
  const token = reply === null ? null : readGrant(auth, reply.body, ports.clock.nowMs());
  if (token !== null && HEADER_TEXT.test(token.token)) return { ok: true, token };
  const place = `"${auth.token ?? "access_token"}" of its reply`;
  const trouble =
    token === null
      ? `there is no token at ${place}`
      : `what stands at ${place} cannot go into a header: it has line breaks, or letters outside ASCII`;
  return { ok: false, stop: { kind: "refused", message: `${whom}: ${trouble}` } };
}

const HEADER_TEXT = /^[\x20-\x7e]+$/;
