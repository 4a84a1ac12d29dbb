/** What is taken out of an exchange by its places, and what such places teach about the rest of it. */
import type { HeaderPair } from "../http.js";
import { urlPart } from "../url-part.js";
import { unfoldBody } from "./compressed.js";
import type { KnownSecret } from "./needles.js";
import {
  halvesOfCredentials,
  isPrivateHeader,
  type PersonalPath,
  type Place,
  type PlaceRules,
  placesOfBody,
  placesOfHeader,
  placesOfUrl,
  URL_CREDENTIALS,
} from "./places.js";
import type { SecretNames } from "./secret-names.js";
import { URL_SHAPE } from "./secret-shapes.js";
import { holdsPart, isCredentialHeader, partsOf, type SecretPart } from "./values.js";

export interface PlainMessage {
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: Uint8Array | null;
  /** There was more of the body than this; its end may be the beginning of a secret. */
  readonly isCut?: boolean;
}

/** What is taken out besides the secrets that are known by their value. */
export interface RedactionRules {
  readonly personal: readonly PersonalPath[];
  /** Null where names in a request mean nothing. */
  readonly requestNames: SecretNames | null;
  readonly replyNames: SecretNames;
  /** This tool has made the requests, and knows every secret in them. */
  readonly isOwnRequest: boolean;
  /** What is said openly, in lower case: a piece of a secret that stands there too tells nothing. */
  readonly openWords: readonly string[];
}

/**
 * What stands at private places of an exchange. Of its own requests this tool knows every
 * secret: what else it made up, such as a guessed password, is none, also where it comes back.
 *
 * @param partsKnown of the secrets that are known by their value; asked for only where it matters
 */
export function learntInExchange(
  asked: PlainMessage,
  answered: PlainMessage | null,
  rules: RedactionRules,
  partsKnown: () => readonly SecretPart[],
): readonly KnownSecret[] {
  const { personal, requestNames, replyNames, isOwnRequest } = rules;
  const said = learntFrom(asked, { personal, names: requestNames });
  const brought = answered === null ? [] : learntFrom(answered, { personal, names: replyNames });
  if (!isOwnRequest) return [...said, ...brought];
  const headers = said.filter(({ label }) => label.startsWith("header."));
  const parts = headers.length === 0 ? [] : partsKnown();
  const isMadeUp = (each: KnownSecret) =>
    headers.includes(each) &&
    !isPrivateHeader(each.label.slice("header.".length), { personal, names: null }) &&
    !holdsPart(each.value, parts);
  return [
    ...said.filter((each) => !isMadeUp(each)),
    ...brought.filter(({ value }) => !isSaid(value, asked)),
  ];
}

export function tellingParts(
  secrets: readonly KnownSecret[],
  { openWords }: RedactionRules,
): readonly SecretPart[] {
  return secrets
    .flatMap(partsOf)
    .filter(({ text }) => !openWords.some((word) => word.includes(text)));
}

function isSaid(value: string, { url, headers, body }: PlainMessage): boolean {
  const said = [url, ...headers.map(([, each]) => each), Buffer.from(body ?? []).toString("utf8")];
  const written = [value, urlPart(value)];
  return said.some((text) => written.some((each) => text.includes(each)));
}

/** Short words stand in many a message by chance. */
const SHORTEST_LEARNT = 6;

/** What stands at the private places of a message. */
function learntFrom(message: PlainMessage, rules: PlaceRules): readonly KnownSecret[] {
  const { url, headers, body } = message;
  const text = body === null ? "" : unfoldedText(headers, body);
  const inHeaders = headers.flatMap(([name, value]) =>
    isPrivateHeader(name, rules) || isCredentialHeader(name)
      ? credentialsOf(name, value)
      : placesOfHeader(value, rules),
  );
  const places = [...placesOfUrl(url, rules), ...placesOfBody(text, rules), ...inHeaders];
  return places
    .flatMap(({ label, value }) =>
      [value, ...partsAlone(label, value)].map((each) => ({ label, value: each })),
    )
    .filter(({ value, label }) => isTelling(value) || isPersonalLabel(label, rules))
    .map(({ label, value }) => ({ label, value }));
}

/** What opens a door without the rest of the value, too. */
function partsAlone(label: string, value: string): readonly string[] {
  switch (label) {
    case URL_CREDENTIALS:
      return halvesOfCredentials(value);
    case "shape.api-key":
    case `shape.${URL_SHAPE}`:
      return [value.slice(value.indexOf(":") + 1)];
    case "shape.webhook-secret":
      return [value.slice(value.indexOf("_") + 1)];
    default:
      return [];
  }
}

function unfoldedText(headers: readonly HeaderPair[], body: Uint8Array): string {
  const unfolded = unfoldBody(headers, body);
  const bytes = typeof unfolded === "string" ? body : unfolded.bytes;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

/** Of `Basic`, what is inside counts; of a cookie, each value. */
function credentialsOf(name: string, value: string): readonly Pick<Place, "label" | "value">[] {
  const label = `header.${name.toLowerCase()}`;
  const [, scheme = "", rest = value] = /^([A-Za-z]+) +([\s\S]*)$/.exec(value) ?? [];
  if (/cookie/i.test(name))
    return value
      .split(/[;,] */)
      .map((pair) => ({ label, value: pair.slice(pair.indexOf("=") + 1) }))
      .filter((each) => each.value.length >= 8 && !/^[A-Za-z]+$/.test(each.value));
  if (/^basic$/i.test(scheme)) {
    const [user = "", ...password] = Buffer.from(rest, "base64").toString("utf8").split(":");
    return [rest, user, password.join(":")].map((each) => ({ label, value: each }));
  }
  return [{ label, value: rest }];
}

function isPersonalLabel(label: string, { personal }: PlaceRules): boolean {
  return personal.length > 0 && !label.startsWith("shape.");
}

function isTelling(value: string): boolean {
  return value.length >= SHORTEST_LEARNT && !/^(?:\[secret:|\$\{?\w|\{\{|\*+$)/.test(value);
}
