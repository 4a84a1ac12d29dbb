/** What a check and a scenario are. Metadata is data and can be listed without running anything. */
import type { Level } from "../core/report.js";
import type { ScenarioContext } from "./scenario-context.js";

export type { Finding } from "./finding.js";

export interface CheckDefinition {
  /** Permanent and public: `<suite>.<subject>.<claim>`. */
  readonly id: string;
  /** What a right target does, as one sentence. */
  readonly title: string;
  readonly level: Level;
  /** Where the requirement comes from. */
  readonly clause: string;
  /** What goes wrong for players or money when it is not met. */
  readonly why: string;
  /** What the target's engineer should change. */
  readonly fix: string;
  /** The requirement set that it came with, such as `2027-03`; left out: the first. */
  readonly since?: string;
  /** Sandbox faults that this check must catch. */
  readonly kills: readonly string[];
  /** Race faults that it may catch, by luck of timing. */
  readonly mayCatch?: readonly string[];
}

/** Steps against one target, which judge one or several checks. */
export interface Scenario<Target> {
  readonly id: string;
  readonly checks: readonly CheckDefinition[];
  /** At most so many requests, repeats for a busy target not counted. */
  readonly requests: number;
  /** At most so much money moves, in millis; nothing when left out. */
  readonly stakeMillis?: number;
  /** Scenarios that name the same resource never overlap. */
  readonly exclusive?: string;
  /** Another resource of the same kind that it holds too: it runs alone, before those that share. */
  readonly alsoHolds?: string;
  /**
   * Bursts run after everything else, so that what they overload is not blamed elsewhere: nothing
   * else is sent, but while the scenario sleeps. It does one thing after the other.
   */
  readonly alone?: true;
  /** Runs after all else, alone: it stakes whole balances, or may leave a wrong target damaged. */
  readonly last?: true;
  /** Mostly waits. Started early, so that others fill the time; no matter to what it judges. */
  readonly patient?: true;
  /** Why none of its checks applies to this target, or null when they do. */
  readonly notApplicable?: (target: Target) => string | null;
  readonly run: (context: ScenarioContext<Target>) => Promise<void>;
}
