/** One way in which a reply departs from the documented one, as data. */
export interface ReplyProblem {
  /** Path in the reply's JSON, or `status`, `body`, or a header's name. */
  readonly field: string;
  /**
   * What the field tells: the `outcome` (was it credited, and how much), an
   * `echo` of what was sent, or something about the `user`.
   */
  readonly about: "outcome" | "echo" | "user";
  readonly expected: string;
  /** As JSON, shortened; `absent` where there is nothing. */
  readonly found: string;
}
