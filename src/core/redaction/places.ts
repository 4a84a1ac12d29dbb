/**
 * Where in a message something stands that is nobody else's business: at the paths
 * that a profile names (`body.events[*].data.userId`, `query.usn`, `header.X-User`;
 * `*` is any one step, `**` any number of them), at names that mean a secret, and
 * in the shapes that secrets have.
 */
import { ANY, DEEP, EACH, parsePattern, type PatternStep, renderPath } from "../json/path.js";
import { type LeafPath, jsonLeaves } from "../json/leaves.js";
import { type SecretEncoding, encodeSecret } from "./encodings.js";
import type { NamePlace, SecretNames } from "./secret-names.js";
import { shapePlaces, URL_SHAPE } from "./secret-shapes.js";
import { namedPlaces, queryPlaces } from "./text-places.js";
import { isSoInSomeLayer, mayHoldEscapes, unescapedLayers } from "./unescaped.js";

export interface PersonalPath {
  readonly part: "body" | "query" | "header";
  readonly steps: readonly PatternStep[];
}

/** What is taken out of a message besides the secrets that are known by their value. */
export interface PlaceRules {
  readonly personal: readonly PersonalPath[];
  /** Null where names mean nothing. */
  readonly names: SecretNames | null;
}

/** A value found at such a place. */
export interface Place {
  /** Where it stood, such as `body.events[0].data.userId`. */
  readonly label: string;
  readonly start: number;
  readonly end: number;
  readonly as: SecretEncoding;
  readonly value: string;
  /** Which of several values with this label; left out for the first. */
  readonly nth?: number;
}

/** @returns null when the text is no such path */
export function parsePersonalPath(text: string): PersonalPath | null {
  const [part, ...steps] = parsePattern(text) ?? [];
  if (part !== "body" && part !== "query" && part !== "header") return null;
  return steps.length === 0 ? null : { part, steps };
}

/** @param text the body's bytes as Latin-1 */
export function placesOfBody(text: string, rules: PlaceRules): readonly Place[] {
  if (text === "") return [];
  const personal = rules.personal.filter(({ part }) => part === "body");
  const shapes = shapesIn(text);
  // What is no JSON may be a form, whose names mean what they mean in a query.
  const isJson = /^\s*[[{"]/.test(text);
  if (personal.length === 0 && !mayHoldNames(text, isJson ? "body" : "query", rules)) return shapes;
  const { leaves, whole } = jsonLeaves(text);
  const isForm = !whole && !isJson && /^[^\s=&]{1,200}=/.test(text);
  if (isForm) {
    const pairs = placesOfPairs(text, 0, text.length, "body", rules);
    return [...pairs, ...namesIn(text, "body", rules, pairs), ...shapes];
  }
  const found = leaves
    .filter(({ path, quoted, start }) => {
      if (personal.some(({ steps }) => covers(steps, path))) return true;
      return (quoted || /[-\d]/.test(text.charAt(start))) && isSecretLeaf(path, rules);
    })
    .map(({ path, start, end, quoted }) =>
      place(renderPath(["body", ...path]), text, start, end, quoted ? JSONS : ["json-bare"]),
    );
  const broken = whole ? [] : placesOfBroken(text, personal);
  return [...found, ...broken, ...namesIn(text, "body", rules), ...shapes];
}

/** User and password, as they stand in a URL. */
export const URL_CREDENTIALS = "url.credentials";

/** User and password by themselves, as they are written and as they are meant. */
export function halvesOfCredentials(text: string): readonly string[] {
  return text.split(":").flatMap((half) => [...new Set([half, decode(half, "url") ?? half])]);
}

/** Of its user and password, its query and its fragment. */
export function placesOfUrl(url: string, rules: PlaceRules): readonly Place[] {
  const [, start = "", user] =
    /^([a-z][a-z\d+.-]{0,20}:\/\/)([^/?#@]*(?:@[^/?#@]*)*)@/i.exec(url) ?? [];
  const credentials =
    user === undefined || user === "" || rules.names === null
      ? []
      : [place(URL_CREDENTIALS, url, start.length, start.length + user.length, URLS)];
  const query = url.indexOf("?");
  const hash = url.indexOf("#");
  const queryEnd = hash === -1 ? url.length : hash;
  const pairs = [
    ...credentials,
    ...(query === -1 || query > queryEnd
      ? []
      : placesOfPairs(url, query + 1, queryEnd, "query", rules)),
    ...(hash === -1 ? [] : placesOfPairs(url, hash + 1, url.length, "query", rules)),
  ];
  const names = [
    ...namesIn(url, "query", rules, pairs, "="),
    ...namesIn(url, "body", rules, pairs, '"'),
  ];
  // A host may be called `token`, and its port is no secret. Its own user and password are told
  // above, where they are not this tool's.
  const [{ length: path } = ""] = /^[^/?#]*(?:\/\/[^/?#]*)?/.exec(url) ?? [];
  const shapes = shapesIn(url).filter(
    ({ label, start }) => label !== `shape.${URL_SHAPE}` || start >= path,
  );
  return [...pairs, ...names.filter(({ start }) => start >= path), ...shapes];
}

/** In a header whose own name says nothing. */
export function placesOfHeader(value: string, rules: PlaceRules): readonly Place[] {
  return [...namesIn(value, "header", rules), ...shapesIn(value)];
}

/** In words that quote a message. */
export function placesOfText(text: string, rules: PlaceRules): readonly Place[] {
  return [...namesIn(text, "body", rules), ...shapesIn(text)];
}

/** Whether a header's whole value is taken out. */
export function isPrivateHeader(name: string, { personal, names }: PlaceRules): boolean {
  return (
    (names?.has(name, "header") ?? false) ||
    personal.some(
      ({ part, steps }) =>
        part === "header" && String(steps[0]).toLowerCase() === name.toLowerCase(),
    )
  );
}

function mayHoldNames(text: string, place: NamePlace, { names }: PlaceRules): boolean {
  return names !== null && isSoInSomeLayer(text, (layer) => names.mayStandIn(layer, place));
}

function isSecretLeaf(path: LeafPath, { names }: PlaceRules): boolean {
  if (names === null) return false;
  return path.some(
    (step, at) =>
      typeof step === "string" &&
      names.has(step, "body") &&
      (path.slice(at + 1).every((below) => typeof below === "number") || HOLDER.test(step)),
  );
}

/** Whatever stands below is one, whatever it is called. */
const HOLDER = /credential|secret/i;

/**
 * @param told what is found already, and is not found again within or around it
 * @param after what must stand right before the value
 */
function namesIn(
  text: string,
  place: NamePlace,
  { names }: PlaceRules,
  told: readonly Place[] = [],
  after = "",
): readonly Place[] {
  if (names === null) return [];
  return inEveryLayer(text, told, (layer) =>
    names.mayStandIn(layer, place)
      ? [
          ...namedPlaces(layer, (name) => names.has(name, place)),
          ...queryPlaces(layer, (name) => !names.has(name, place) && names.has(name, "query")),
        ]
          .filter(({ start }) => layer.startsWith(after, start - after.length))
          .map(({ name, start, end }) => ({ label: `${place}.${name}`, start, end }))
      : [],
  );
}

function shapesIn(text: string): readonly Place[] {
  return inEveryLayer(text, [], shapePlaces);
}

/** In the text as it is and below its escapes, where a value is what whoever reads it takes it for. */
function inEveryLayer(
  text: string,
  told: readonly Place[],
  find: (layer: string) => readonly Pick<Place, "label" | "start" | "end">[],
): readonly Place[] {
  const found = find(text).map(({ label, start, end }) => place(label, text, start, end, []));
  if (!mayHoldEscapes(text)) return found;
  const isTold = new Uint8Array(text.length);
  const isFound = new Uint8Array(text.length);
  for (const { start, end } of told) isTold.fill(1, start, end);
  for (const { start, end } of found) isFound.fill(1, start, end);
  for (const layer of unescapedLayers(text)) {
    for (const { label, start: from, end: until } of find(layer.text)) {
      const [start, end] = [layer.start(from), layer.end(until)];
      // Of a value with an escape in it, the layers above see the beginning alone.
      if (isTold.subarray(start, end).includes(1) || !isFound.subarray(start, end).includes(0))
        continue;
      isFound.fill(1, start, end);
      const literal = place(label, text, start, end, []);
      const value = Buffer.from(layer.text.slice(from, until), "latin1").toString("utf8");
      found.push(value === literal.value ? literal : { ...literal, as: "other", value });
    }
  }
  return found;
}

/** A path covers a value, and everything below it. */
function covers(steps: readonly PatternStep[], path: LeafPath): boolean {
  const [step, ...rest] = steps;
  if (step === undefined) return true;
  if (step === DEEP) return path.some((_, at) => covers(rest, path.slice(at))) || !rest.length;
  const [head, ...tail] = path;
  if (head === undefined) return false;
  return (step === ANY || step === EACH || step === head) && covers(rest, tail);
}

const JSONS = ["json", "json-ascii", "json-slash", "json-ascii-slash", "json-html"] as const;
const URLS = ["url", "form", "query", "url-strict", "url-lower"] as const;

function place(
  label: string,
  text: string,
  start: number,
  end: number,
  encodings: readonly SecretEncoding[],
): Place {
  const raw = text.slice(start, end);
  const bytes = Buffer.from(raw, "latin1").toString("utf8");
  const written = encodings.flatMap((as) => {
    const value = decode(bytes, as);
    return value !== null && encodeSecret(value, as) === bytes ? [{ as, value }] : [];
  });
  return { label, start, end, ...(written[0] ?? { as: "raw", value: bytes }) };
}

function decode(text: string, as: SecretEncoding): string | null {
  try {
    if (as === "json-bare") return text;
    if (as.startsWith("json")) return String(JSON.parse(`"${text}"`));
    return decodeURIComponent(as === "form" || as === "query" ? text.replaceAll("+", " ") : text);
  } catch {
    return null;
  }
}

function placesOfPairs(
  text: string,
  from: number,
  end: number,
  part: "body" | "query",
  { personal, names }: PlaceRules,
): readonly Place[] {
  const wanted = personal.filter((each) => each.part === part);
  const places: Place[] = [];
  let start = from;
  for (const pair of text.slice(from, end).split("&")) {
    const at = pair.indexOf("=");
    const name = at === -1 ? null : (decode(pair.slice(0, at), "form") ?? pair.slice(0, at));
    const isWanted =
      name !== null &&
      ((names?.has(name, "query") ?? false) || wanted.some(({ steps }) => covers(steps, [name])));
    if (isWanted)
      places.push(place(`${part}.${name}`, text, start + at + 1, start + pair.length, URLS));
    start += pair.length + 1;
  }
  return places;
}

/** In broken JSON a value goes by the last key alone: rather one too many than one too few. */
function placesOfBroken(text: string, wanted: readonly PersonalPath[]): readonly Place[] {
  return wanted.flatMap(({ steps }) => {
    const key = steps.findLast((step) => typeof step !== "number");
    if (typeof key !== "string") return [];
    return namedPlaces(text, (name) => name === key).map(({ start, end }) =>
      place(`body.${key}`, text, start, end, JSONS),
    );
  });
}
