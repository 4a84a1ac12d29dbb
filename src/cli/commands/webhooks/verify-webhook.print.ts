/** How `verify-webhook` shows its verdict: the cause, what each side signed, the fix, the key check value. */
import {
  fixLines,
  type Framework,
  FRAMEWORKS,
  frameworksSeen,
} from "../../../protocols/webhook/causes/frameworks.js";
import type { SignatureDiagnosis } from "../../../protocols/webhook/diagnose.js";
import {
  type DiagnosedCause,
  LARGEST_COMBINED_BODY,
  type SearchEnd,
} from "../../../protocols/webhook/proof.js";
import { KEY_CHECK_TEXT } from "../../../protocols/webhook/key-check-value.js";
import { exactLine } from "../../../reports/printable.js";

/**
 * @param caveat what the capture cannot show, where nothing explains the signature; null for nothing
 * @param framework the receiver's; null where it was not named
 */
export function describeDiagnosis(
  { valid, note, cause, visible = [], searchEnded, keyCheckValue }: SignatureDiagnosis,
  caveat: string | null,
  framework: Framework | null,
): string {
  if (valid) return note === undefined ? "valid" : `valid\nnote: ${note}`;
  if (cause !== undefined) return describeCause(cause, keyCheckValue, framework);
  return [
    "not valid: no known cause explains this signature",
    ...(searchEnded === undefined ? [] : [NOT_ALL_TRIED[searchEnded]]),
    ...(visible.length === 0 ? [] : ["What can be seen (none of it is proved):"]),
    ...visible.map((seen) => `  - ${seen}`),
    "Neither body nor secret, in any of the usual distortions, gives it. Perhaps the two",
    "sides hold different secrets, or the body is not the one that was signed.",
    ...(caveat === null ? [] : [caveat]),
    "",
    ...keyCheckLines(keyCheckValue),
  ]
    .map(exactLine)
    .join("\n");
}

const NOT_ALL_TRIED: Readonly<Record<SearchEnd, string>> = {
  time: "The search ended after its time; not every cause was tried.",
  size: `Two causes at once were not tried: the body is larger than ${LARGEST_COMBINED_BODY / 1024} KiB.`,
};

/** Causes that no digest has to prove. */
const SEEN_AS_IT_IS = ["signature-missing", "public-key-other"];

function describeCause(
  cause: DiagnosedCause,
  keyCheckValue: string,
  framework: Framework | null,
): string {
  const { id, message, senderSigned, receiverHas, firstDifference } = cause;
  const ids = [id, ...(cause.also ?? [])].join(" and ");
  return [
    `not valid: ${message}`,
    `  cause:         ${ids} (${SEEN_AS_IT_IS.includes(id) ? "plain to see" : "proved by recomputing"})`,
    `  sender signed: ${senderSigned}`,
    `  receiver has:  ${receiverHas}`,
    ...(firstDifference === undefined
      ? []
      : [
          `  first differing byte: ${firstDifference.offset}${firstDifference.of === "body" ? "" : ", of the signed text"}`,
          `    signed: ${JSON.stringify(firstDifference.contextExpected)}`,
          `    here:   ${JSON.stringify(firstDifference.contextFound)}`,
        ]),
    ...(cause.remedy === undefined ? [] : [`  what to do:    ${cause.remedy}`]),
    ...codeLines(cause, framework),
    "",
    `key check value of the secret used here: ${keyCheckValue}`,
  ]
    .map(exactLine)
    .join("\n");
}

/** The named framework's, or those whose writing was seen: lines of all others help nobody. */
function codeLines(cause: DiagnosedCause, framework: Framework | null): readonly string[] {
  const all = [...(cause.fixes === undefined ? [] : [cause.fixes]), ...(cause.alsoFixes ?? [])];
  const chosen = framework === null ? frameworksSeen(cause) : [framework];
  const blocks = all.map((fixes) => fixLines(fixes, chosen)).filter((lines) => lines.length > 0);
  if (blocks.length === 0)
    return all.length === 0
      ? []
      : ["", `the receiver's code: --framework NAME shows it (${FRAMEWORKS.join(", ")})`];
  const width = Math.max(...blocks.flat().map(([name]) => name.length));
  return blocks.flatMap((lines, nth) => [
    "",
    nth === 0 ? "where the receiver's code is to change:" : "and:",
    ...lines.map(([name, line]) => `  ${name.padEnd(width)}  ${line}`),
  ]);
}

function keyCheckLines(keyCheckValue: string): readonly string[] {
  return [
    `key check value of the secret used here: ${keyCheckValue}`,
    "The other side computes its own with:",
    `  printf %s '${KEY_CHECK_TEXT}' | openssl dgst -sha256 -hmac "$SECRET"   # the first 8 digits`,
    "Equal values mean equal secrets; the value does not show the secret.",
  ];
}
