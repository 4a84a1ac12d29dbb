/**
 * Secrets that are known by their shape alone, whoever they belong to. Every
 * pattern begins where a run of its characters begins, so that none looks at a
 * character more than a few times, whatever the text.
 */

interface SecretShape {
  readonly name: string;
  readonly pattern: RegExp;
  /** Of a match, what is no secret and stays. */
  readonly keeps?: RegExp;
}

/** The user and password of a URL that is quoted in a text. */
export const URL_SHAPE = "url-credentials";

const SHAPES: readonly SecretShape[] = [
  { name: "jwt", pattern: /(?<![\w-])eyJ[\w-]{5,2000}\.[\w-]{5,8000}\.[\w-]{0,2000}/g },
  { name: "api-key", pattern: /(?<![\w-])ak_[\w-]{2,100}:[\w.~+/=-]{3,400}(?<![.~+-])/g },
  { name: "webhook-secret", pattern: /(?<!\w)whsec_[\w+/=-]{6,400}/g },
  { name: "stripe-key", pattern: /(?<!\w)[sr]k_(?:live|test)_\w{8,200}/g },
  {
    name: "bearer",
    pattern: /(?<![\w-])Bearer[ +]{1,4}[\w.~+/=-]{8,4000}(?<![.~+-])/gi,
    keeps: /^Bearer[ +]+/i,
  },
  {
    name: "basic",
    pattern: /(?<![\w-])Basic[ +]{1,4}[A-Za-z\d+/]{8,2000}={0,2}/g,
    keeps: /^Basic[ +]+/,
  },
  // What a program shows in place of a password is none.
  {
    name: URL_SHAPE,
    pattern: /(?<=:\/\/)[^\s/?#@:"'<>\\[]{0,200}:(?!\*+@)[^\s/?#@"'<>\\[]{1,400}(?=@)/g,
  },
];

const PEM_START = "-----BEGIN";
const PEM_END = "-----END";
const LONGEST_PEM = 20_000;

const MAY_HOLD_SHAPES =
  /eyJ|ak_|whsec_|[sr]k_|Bearer[ +]|Basic[ +]|-----BEGIN|:\/\/[^\s/?#@"'<>\\[]{1,601}@/i;

/** Quick: `false` is certain. */
export function mayHoldShapes(text: string): boolean {
  return MAY_HOLD_SHAPES.test(text);
}

export interface ShapePlace {
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** @param text or bytes as Latin-1 */
export function shapePlaces(text: string): readonly ShapePlace[] {
  if (!mayHoldShapes(text)) return [];
  const found = SHAPES.flatMap(({ name, pattern, keeps }) =>
    [...text.matchAll(pattern)].flatMap(({ 0: match, index }) => {
      const kept = keeps?.exec(match)?.[0].length ?? 0;
      if (keeps !== undefined && !isCredential(match.slice(kept))) return [];
      return [{ label: `shape.${name}`, start: index + kept, end: index + match.length }];
    }),
  );
  return [...found, ...pemPlaces(text)];
}

/** `Bearer authentication` is two words. */
function isCredential(text: string): boolean {
  return /\d/.test(text) || text.length >= 24;
}

function pemPlaces(text: string): readonly ShapePlace[] {
  const places: ShapePlace[] = [];
  for (let at = text.indexOf(PEM_START); at !== -1; at = text.indexOf(PEM_START, at + 1)) {
    const kind = text.slice(at + PEM_START.length, at + PEM_START.length + 40);
    if (!/^[A-Z\d +]{0,30}PRIVATE[ +]KEY/.test(kind)) continue;
    const limit = Math.min(text.length, at + LONGEST_PEM);
    const ending = text.indexOf(PEM_END, at);
    const tail = ending === -1 ? -1 : text.indexOf("-----", ending + PEM_END.length);
    const end = tail === -1 || tail > limit ? limit : tail + 5;
    places.push({ label: "shape.private-key", start: at, end });
    at = end;
  }
  return places;
}
