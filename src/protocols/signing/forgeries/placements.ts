/**
 * The right credential where it does not belong: sent twice, or under another
 * name. Works on whole requests, whatever carries the credential. A new way is
 * an entry here.
 */
import type { HeaderPair } from "../../../core/http.js";
import type { SurfaceRequest } from "./surfaces.js";

/** A right request, and the same with a wrong credential: what differs is what carries it. */
export interface CarriedBy<Request extends SurfaceRequest> {
  readonly right: Request;
  readonly wrong: Request;
}

export interface Placement {
  readonly id: PlacementId;
  /** Completes "a message with …". */
  readonly what: string;
  readonly because: string;
  /** Of several requests, one may be let in: to read the first of two values, or the last, is correct. */
  readonly place: <Request extends SurfaceRequest>(
    carried: CarriedBy<Request>,
  ) => readonly Request[];
  /** As what a counterpart reads a request that lets it pass; one of them suffices. */
  readonly read: <Request extends SurfaceRequest>(
    request: Request,
    carrier: string,
  ) => readonly Request[];
}

/** A header, or a parameter of a query as it is written. */
type Part = HeaderPair;

const CATALOGUE = {
  twice: {
    what: "a wrong credential beside the right one, in either order",
    because: "of two values one counts, always the same",
    place: (carried) => [
      changeCarriers(carried, (right, wrong) => [right, wrong]),
      changeCarriers(carried, (right, wrong) => [wrong, right]),
    ],
    read: (request) => [
      withParts(request, firstOfEach),
      withParts(request, (parts) => firstOfEach(parts.toReversed()).toReversed()),
    ],
  },
  "other-name": {
    what: "the right credential under another name",
    because: "it does not stand where it was agreed",
    place: (carried) => [changeCarriers(carried, ([name, value]) => [[otherName(name), value]])],
    read: (request, carrier) => [
      withParts(request, (parts) =>
        parts.map(([name, value]) => [
          name.toLowerCase() === otherName(carrier).toLowerCase() ? carrier : name,
          value,
        ]),
      ),
    ],
  },
} as const satisfies Record<string, Omit<Placement, "id">>;

export type PlacementId = keyof typeof CATALOGUE;

export const PLACEMENTS: readonly Placement[] = Object.entries<Omit<Placement, "id">>(
  CATALOGUE,
).flatMap(([id, placement]) => (isPlacementId(id) ? [{ id, ...placement }] : []));

function isPlacementId(id: string): id is PlacementId {
  return id in CATALOGUE;
}

export function placement(id: PlacementId): Placement {
  return { id, ...CATALOGUE[id] };
}

/** Anything but the agreed name is another; a parameter may be called like a header. */
function otherName(name: string): string {
  return name.toLowerCase() === "x-signature" ? "X-Sign" : "X-Signature";
}

function changeCarriers<Request extends SurfaceRequest>(
  { right, wrong }: CarriedBy<Request>,
  change: (right: Part, wrong: Part) => readonly Part[],
): Request {
  const changed = (rights: readonly Part[], wrongs: readonly Part[]) =>
    rights.flatMap((part, at) => {
      const other = wrongs[at];
      return other === undefined || (part[0] === other[0] && part[1] === other[1])
        ? [part]
        : change(part, other);
    });
  return {
    ...right,
    headers: changed(right.headers, wrong.headers),
    url: withQuery(right.url, changed(partsOfQuery(right.url), partsOfQuery(wrong.url))),
  };
}

function withParts<Request extends SurfaceRequest>(
  request: Request,
  change: (parts: readonly Part[]) => readonly Part[],
): Request {
  return {
    ...request,
    headers: change(request.headers),
    url: withQuery(request.url, change(partsOfQuery(request.url))),
  };
}

function firstOfEach(parts: readonly Part[]): readonly Part[] {
  const nameOf = ([name]: Part) => name.toLowerCase();
  return parts.filter(
    (part, at) => parts.findIndex((each) => nameOf(each) === nameOf(part)) === at,
  );
}

/** Undecoded. */
function partsOfQuery(url: string): readonly Part[] {
  const at = url.indexOf("?");
  if (at === -1) return [];
  return url
    .slice(at + 1)
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      return equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
    });
}

function withQuery(url: string, parts: readonly Part[]): string {
  const at = url.indexOf("?");
  if (at === -1) return url;
  return `${url.slice(0, at)}?${parts.map(([name, value]) => `${name}=${value}`).join("&")}`;
}
