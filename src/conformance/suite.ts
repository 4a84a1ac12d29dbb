/** A suite: scenarios against one kind of target, and how that target is opened from a profile. */
import type { Clock } from "../core/ports.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { ConnectionSettings } from "../core/http.js";
import type { CheckDefinition, Scenario } from "./check.js";
import type { FreshMessageOf } from "./fresh-message.js";
import type { ScenarioContext } from "./scenario-context.js";

/** What a suite may use to open its target. */
export interface SuiteContext {
  readonly profile: ResolvedProfile;
  readonly clock: Clock;
  readonly sandbox: boolean;
}

/** A target with everything that scenarios need to talk to it. */
export interface OpenTarget<Target> {
  readonly target: Target;
  /** What the report names as judged. */
  readonly url: string;
  readonly connection: ConnectionSettings;
  /** Other hosts that requests go to, where there are any. */
  readonly otherUrls?: readonly string[];
  /** What a recorded request said, to be signed anew. Left out: only its recorded bytes repeat it. */
  readonly freshMessage?: FreshMessageOf;
}

/** A scenario less its target's type, as the planner and the runner see it. */
export interface BoundScenario {
  readonly id: string;
  readonly suite: string;
  readonly checks: readonly CheckDefinition[];
  readonly requests: number;
  readonly stakeMillis: number;
  readonly exclusive: string | null;
  readonly alone: boolean;
  readonly patient: boolean;
}

export interface OpenSuite {
  readonly url: string;
  readonly otherUrls: readonly string[];
  readonly connection: ConnectionSettings;
  readonly freshMessage: FreshMessageOf;
  notApplicable(scenarioId: string): string | null;
  /** @param context without a target of its own: the suite puts in the one that it opened */
  run(scenarioId: string, context: ScenarioContext): Promise<void>;
}

export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly scenarios: readonly BoundScenario[];
  /** The profile's sections without which it cannot run. */
  readonly needs: readonly string[];
  /** Elsewhere than on the sandbox it runs only when it is named. */
  readonly onlyWhenNamed: boolean;
  /** Whether the profile has what this suite needs. */
  readonly isConfigured: (profile: ResolvedProfile) => boolean;
  /** What a scenario holds while it runs, where the profile decides it. */
  readonly resourceOf?: (scenarioId: string, profile: ResolvedProfile) => string;
  /** The most money that a run may move, or null where the profile sets no bound. */
  readonly stakeLimit?: (profile: ResolvedProfile) => StakeLimit | null;
  readonly open: (context: SuiteContext) => Promise<OpenSuite>;
}

export interface StakeLimit {
  /** Its path in the profile. */
  readonly setting: string;
  readonly millis: number;
}

/** The suite with its scenarios' resources as this profile provides them. */
export function fitToProfile(suite: Suite, profile: ResolvedProfile): Suite {
  const { resourceOf } = suite;
  if (resourceOf === undefined) return suite;
  return {
    ...suite,
    scenarios: suite.scenarios.map((scenario) => ({
      ...scenario,
      exclusive: resourceOf(scenario.id, profile),
    })),
  };
}

export function defineSuite<Target>(suite: {
  readonly id: string;
  readonly title: string;
  readonly scenarios: readonly Scenario<Target>[];
  /** Default: the section of the suite's own name. */
  readonly needs?: readonly string[];
  readonly onlyWhenNamed?: true;
  readonly isConfigured: (profile: ResolvedProfile) => boolean;
  readonly resourceOf?: Suite["resourceOf"];
  readonly stakeLimit?: Suite["stakeLimit"];
  readonly open: (context: SuiteContext) => Promise<OpenTarget<Target>>;
}): Suite {
  const byId = new Map(suite.scenarios.map((scenario) => [scenario.id, scenario]));
  const scenario = (id: string) => {
    const found = byId.get(id);
    if (found === undefined) throw new Error(`no scenario ${id} in suite ${suite.id}`);
    return found;
  };
  return {
    id: suite.id,
    title: suite.title,
    needs: suite.needs ?? [suite.id],
    onlyWhenNamed: suite.onlyWhenNamed ?? false,
    isConfigured: suite.isConfigured,
    ...(suite.resourceOf === undefined ? {} : { resourceOf: suite.resourceOf }),
    ...(suite.stakeLimit === undefined ? {} : { stakeLimit: suite.stakeLimit }),
    scenarios: suite.scenarios.map(
      ({ id, checks, requests, stakeMillis, exclusive, alone, patient }) => ({
        id,
        suite: suite.id,
        checks,
        requests,
        stakeMillis: stakeMillis ?? 0,
        exclusive: exclusive ?? null,
        alone: alone ?? false,
        patient: patient ?? false,
      }),
    ),
    open: async (context) => {
      const opened = await suite.open(context);
      const { target, url, connection } = opened;
      return {
        url,
        otherUrls: opened.otherUrls ?? [],
        connection,
        freshMessage: opened.freshMessage ?? (() => null),
        notApplicable: (id) => scenario(id).notApplicable?.(target) ?? null,
        run: (id, untargeted) => scenario(id).run({ ...untargeted, target }),
      };
    },
  };
}
