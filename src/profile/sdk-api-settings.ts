/** `sdkApi` of a profile: where PlayCamp's API is, and the key that opens it. */
import type { ConnectionSettings, HeaderPair } from "../core/http.js";
import { requireSection, resolveConnection, type ResolvedProfile } from "./resolve.js";
import type { ReadSecret } from "./secrets.js";

export interface SdkApiSettings {
  /** Base URL, a prefix. */
  readonly url: string;
  readonly apiKey: ReadSecret;
  readonly connection: ConnectionSettings;
}

export const SDK_API_TIMEOUT_MS = 10_000;

/** @throws {UserError} `section_missing`, `secret_missing`, `secret_empty` */
export async function sdkApiSettings(
  resolved: ResolvedProfile,
  neededBy: string,
): Promise<SdkApiSettings> {
  const section = requireSection(resolved, "sdkApi", neededBy);
  const [apiKey] = await resolved.secrets.read("sdkApi.apiKey", section.apiKey);
  return {
    url: section.url,
    apiKey,
    connection: await resolveConnection(resolved, section, "sdkApi", SDK_API_TIMEOUT_MS),
  };
}

/** The header that a call to the API is made with. */
export function apiKeyHeader({ apiKey }: Pick<SdkApiSettings, "apiKey">): HeaderPair {
  return ["Authorization", `Bearer ${apiKey.value}`];
}
