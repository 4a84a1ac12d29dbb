/** The counterparts that a profile names: which section says where each is, and how it is connected to. */
import { urlPart } from "../../core/url-part.js";
import type { ConnectionSettings } from "../../core/http.js";
import { resolveConnection, type ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import { renderTemplate } from "../../protocols/signing/template.js";
import { joinUrl } from "../../core/http.js";
import { CALLBACK_PATHS } from "../../protocols/wallet/messages.js";
import type { ClockRule } from "./clock.js";

export interface Role {
  /** Path of its URL's section, such as `payments.source`. */
  readonly section: string;
  readonly title: string;
  /** `{partner}` filled in. */
  readonly url: string;
  /** Whose rules about timestamps hold for its clock. */
  readonly rules: ClockRule["section"] | null;
  readonly question: Question;
}

/** What a role is asked to learn whether it is there: without credentials, so that it moves nothing. */
export interface Question {
  readonly method: "GET" | "POST";
  /** Of a POST. */
  readonly body: string;
  /** What 404 means: nothing is at this path, or perhaps only that what was asked for is unknown. */
  readonly notFound: "no-path" | "unknown";
  /** Whether a success, without credentials, is odd. */
  readonly refuses: boolean;
}

const GET: Question = { method: "GET", body: "", notFound: "no-path", refuses: true };
const POST: Question = { ...GET, method: "POST" };
const READS: Question = { ...GET, notFound: "unknown", refuses: false };

type Section = Parameters<typeof resolveConnection>[1];

interface RoleSource {
  readonly section: string;
  readonly title: string;
  readonly rules?: ClockRule["section"];
  /** @returns undefined where the profile has no such role */
  readonly find: (
    profile: Profile,
  ) => { readonly url?: string; readonly section: Section; readonly asks: Question } | undefined;
}

/** A list that PlayCamp's API shows to nobody without a key. */
const API_PATH = "/v1/server/webhooks";

const SOURCES: readonly RoleSource[] = [
  {
    section: "entry",
    title: "the gateway",
    rules: "entry",
    find: ({ entry }) => entry && { url: entry.url, section: entry, asks: GET },
  },
  {
    section: "webhook",
    title: "the game server's webhook receiver",
    rules: "webhook",
    find: ({ webhook }) => webhook && { url: webhook.url, section: webhook, asks: POST },
  },
  {
    section: "webhook.probe",
    title: "where the receiver says what it applied",
    find: ({ webhook }) =>
      webhook?.probe && { url: webhook.probe.url, section: webhook, asks: READS },
  },
  {
    section: "payments.source",
    title: "the game server's payment query",
    rules: "payments",
    find: ({ payments }) =>
      payments && {
        url: payments.source.url,
        section: payments.source,
        // Some sources refuse with 200 and a code.
        asks: { ...(payments.source.method === "POST" ? POST : GET), refuses: false },
      },
  },
  {
    section: "payments.push",
    title: "where payments are pushed to",
    find: ({ payments }) =>
      payments?.push?.url === undefined
        ? undefined
        : { url: joinUrl(payments.push.url, API_PATH), section: payments.push, asks: GET },
  },
  {
    section: "sdkApi",
    title: "PlayCamp's API",
    find: ({ sdkApi }) =>
      sdkApi && { url: joinUrl(sdkApi.url, API_PATH), section: sdkApi, asks: GET },
  },
  {
    section: "wallet",
    title: "the operator's wallet",
    find: ({ wallet }) =>
      wallet && {
        url: joinUrl(wallet.url, CALLBACK_PATHS.balance),
        section: wallet,
        asks: { ...POST, body: "{}", refuses: false },
      },
  },
  {
    section: "provider",
    title: "the game provider",
    find: ({ provider }) =>
      provider && {
        url: joinUrl(provider.url, "/api/v1/launch/none"),
        section: provider,
        asks: READS,
      },
  },
  {
    section: "postback",
    title: "the reward app's postback",
    find: ({ postback }) =>
      postback && { url: postback.url, section: postback, asks: { ...POST, body: "{}" } },
  },
  {
    section: "postback.balance",
    title: "where a user's coins are read",
    find: ({ postback }) =>
      postback?.balance && { url: postback.balance.url, section: postback, asks: READS },
  },
];

/** What waits for longer is not waited for here. */
const TIMEOUT_MS = 5_000;

export function rolesOf({ profile }: ResolvedProfile): readonly Role[] {
  return SOURCES.flatMap(({ section, title, rules, find }) => {
    const found = find(profile);
    const url = found?.url;
    return found === undefined || url === undefined
      ? []
      : [
          {
            section,
            title,
            url: fillUrl(url, profile.partner),
            rules: rules ?? null,
            question: found.asks,
          },
        ];
  });
}

/** Placeholders that only a request can fill stand behind the host, where they do not matter. */
function fillUrl(url: string, partner: string): string {
  return renderTemplate(url, (name) => (name === "partner" ? urlPart(partner) : "x"));
}

/** @throws {UserError} `tls_file_invalid` */
export async function roleConnection(
  resolved: ResolvedProfile,
  { section }: Role,
): Promise<ConnectionSettings> {
  const source = SOURCES.find((each) => each.section === section);
  const found = source?.find(resolved.profile);
  if (found === undefined) throw new TypeError(`no role ${section}`);
  const connection = await resolveConnection(
    resolved,
    found.section,
    settingsOf(section),
    TIMEOUT_MS,
  );
  const timeoutMs = resolved.timeoutMs ?? Math.min(TIMEOUT_MS, connection.timeoutMs);
  return { ...connection, timeoutMs };
}

/** The part of the profile that has the role's `tls` and `headers`. */
export function settingsOf(section: string): string {
  return section.replace(/\.(?:probe|balance)$/, "");
}
