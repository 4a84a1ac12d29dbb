/** The counterparts that a profile names: which section says where each is, and how it is connected to. */
import type { ConnectionSettings } from "../../core/http.js";
import { resolveConnection, type ResolvedProfile } from "../../profile/resolve.js";
import type { Profile } from "../../profile/schema.js";
import { renderTemplate } from "../../protocols/signing/template.js";
import type { ClockRule } from "./clock.js";

export interface Role {
  /** Path of its URL's section, such as `payments.source`. */
  readonly section: string;
  readonly title: string;
  /** `{partner}` filled in. */
  readonly url: string;
  /** Whose rules about timestamps hold for its clock. */
  readonly rules: ClockRule["section"] | null;
}

type Section = Parameters<typeof resolveConnection>[1];

interface RoleSource {
  readonly section: string;
  readonly title: string;
  readonly rules?: ClockRule["section"];
  /** @returns undefined where the profile has no such role */
  readonly find: (
    profile: Profile,
  ) => { readonly url?: string; readonly section: Section } | undefined;
}

const SOURCES: readonly RoleSource[] = [
  {
    section: "entry",
    title: "the gateway",
    rules: "entry",
    find: ({ entry }) => entry && { url: entry.url, section: entry },
  },
  {
    section: "webhook",
    title: "the game server's webhook receiver",
    rules: "webhook",
    find: ({ webhook }) => webhook && { url: webhook.url, section: webhook },
  },
  {
    section: "webhook.probe",
    title: "where the receiver says what it applied",
    find: ({ webhook }) => webhook?.probe && { url: webhook.probe.url, section: webhook },
  },
  {
    section: "payments.source",
    title: "the game server's payment query",
    rules: "payments",
    find: ({ payments }) => payments && { url: payments.source.url, section: payments.source },
  },
  {
    section: "payments.push",
    title: "where payments are pushed to",
    find: ({ payments }) =>
      payments?.push?.url === undefined
        ? undefined
        : { url: payments.push.url, section: payments.push },
  },
  {
    section: "sdkApi",
    title: "PlayCamp's API",
    find: ({ sdkApi }) => sdkApi && { url: sdkApi.url, section: sdkApi },
  },
  {
    section: "wallet",
    title: "the operator's wallet",
    find: ({ wallet }) => wallet && { url: wallet.url, section: wallet },
  },
  {
    section: "provider",
    title: "the game provider",
    find: ({ provider }) => provider && { url: provider.url, section: provider },
  },
  {
    section: "postback",
    title: "the reward app's postback",
    find: ({ postback }) => postback && { url: postback.url, section: postback },
  },
  {
    section: "postback.balance",
    title: "where a user's coins are read",
    find: ({ postback }) => postback?.balance && { url: postback.balance.url, section: postback },
  },
];

/** What waits for longer is not waited for here. */
const TIMEOUT_MS = 5_000;

export function rolesOf({ profile }: ResolvedProfile): readonly Role[] {
  return SOURCES.flatMap(({ section, title, rules, find }) => {
    const url = find(profile)?.url;
    return url === undefined
      ? []
      : [
          {
            section,
            title,
            url: fillUrl(url, profile.partner),
            rules: rules ?? null,
          },
        ];
  });
}

/** Placeholders that only a request can fill stand behind the host, where they do not matter. */
function fillUrl(url: string, partner: string): string {
  return renderTemplate(url, (name) => (name === "partner" ? encodeURIComponent(partner) : "x"));
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
