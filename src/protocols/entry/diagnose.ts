/**
 * Says which part of a refused entry is wrong and why. Findings are proved by
 * recomputation or plain comparison, and say so where they are not.
 */
import { createRedactor } from "../../core/redaction.js";
import { claimsOf, claimSources, valuesOf, type KnownEntry } from "./claims.js";
import { keyCandidates, type OtherKey } from "./candidates/keys.js";
import { placeholdersOf, renderTemplate } from "../signing/template.js";
import { orderedSelections } from "./candidates/messages.js";
import { tokenShapes } from "./candidates/token-shapes.js";
import { contradictionFindings, signedAlternatives } from "./diagnose-claims.js";
import { missingTokenFinding, requestProblemFinding, tokenPartsFinding } from "./diagnose-form.js";
import { signatureFindings } from "./diagnose-signature.js";
import { freshnessFindings } from "./diagnose-timestamp.js";
import { proved, type EntryDiagnosis, type EntryFinding } from "./finding.js";
import { urlFindings } from "./compare-url.js";
import { pastedForms } from "./pasted.js";
import type { EntryRecipe } from "./recipe.js";
import { tokenRepairs } from "./repair.js";
import { parseEntryRequest, type EntryRequest } from "./request.js";
import { parseToken, type ParsedToken } from "./token.js";
import { signingKeyIndex, verifyEntry } from "./verify.js";

/**
 * Diagnoses an entry; takes longer than verifying it, since it tries many variations.
 *
 * No result contains the key.
 *
 * @param input URL, query string, or the token alone
 * @param mayGoOn asked before every trial; false ends the search
 */
export function diagnoseEntry(
  recipe: EntryRecipe,
  input: string,
  keys: readonly string[],
  nowMs: number,
  known: KnownEntry = {},
  others: readonly OtherKey[] = [],
  mayGoOn: () => boolean = () => true,
): EntryDiagnosis {
  const verdict = verifyEntry(recipe, input, keys, nowMs, known);
  if (verdict.accepted) return { accepted: true, findings: [] };
  const findings =
    verdict.reason === "recipe_unusable" || verdict.reason === "key_missing"
      ? []
      : inspectEntry({ recipe, keys, nowMs, known, others, mayGoOn }, input);
  const named = findings.length > 0 ? findings : [fallbackFinding(verdict)];
  return {
    accepted: false,
    findings: redacted(named, [...keys, ...others.map(({ value }) => value)]),
  };
}

interface Inspection {
  readonly recipe: EntryRecipe;
  readonly keys: readonly string[];
  readonly nowMs: number;
  readonly known: KnownEntry;
  /** Keys of other places, which may have been mixed up with these. */
  readonly others: readonly OtherKey[];
  readonly mayGoOn: () => boolean;
}

/** As it came, else as it was before it was pasted, where that is correctly signed. */
function inspectEntry(inspection: Inspection, input: string): readonly EntryFinding[] {
  const isRight = (text: string) => {
    const { request } = parseEntryRequest(inspection.recipe, text);
    return request !== null && request.token !== null && isSigned(inspection, request, true);
  };
  if (!isRight(input)) {
    for (const pasted of pastedForms(input)) {
      // A dot after the token is told more exactly as text behind it.
      if (pasted.finding.cause !== "url_punctuation" && isRight(pasted.input))
        return [
          pasted.finding,
          ...inspectForm(inspection, pasted.input),
          ...urlFindings(inspection.recipe, pasted.input),
        ];
    }
  }
  return [...inspectForm(inspection, input), ...urlFindings(inspection.recipe, input)];
}

function inspectForm(inspection: Inspection, input: string): readonly EntryFinding[] {
  const { recipe } = inspection;
  const { request, problem } = parseEntryRequest(recipe, input);
  if (request === null) return [requestProblemFinding(problem)];
  if (request.token === null || request.token === "") {
    const isRight = (token: string) => isSigned(inspection, { ...request, token });
    return [missingTokenFinding(recipe, request, isRight)];
  }
  if (!isSigned(inspection, request)) {
    for (const { token, finding } of tokenRepairs(request.token, recipe.signature.token)) {
      const repaired = { ...request, token };
      // A cut that leaves another usn than the URL names has undone something else.
      const isCut = finding.part === "token" && finding.cause.endsWith("_garbage");
      if (isSigned(inspection, repaired, isCut)) {
        return [finding, ...inspectToken(inspection, repaired, token)];
      }
    }
  }
  return inspectToken(inspection, request, request.token);
}

/** Right in signature for the values that the token itself shows; its age and the URL do not matter. */
function isSigned(
  { recipe, keys, known }: Inspection,
  request: EntryRequest,
  andAgrees = false,
): boolean {
  const parsed = request.token === null ? null : parseToken(recipe.signature, request.token);
  if (parsed === null) return false;
  if (andAgrees && claimsOf(recipe, request, parsed, known).values === null) return false;
  const values = valuesOf(recipe, claimSources(recipe, request, parsed, known));
  return signingKeyIndex(recipe, values, parsed.signature, keys) !== -1;
}

function inspectToken(
  inspection: Inspection,
  request: EntryRequest,
  token: string,
): readonly EntryFinding[] {
  const parsed = parseToken(inspection.recipe.signature, token);
  if (parsed === null) return inspectOtherTemplate(inspection, request, token);
  return (
    (isSigned(inspection, { ...request, token })
      ? null
      : inOtherOrder(inspection, request, token)) ?? inspectParts(inspection, request, parsed)
  );
}

/** The agreed parts in another order, where it is correctly signed then. */
function inOtherOrder(
  inspection: Inspection,
  request: EntryRequest,
  token: string,
): readonly EntryFinding[] | null {
  const { recipe } = inspection;
  const agreed = recipe.signature.token;
  const names = placeholdersOf(agreed);
  for (const order of orderedSelections(names).filter(({ length }) => length === names.length)) {
    // Each placeholder of the agreed template gives its place to another.
    const left = [...order];
    const template = renderTemplate(agreed, () => `{${left.shift() ?? ""}}`);
    if (template === agreed) continue;
    const other = { ...recipe, signature: { ...recipe.signature, token: template } };
    const parsed = parseToken(other.signature, token);
    if (parsed === null || !isSigned({ ...inspection, recipe: other }, { ...request, token }))
      continue;
    return [
      templateFinding(agreed, template),
      ...inspectParts({ ...inspection, recipe: other }, request, parsed),
    ];
  }
  return null;
}

function templateFinding(agreed: string, template: string): EntryFinding {
  return proved(
    "token",
    "token_template",
    `The token was put together as ${template}; agreed is ${agreed}.`,
    `Put the token together as ${agreed}, or change entry.signature.token.`,
    { expected: agreed, found: template },
  );
}

/** A token of another form: proved to be made by another template when its signature then holds. */
function inspectOtherTemplate(
  inspection: Inspection,
  request: EntryRequest,
  token: string,
): readonly EntryFinding[] {
  const { recipe, known } = inspection;
  const agreed = recipe.signature.token;
  const usn = request.params.get(recipe.params.usn) ?? known.usn ?? "";
  const campaign = request.params.get(recipe.params.campaign) ?? known.campaign ?? "";
  for (const { template } of tokenShapes(token, {
    usn,
    campaign,
    partner: recipe.partner,
  })) {
    const other = {
      ...recipe,
      signature: { ...recipe.signature, token: template },
    };
    const parsed = parseToken(other.signature, token);
    if (parsed === null || template === agreed) continue;
    const findings = inspectParts({ ...inspection, recipe: other }, request, parsed);
    if (findings.some(({ proved }) => !proved)) continue;
    return [templateFinding(agreed, template), ...findings];
  }
  return [tokenPartsFinding(recipe, token)];
}

function inspectParts(
  inspection: Inspection,
  request: EntryRequest,
  token: ParsedToken,
): readonly EntryFinding[] {
  const { recipe, keys, nowMs, known, others, mayGoOn } = inspection;
  const sources = claimSources(recipe, request, token, known);
  const values = valuesOf(recipe, sources);
  const signature = signatureFindings(
    recipe,
    values,
    token,
    keys,
    signedAlternatives(sources, values),
    others,
    mayGoOn,
  );
  const explained = new Set(signature.map(({ part }) => part));
  const unexplained = signature.some((finding) => !finding.proved);
  const { problem } = claimsOf(recipe, request, token, known);
  const missing = problem?.reason.endsWith("_missing") === true ? [fallbackFinding(problem)] : [];
  // A missing value contradicts nothing.
  const settled = new Set([...explained, ...missing.map(({ part }) => part)]);
  const claims = contradictionFindings(recipe, sources, unexplained).filter(
    ({ part }) => !settled.has(part),
  );
  const age = explained.has("timestamp")
    ? []
    : freshnessFindings(recipe, values.timestamp, nowMs, unexplained);
  return [...missing, ...claims, ...signature, ...age];
}

function fallbackFinding(problem: { reason: string; message: string }): EntryFinding {
  const part = (["usn", "campaign", "timestamp", "signature", "key"] as const).find((each) =>
    problem.reason.startsWith(each),
  );
  const message = `${problem.message.charAt(0).toUpperCase()}${problem.message.slice(1)}.`;
  return proved(
    part ?? "token",
    problem.reason,
    message,
    "Give the missing value, or mend the recipe.",
  );
}

const SHORTEST_MASKED = 6;

function redacted(
  findings: readonly EntryFinding[],
  keys: readonly string[],
): readonly EntryFinding[] {
  const texts = keys.flatMap((key) =>
    keyCandidates(key).flatMap((each) =>
      // Short parts and placeholders stand in other texts by chance.
      typeof each.key !== "string" && each.key.length >= Math.max(SHORTEST_MASKED, key.length / 2)
        ? [Buffer.from(each.key).toString("utf8")]
        : [],
    ),
  );
  const secrets = [...keys, ...texts];
  const redactor = createRedactor(secrets.map((value) => ({ label: "entry.key", value })));
  return findings.map((finding) => ({
    ...finding,
    message: redactor.text(finding.message),
    fix: redactor.text(finding.fix),
    ...(finding.expected === undefined ? {} : { expected: redactor.text(finding.expected) }),
    ...(finding.found === undefined ? {} : { found: redactor.text(finding.found) }),
  }));
}
