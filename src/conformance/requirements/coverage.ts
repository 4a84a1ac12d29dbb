/** Which checks judge which requirement, and back. */
import { matchesGlob } from "../plan.js";
import { GATEWAY_GUIDE } from "./gateway.js";
import { POSTBACK_GUIDE } from "./postback.js";
import type { Requirement, RequirementDocument } from "./requirement.js";
import { SDK_GUIDE } from "./sdk.js";
import { WALLET_GUIDE } from "./wallet.js";
import { WEBHOOK_GUIDE } from "./webhook.js";

export const REQUIREMENT_DOCUMENTS: readonly RequirementDocument[] = [
  GATEWAY_GUIDE,
  WEBHOOK_GUIDE,
  WALLET_GUIDE,
  POSTBACK_GUIDE,
  SDK_GUIDE,
];

export const REQUIREMENTS: readonly Requirement[] = REQUIREMENT_DOCUMENTS.flatMap(
  ({ requirements }) => requirements,
);

export interface CoveredRequirement extends Requirement {
  readonly document: string;
  /** Ids of the checks that judge it, in the order given. */
  readonly checks: readonly string[];
}

/** @param checkIds all checks there are, or those of one run */
export function coverage(checkIds: readonly string[]): readonly CoveredRequirement[] {
  return REQUIREMENT_DOCUMENTS.flatMap(({ title, requirements }) =>
    requirements.map((requirement) => ({
      ...requirement,
      document: title,
      checks: checkIds.filter((id) => isJudgedBy(requirement, id)),
    })),
  );
}

/** @returns ids of the requirements that a check judges */
export function requirementsOf(checkId: string): readonly string[] {
  return REQUIREMENTS.filter((each) => isJudgedBy(each, checkId)).map(({ id }) => id);
}

function isJudgedBy({ judgedBy }: Requirement, checkId: string): boolean {
  return judgedBy.some((glob) => matchesGlob(glob, checkId));
}
