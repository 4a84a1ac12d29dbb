/** What the scripts ask for while somebody types: quickly, each on a line, and never with an error. */
import { EVERYTHING } from "../../../../journal/filter.js";
import { profileNames } from "../../../../tasks/locate-profile.js";
import type { AskedValues } from "../../../options.js";
import type { Session } from "../../../session/session.js";

type Ask = (
  session: Session,
  /** The command line so far. */
  words: readonly string[],
) => Promise<readonly string[]>;

/** Suites and sandbox are loaded by whoever asks for them, and by nobody else. */
const ASKS: Readonly<Record<AskedValues, Ask>> = {
  checks: async () => {
    const { SUITES } = await import("../../../../conformance/suites/index.js");
    return SUITES.flatMap(({ scenarios }) =>
      scenarios.flatMap(({ checks }) => checks.map(({ id }) => id)),
    );
  },
  faults: async () => {
    const { SANDBOX_FAULTS } = await import("../../../../sandbox/sandbox.js");
    return SANDBOX_FAULTS.map(({ id }) => id);
  },
  variants: async () => {
    const { SANDBOX_VARIANTS } = await import("../../../../sandbox/sandbox.js");
    return SANDBOX_VARIANTS.map(({ id }) => id);
  },
  "webhook-tampers": async () => {
    const { TAMPER_KINDS } = await import("../../../../protocols/webhook/tamper.js");
    return TAMPER_KINDS.map(({ id }) => id);
  },
  "callback-tampers": async () => {
    const { CALLBACK_TAMPERS } = await import("../../../../protocols/wallet/tamper.js");
    return CALLBACK_TAMPERS.map(({ id }) => id);
  },
  profiles: (session) => profileNames(session.sources),
  environments: async (session, words) => {
    const profile = givenProfile(session, words);
    const choice = { profile, environment: null, overrides: [] };
    return (await session.openProfile({}, choice)).environments;
  },
  "stored-secrets": (session) => session.secrets.names(),
  deliveries: async (session) => {
    const kept = await (await session.openJournal()).list(EVERYTHING, SHOWN_DELIVERIES);
    return kept.length === 0 ? [] : ["last", ...kept.map(({ id }) => id)];
  },
};

/** The newest ones; more would be no help to choose from. */
const SHOWN_DELIVERIES = 50;

function givenProfile({ flags }: Session, words: readonly string[]): string | null {
  const at = words.lastIndexOf("--profile");
  const joined = words.findLast((word) => word.startsWith("--profile="));
  return (at === -1 ? joined?.slice("--profile=".length) : words[at + 1]) ?? flags.profile;
}

/** @returns nothing where something is wrong: whoever types is no place for an error */
export async function askedValues(
  values: AskedValues,
  words: readonly string[],
  session: Session,
): Promise<readonly string[]> {
  try {
    return await ASKS[values](session, words);
  } catch {
    return [];
  }
}
