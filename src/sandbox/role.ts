/**
 * A counterpart that the sandbox plays. Its right behaviour is a policy (plain
 * data); a fault, a variant or a condition is a small change to that policy,
 * declared beside the handler that it changes.
 */
import type { HeaderPair, Http } from "../core/http.js";
import type { Clock, Random } from "../core/ports.js";
import type { ServedOutcome, ServedReply, ServedRequest } from "../core/server.js";
import type { WatchedCall } from "../protocols/sdk-api/watched-calls.js";
import type { BackgroundWork } from "./background.js";

/**
 * A named departure from the policy: a defect (fault), odd but legal (variant),
 * or trouble on the network or in the data that no suite judges (condition).
 */
export interface Deviation<Policy> {
  readonly id: string;
  readonly title: string;
  readonly apply: (policy: Policy) => Policy;
  /** As what a request is misread before any handler sees it: the first that is not refused counts. */
  readonly reads?: (request: ServedRequest) => readonly ServedRequest[];
}

/**
 * For the deviations of one role, each declared by what it changes of the policy.
 *
 * @param prefix stands before every id, such as `wallet.`
 */
export function deviationsOf<Policy extends object>(prefix = "") {
  return (
    id: string,
    title: string,
    change: Partial<Policy> | ((policy: Policy) => Partial<Policy>),
  ): Deviation<Policy> => ({
    id: `${prefix}${id}`,
    title,
    apply: (policy) => ({
      ...policy,
      ...(typeof change === "function" ? change(policy) : change),
    }),
  });
}

export interface DeviationInfo {
  readonly id: string;
  readonly title: string;
  readonly role: string;
}

export interface SandboxWorld {
  readonly clock: Clock;
  readonly random: Random;
  /** Where this sandbox is reached, without a trailing slash; known once it listens. */
  readonly baseUrl: () => string;
  /** How counterparts send; null where this sandbox only answers. */
  readonly http: Http | null;
  /** For what goes on after a reply. */
  readonly inBackground: (work: BackgroundWork) => void;
  /** Takes each call of the watched SDK API when it is answered. */
  readonly told: (call: ToldCall) => void;
}

/** What a person who plays wants to see of a call at once. */
export interface ToldCall extends Pick<WatchedCall, "route" | "lacks" | "provoked"> {
  readonly method: string;
  /** As it came: a key may stand in it. */
  readonly target: string;
  readonly outcome: ServedOutcome;
}

export interface Route {
  /** Path prefix below the sandbox's root, such as `/game`; the longest match wins. */
  readonly prefix: string;
  /** `request.target` is below the prefix. */
  readonly handle: (request: ServedRequest) => Promise<ServedOutcome>;
}

export interface RoleInstance {
  readonly routes: readonly Route[];
}

export interface SandboxRole<Agreement> {
  readonly id: string;
  readonly title: string;
  readonly faults: readonly DeviationInfo[];
  readonly variants: readonly DeviationInfo[];
  readonly conditions: readonly DeviationInfo[];
  /** Path → what is there, for `GET /`. */
  readonly paths: Readonly<Record<string, string>>;
  readonly start: (
    agreement: Agreement,
    deviations: readonly string[],
    world: SandboxWorld,
  ) => RoleInstance;
}

export function defineRole<Policy, Agreement>(role: {
  readonly id: string;
  readonly title: string;
  readonly paths: Readonly<Record<string, string>>;
  /** The behaviour that every check must pass. */
  readonly policy: Policy;
  readonly faults: readonly Deviation<Policy>[];
  readonly variants: readonly Deviation<Policy>[];
  readonly conditions?: readonly Deviation<Policy>[];
  readonly start: (agreement: Agreement, policy: Policy, world: SandboxWorld) => RoleInstance;
  /** Where the status does not tell. */
  readonly refuses?: (reply: ServedReply) => boolean;
}): SandboxRole<Agreement> {
  const { faults, variants, conditions = [], refuses = ({ status }) => status >= 400 } = role;
  const info = ({ id, title }: Deviation<Policy>): DeviationInfo => ({
    id,
    title,
    role: role.id,
  });
  return {
    id: role.id,
    title: role.title,
    paths: role.paths,
    faults: faults.map(info),
    variants: variants.map(info),
    conditions: conditions.map(info),
    start: (agreement, deviations, world) => {
      const chosen = [...faults, ...variants, ...conditions].filter(({ id }) =>
        deviations.includes(id),
      );
      const policy = chosen.reduce((policy, { apply }) => apply(policy), role.policy);
      const { routes } = role.start(agreement, policy, world);
      return {
        routes: routes.map(({ prefix, handle }) => ({
          prefix,
          handle: async (request) => {
            const [last = request, ...others] = chosen
              .reduce((read, { reads }) => (reads ? read.flatMap(reads) : read), [request])
              .toReversed();
            for (const other of others.toReversed()) {
              const reply = await handle(joined(other));
              if (reply !== "reset" && !refuses(reply)) return reply;
            }
            return handle(joined(last));
          },
        })),
      };
    },
  };
}

/** A header that comes twice is one with both values. */
function joined(request: ServedRequest): ServedRequest {
  const values = new Map<string, HeaderPair>();
  for (const [name, value] of request.headers) {
    const [first, before] = values.get(name.toLowerCase()) ?? [name, null];
    values.set(name.toLowerCase(), [first, before === null ? value : `${before}, ${value}`]);
  }
  return { ...request, headers: [...values.values()] };
}
