/** A suite: scenarios against one kind of target, and how that target is opened from a profile. */
import type { AppendFiles } from "../core/append-file.js";
import type { Clock } from "../core/ports.js";
import type { MoneyOut } from "../core/report.js";
import type { PaymentsSettings } from "../profile/payments-settings.js";
import type { ResolvedProfile } from "../profile/resolve.js";
import type { ConnectionSettings } from "../core/http.js";
import type { CheckDefinition, Scenario } from "./check.js";
import type { FreshMessageOf } from "./fresh-message.js";
import type { ScenarioContext } from "./scenario-context.js";

/** Where a suite notes what must outlive this process; null where nothing can be kept. */
export interface KeptNotes {
  readonly files: AppendFiles;
  readonly folder: string;
}

/** What a suite may use to open its target. */
export interface SuiteContext {
  readonly profile: ResolvedProfile;
  readonly clock: Clock;
  readonly sandbox: boolean;
  /** Absent where the target ends with this process, or nothing can be kept. */
  readonly notes?: KeptNotes;
  /** The payment query as one that asks for a token, where a token has to be got first. */
  readonly withHeldToken?: (settings: PaymentsSettings) => Promise<PaymentsSettings>;
  /** Tells the user something that no check says. */
  readonly say?: (line: string) => void;
}

/** A callback that gives money back; its ids are fixed, so that it counts once however often it is sent. */
export interface GiveBackCallback {
  readonly endpoint: "withdraw" | "deposit";
  readonly action: "BET" | "WIN";
  readonly amountMillis: number;
  readonly txId: string;
  readonly roundId: string;
  /** Of a win: its bet. */
  readonly betTxId: string | null;
  /** From 1. */
  readonly player: number;
  /** Null where the operator numbers its users. */
  readonly userId: string | null;
}

/** As in the report, but for what gives it back: that is data here. */
export type UnreturnedMoney = Omit<MoneyOut, "giveBack"> & {
  /** One after the other. */
  readonly giveBack: readonly GiveBackCallback[];
};

/** How a suite that moves money leaves it. */
export interface Closing {
  readonly moneyOut: readonly UnreturnedMoney[];
  /** Players whose money is counted from before earlier runs: what those left out is back, or in `moneyOut`. */
  readonly answeredFor: readonly string[];
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
  /**
   * Puts back what the run moved; called once, after the last scenario, whatever became of it.
   *
   * @param accused whether something was found wrong
   */
  readonly close?: (context: ScenarioContext<Target>, accused: boolean) => Promise<Closing>;
  /** Why what a scenario found is no judgement, by what is known now; null where it stands. */
  readonly doubt?: (scenarioId: string) => string | null;
  /** What must be said when the process is stopped before `close` has ended; null: nothing. */
  readonly lastWords?: () => string | null;
}

/** A scenario less its target's type, as the planner and the runner see it. */
export interface BoundScenario {
  readonly id: string;
  readonly suite: string;
  readonly checks: readonly CheckDefinition[];
  readonly requests: number;
  readonly stakeMillis: number;
  readonly exclusive: string | null;
  readonly alsoHolds: string | null;
  readonly alone: boolean;
  readonly last: boolean;
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
  /** Null where there is nothing to put back. */
  readonly close: ((context: ScenarioContext, accused: boolean) => Promise<Closing>) | null;
  readonly doubt: (scenarioId: string) => string | null;
  readonly lastWords: () => string | null;
}

export interface Suite {
  readonly id: string;
  readonly title: string;
  readonly scenarios: readonly BoundScenario[];
  /** Id of the check whose right request must be accepted before anything else can be judged. */
  readonly control: string | null;
  /** The profile's sections without which it cannot run. */
  readonly needs: readonly string[];
  /** Elsewhere than on the sandbox it runs only when it is named. */
  readonly onlyWhenNamed: boolean;
  /** Whether the profile has what this suite needs. */
  readonly isConfigured: (profile: ResolvedProfile) => boolean;
  /** What a scenario holds while it runs, where the profile decides it. */
  readonly resourceOf?: (scenarioId: string, profile: ResolvedProfile) => string;
  /** How many times the stakes of its scenarios are staked here. */
  readonly stakeFactor?: (profile: ResolvedProfile) => number;
  /** What a run takes besides its scenarios: before the first and after the last of them. */
  readonly overhead?: (scenarios: readonly BoundScenario[], profile: ResolvedProfile) => Cost;
  /** The most money that a run may move, or null where the profile sets no bound. */
  readonly stakeLimit?: (profile: ResolvedProfile) => StakeLimit | null;
  readonly open: (context: SuiteContext) => Promise<OpenSuite>;
}

/** The most requests, and the most money in millis. */
export interface Cost {
  readonly requests: number;
  readonly stakeMillis: number;
}

export interface StakeLimit {
  /** Its path in the profile. */
  readonly setting: string;
  readonly millis: number;
}

/** The suite with its scenarios' resources as this profile provides them. */
export function fitToProfile(suite: Suite, profile: ResolvedProfile): Suite {
  const { resourceOf, stakeFactor } = suite;
  const factor = stakeFactor?.(profile) ?? 1;
  return {
    ...suite,
    scenarios: suite.scenarios.map((scenario) => ({
      ...scenario,
      exclusive: resourceOf?.(scenario.id, profile) ?? scenario.exclusive,
      stakeMillis: Math.ceil(factor * scenario.stakeMillis),
    })),
  };
}

export function defineSuite<Target>(suite: {
  readonly id: string;
  readonly title: string;
  readonly scenarios: readonly Scenario<Target>[];
  readonly control?: string;
  /** Default: the section of the suite's own name. */
  readonly needs?: readonly string[];
  readonly onlyWhenNamed?: true;
  readonly isConfigured: (profile: ResolvedProfile) => boolean;
  readonly resourceOf?: Suite["resourceOf"];
  readonly stakeLimit?: Suite["stakeLimit"];
  readonly stakeFactor?: Suite["stakeFactor"];
  readonly overhead?: Suite["overhead"];
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
    control: suite.control ?? null,
    needs: suite.needs ?? [suite.id],
    onlyWhenNamed: suite.onlyWhenNamed ?? false,
    isConfigured: suite.isConfigured,
    ...(suite.resourceOf === undefined ? {} : { resourceOf: suite.resourceOf }),
    ...(suite.stakeLimit === undefined ? {} : { stakeLimit: suite.stakeLimit }),
    ...(suite.stakeFactor === undefined ? {} : { stakeFactor: suite.stakeFactor }),
    ...(suite.overhead === undefined ? {} : { overhead: suite.overhead }),
    scenarios: suite.scenarios.map(
      ({ id, checks, requests, stakeMillis, exclusive, alsoHolds, alone, last, patient }) => ({
        id,
        suite: suite.id,
        checks,
        requests,
        stakeMillis: stakeMillis ?? 0,
        exclusive: exclusive ?? null,
        alsoHolds: alsoHolds ?? null,
        alone: alone ?? false,
        last: last ?? false,
        patient: patient ?? false,
      }),
    ),
    open: async (context) => {
      const opened = await suite.open(context);
      const { target, url, connection, close } = opened;
      return {
        url,
        otherUrls: opened.otherUrls ?? [],
        connection,
        freshMessage: opened.freshMessage ?? (() => null),
        notApplicable: (id) => scenario(id).notApplicable?.(target) ?? null,
        run: (id, untargeted) => scenario(id).run({ ...untargeted, target }),
        close:
          close === undefined
            ? null
            : (untargeted, accused) => close({ ...untargeted, target }, accused),
        doubt: opened.doubt ?? (() => null),
        lastWords: opened.lastWords ?? (() => null),
      };
    },
  };
}
