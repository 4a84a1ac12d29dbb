/** What a judgement says of a target that fell short. */

/** How a target's answer fell short. */
export interface Finding {
  /** One line; made from `expected` and `actual` when left out. */
  readonly message?: string;
  readonly expected: string;
  readonly actual: string;
  /** The likely cause, when this very answer suggests one. */
  readonly hint?: string;
}
