/** Whose turn it is: which scenarios of a plan run when, and beside which others. */
import type { PlannedScenario } from "./plan.js";

export interface ScheduleBounds {
  /** Scenarios at a time. */
  readonly concurrency: number;
  /** Ids of the checks that the rest of their suite waits for. */
  readonly controls: ReadonlySet<string>;
}

/** Whose turn it is to send, where one scenario at a time may. */
export interface Turn {
  /** While it waits and sends nothing, others that run alone may. */
  aside(wait: () => Promise<void>): Promise<void>;
}

const UNSHARED: Turn = { aside: (wait) => wait() };

/** Runs every scenario once, whatever order they are reported in. */
export async function runInTurn(
  scenarios: readonly PlannedScenario[],
  { concurrency, controls }: ScheduleBounds,
  run: (scenario: PlannedScenario, turn: Turn) => Promise<void>,
): Promise<void> {
  const isControl = ({ checks }: PlannedScenario) => checks.some(({ id }) => controls.has(id));
  const unproved = new Set(scenarios.filter(isControl).map(({ scenario }) => scenario.suite));
  const isReady = (planned: PlannedScenario) =>
    isControl(planned) || !unproved.has(planned.scenario.suite);
  const runOne = async (planned: PlannedScenario, turn = UNSHARED) => {
    await run(planned, turn);
    if (isControl(planned)) unproved.delete(planned.scenario.suite);
  };
  const { together, alone, last } = turnsOf(scenarios, isControl);
  const bounds = { limit: concurrency, isReady, isControl };
  await forEachExclusive(together, bounds, runOne);
  await forEachExclusive(alone, bounds, takingTurns(runOne));
  await forEachExclusive(last, { ...bounds, limit: 1 }, runOne);
}

/** One at a time, but that the next one starts while those before it only wait. */
function takingTurns(run: (planned: PlannedScenario, turn: Turn) => Promise<void>) {
  let last = Promise.resolve();
  const take = async () => {
    const before = last;
    let give: () => void = () => undefined;
    last = new Promise((resolve) => (give = resolve));
    await before;
    return give;
  };
  return async (planned: PlannedScenario) => {
    let give = await take();
    let asleep = 0;
    let back = Promise.resolve();
    const aside: Turn["aside"] = async (wait) => {
      await back;
      if (asleep === 0) give();
      asleep += 1;
      try {
        await wait();
      } finally {
        asleep -= 1;
        // Of several waits at once the last one takes the turn again.
        if (asleep === 0)
          back = take().then((taken) => {
            give = taken;
          });
        await back;
      }
    };
    try {
      await run(planned, { aside });
    } finally {
      give();
    }
  };
}

function turnsOf(
  scenarios: readonly PlannedScenario[],
  isControl: (planned: PlannedScenario) => boolean,
) {
  const others = scenarios.filter((each) => !isControl(each));
  const together = others.filter(({ scenario }) => !scenario.alone && !scenario.last);
  const rest = together.filter((each) => !isJoint(each));
  return {
    together: [
      ...scenarios.filter(isControl),
      ...together.filter(isJoint),
      ...rest.filter(({ scenario }) => scenario.patient),
      ...rest.filter(({ scenario }) => !scenario.patient),
    ],
    alone: others.filter(({ scenario }) => scenario.alone && !scenario.last),
    last: others.filter(({ scenario }) => scenario.last),
  };
}

interface Bounds {
  readonly limit: number;
  readonly isReady: (planned: PlannedScenario) => boolean;
  /** The rest of its suite waits for it, so it waits for nobody. */
  readonly isControl: (planned: PlannedScenario) => boolean;
}

/**
 * Runs at most `limit` at a time, and never two that name the same exclusive resource.
 * What mostly waits is started before the rest of its suite, and leaves half of the
 * places to other suites, while these have something to do.
 */
async function forEachExclusive(
  scenarios: readonly PlannedScenario[],
  { limit, isReady, isControl }: Bounds,
  run: (scenario: PlannedScenario) => Promise<void>,
): Promise<void> {
  const waiting = [...scenarios];
  const held = new Set<string>();
  const running = new Map<PlannedScenario, Promise<void>>();
  const mayStart = (planned: PlannedScenario) =>
    isReady(planned) && resourcesOf(planned).every((each) => !held.has(each));
  const nextOne = () => {
    const isPatient = ({ scenario }: PlannedScenario) => scenario.patient;
    const hasRoom = [...running.keys()].filter(isPatient).length < Math.ceil(limit / 2);
    const busy = new Set(waiting.filter(isPatient).map(({ scenario }) => scenario.suite));
    const isDue = (planned: PlannedScenario) =>
      isPatient(planned)
        ? hasRoom
        : isControl(planned) || isJoint(planned) || !busy.has(planned.scenario.suite);
    const startable = waiting.filter(mayStart);
    return startable.find(isDue) ?? startable[0];
  };
  const start = async (planned: PlannedScenario) => {
    resourcesOf(planned).forEach((each) => held.add(each));
    try {
      await run(planned);
    } finally {
      resourcesOf(planned).forEach((each) => held.delete(each));
      running.delete(planned);
    }
  };
  for (;;) {
    while (running.size < Math.max(1, limit)) {
      const next = nextOne();
      if (next === undefined) break;
      waiting.splice(waiting.indexOf(next), 1);
      running.set(next, start(next));
    }
    if (running.size === 0) return;
    await Promise.race(running.values());
  }
}

/** It needs two resources at once, which it would wait for long once others have them. */
function isJoint({ scenario }: PlannedScenario): boolean {
  return scenario.alsoHolds !== null;
}

function resourcesOf({ scenario }: PlannedScenario): readonly string[] {
  return [scenario.exclusive, scenario.alsoHolds].filter((each) => each !== null);
}
