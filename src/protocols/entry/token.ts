/**
 * Takes a token apart by its template. A token that can be read in two ways is
 * refused; what the parts mean is left to verify.ts.
 */
import { digest } from "../signing/algorithms.js";
import { encodedText, encodeSignature } from "../signing/encodings.js";
import { templateParts, type TemplateParts } from "../signing/template.js";
import type { EntrySignatureRecipe } from "./recipe.js";
import { splitUniquely, type FixedText, type Piece } from "./unique-split.js";

export interface ParsedToken {
  /** Placeholder → text, without the signature. */
  readonly values: ReadonlyMap<string, string>;
  readonly signature: string;
}

export type TokenShape = Pick<EntrySignatureRecipe, "algorithm" | "encoding" | "token">;

/** Text length of a whole signature. */
export function signatureLength(shape: Omit<TokenShape, "token">): number {
  return encodeSignature(shape.encoding, digest(shape.algorithm, new Uint8Array(), "-")).length;
}

/**
 * @returns null when the token has too few or too many parts, or when it could be read in two ways
 */
export function parseToken(shape: TokenShape, token: string): ParsedToken | null {
  const template = templateParts(shape.token);
  const loose = splitUniquely(token, piecesOf(template, null));
  if (loose !== null) return gather(template, loose);
  // The signature's own alphabet may hold the separator (`-` in base64url), so
  // only its known length tells where it ends.
  const fixed = {
    length: signatureLength(shape),
    alphabet: encodedText(shape.encoding),
  };
  const strict = splitUniquely(token, piecesOf(template, fixed));
  if (strict === null || holdsOwnSeparator(template, strict)) return null;
  return gather(template, strict);
}

function piecesOf(template: TemplateParts, signature: FixedText | null): readonly Piece[] {
  return template.literals.flatMap((literal, index): Piece[] => {
    const name = template.names[index];
    if (name === undefined) return [literal];
    return [literal, name === "signature" ? signature : null];
  });
}

/** A counterpart that splits at the separator would count one part too many. */
function holdsOwnSeparator(template: TemplateParts, texts: readonly string[]): boolean {
  return template.names.some((name, index) => {
    if (name === "signature") return false;
    const around = [template.literals[index] ?? "", template.literals[index + 1] ?? ""];
    return around.some((literal) => literal !== "" && (texts[index] ?? "").includes(literal));
  });
}

function gather(template: TemplateParts, texts: readonly string[]): ParsedToken | null {
  const values = new Map<string, string>();
  for (const [index, name] of template.names.entries()) {
    const text = texts[index] ?? "";
    if ((values.get(name) ?? text) !== text) return null;
    values.set(name, text);
  }
  const signature = values.get("signature");
  if (signature === undefined) return null;
  values.delete("signature");
  return { values, signature };
}
