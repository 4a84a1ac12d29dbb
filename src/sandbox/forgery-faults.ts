/** One defect for each forgery of the catalogue, and one for each surface: what a role makes its faults of. */
import type { ServedRequest } from "../core/server.js";
import type { Credential } from "../protocols/signing/forgeries/credential.js";
import { acceptingFault } from "../protocols/signing/forgeries/faults.js";
import { forgeriesFor, isForgery } from "../protocols/signing/forgeries/forgeries.js";
import { PLACEMENTS } from "../protocols/signing/forgeries/placements.js";
import {
  SURFACES,
  type SurfaceRequest,
  trustingFault,
} from "../protocols/signing/forgeries/surfaces.js";
import {
  type SignedTime,
  TIMESTAMP_FORGERIES,
  type TimestampForgeryId,
} from "../protocols/signing/forgeries/timestamps.js";

/** What came, beside what would have been right. */
export interface PresentedCredential {
  /** Null where the carrier is left out. */
  readonly value: string | null;
  readonly credential: Credential;
  /** With a right signature over it, where a message has a timestamp. */
  readonly timestamp?: string;
  readonly time?: SignedTime;
}

interface AcceptingFault {
  readonly id: string;
  readonly title: string;
  readonly isLike: (presented: PresentedCredential) => boolean;
}

/**
 * @param sample a right credential of this role: what cannot be forged in it gives no defect
 * @param except what can be wrong with the timestamp beside it and is not judged; null where there is none
 */
export function acceptingFaults(
  suite: string,
  sample: Credential,
  except: readonly TimestampForgeryId[] | null,
): readonly AcceptingFault[] {
  const values = forgeriesFor(sample).map(({ id, what }): AcceptingFault => ({
    id: acceptingFault(suite, id),
    title: `${what} counts as right`,
    isLike: ({ value, credential }) => isForgery(id, credential, value),
  }));
  if (except === null) return values;
  const times = TIMESTAMP_FORGERIES.filter(({ id }) => !except.includes(id)).map(
    ({ id, what, isLike }): AcceptingFault => ({
      id: acceptingFault(suite, id),
      title: `${what} is let pass`,
      // Without a signature it is the signature that is missing.
      isLike: ({ value, timestamp, time }) =>
        value !== null &&
        timestamp !== undefined &&
        time !== undefined &&
        [timestamp, fromHeader(timestamp)].some((text) => isLike(text, time)),
    }),
  );
  return [...values, ...times];
}

/** What came in a header as UTF-8. */
const fromHeader = (text: string) =>
  /[^\u0000-\u00ff]/.test(text) ? text : Buffer.from(text, "latin1").toString("utf8");

interface MisplacingFault {
  readonly id: string;
  readonly title: string;
  readonly apply: <Policy>(policy: Policy) => Policy;
  readonly reads: (request: ServedRequest) => readonly ServedRequest[];
}

/** @param carrier the header or parameter that holds the credential */
export function misplacingFaults(suite: string, carrier: string): readonly MisplacingFault[] {
  return PLACEMENTS.map(({ id, what, read }) => ({
    id: acceptingFault(suite, id),
    title: `${what} counts as right`,
    apply: (policy) => policy,
    reads: (request) =>
      read({ ...request, url: request.target }, carrier).map(({ url: target, ...rest }) => ({
        ...rest,
        target,
      })),
  }));
}

interface TrustingFault {
  readonly id: string;
  readonly title: string;
  /** @param method by which such messages come, where an agreement says so */
  readonly isOn: (request: SurfaceRequest, method?: string) => boolean;
}

/** @param except surfaces of the catalogue that mean nothing here */
export function trustingFaults(
  suite: string,
  usualMethod: string,
  except: readonly string[] = [],
): readonly TrustingFault[] {
  return SURFACES.filter(({ id }) => !except.includes(id)).map(({ id, what, isMoved }) => ({
    id: trustingFault(suite, id),
    title: `credentials are not checked of a message ${what}`,
    isOn: (request, method = usualMethod) => isMoved(request, method),
  }));
}
