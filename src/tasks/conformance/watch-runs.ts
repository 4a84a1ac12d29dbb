/** `--watch`: one run after another, each when there is a reason for it, until it is asked to stop. */
import type { FolderWatchOrder, WatchFolder } from "../../core/folder-watch.js";
import type { Keyboard } from "../../core/keyboard.js";
import type { Clock } from "../../core/ports.js";
import type { ConformanceReport } from "../../core/report.js";
import { needsDetail } from "../../reports/outcome.js";
import {
  compareRuns,
  type RunChanges,
  type SeenCheck,
  seenCheck,
} from "../../reports/run-changes.js";
import { type Bell, createBell } from "./bell.js";
import { type Changes, createChanges } from "./changed-files.js";
import { createTargetSight, type TargetSight } from "./target-sight.js";

export interface WatchOrder extends Pick<FolderWatchOrder, "folder" | "isIgnored"> {
  /** What must take connections again before the next run; empty where each run starts it itself. */
  readonly targets: readonly string[];
}

export interface WatchPorts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly watchFolder: WatchFolder;
  /** Whether something takes connections at this URL. */
  readonly isUp: (url: string) => Promise<boolean>;
  /** Called after the first run, which may ask for secrets; null where nobody presses keys. */
  readonly openKeyboard: () => Promise<Keyboard | null>;
}

export interface WatchHooks {
  /**
   * @param ids of the checks to run; null runs all
   * @returns null when there was nothing to judge, which the user has been told
   */
  readonly run: (ids: readonly string[] | null) => Promise<ConformanceReport | null>;
  readonly onChanges: (changes: RunChanges) => void;
  /** Before every run but the first. */
  readonly onReason: (reason: string, count: number | null) => void;
  /** @param open null where the last run came to no verdict */
  readonly onWaiting: (open: OpenChecks | null, hasKeys: boolean) => void;
  readonly say: (line: string) => void;
}

/** How many checks are not done with. */
export interface OpenChecks {
  readonly unmet: number;
  /** Nobody knows whether they are met. */
  readonly unjudged: number;
}

const MOST_FILES = 10_000;

/** @returns ids of the checks that were not met in the end; null where the last run came to no verdict */
export async function watchRuns(
  order: WatchOrder,
  ports: WatchPorts,
  hooks: WatchHooks,
): Promise<readonly string[] | null> {
  const enough = new AbortController();
  const signal = AbortSignal.any([ports.signal, enough.signal]);
  const bell = createBell();
  const changes = createChanges(bell, ports.clock, hooks.say);
  const sight = createTargetSight(order.targets, { ...ports, signal }, bell);
  const opening = ports.watchFolder({
    ...order,
    most: MOST_FILES,
    onChange: changes.add,
    onTrouble: hooks.say,
  });
  const { openKeyboard } = ports;
  const keyboards: Keyboard[] = [];
  const wishes = createWishes(bell, enough, signal);
  const onFirstRun = async () => {
    await opening;
    const keyboard = await openKeyboard();
    if (keyboard === null) return false;
    keyboards.push(keyboard);
    void wishes.read(keyboard);
    return true;
  };
  try {
    return await runOnAndOn({ ...hooks, bell, changes, sight, wishes, signal, onFirstRun });
  } finally {
    enough.abort();
    for (const keyboard of keyboards) keyboard.close();
    await (await opening).close();
    await sight.ended;
  }
}

interface Loop extends WatchHooks {
  readonly bell: Bell;
  readonly changes: Changes;
  readonly sight: TargetSight;
  readonly wishes: Wishes;
  /** Resolves when changes and keys are heard of: true where there are keys. */
  readonly onFirstRun: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

async function runOnAndOn(loop: Loop): Promise<readonly string[] | null> {
  const { signal, changes } = loop;
  const seen = new Map<string, SeenCheck>();
  const unmet = () => [...seen].flatMap(([id, { status }]) => (needsDetail(status) ? id : []));
  let ids: readonly string[] | null = null;
  let hasKeys: boolean | null = null;
  let isJudged = false;
  while (!signal.aborted) {
    changes.begin();
    const report = await loop.run(ids);
    changes.end();
    isJudged = report !== null && !report.interrupted;
    if (report !== null && isJudged) {
      if (seen.size > 0) loop.onChanges(compareRuns(seen, report.checks));
      for (const check of report.checks) seen.set(check.id, seenCheck(check));
    }
    if (isOver(signal)) break;
    hasKeys ??= await loop.onFirstRun();
    if (isOver(signal)) break;
    if (isJudged && ids !== null && unmet().length === 0) {
      loop.onReason("all of them are met now", null);
      ids = null;
      continue;
    }
    loop.onWaiting(isJudged ? openChecks(seen) : null, hasKeys);
    const reason = await nextReason(loop);
    if (reason === null) break;
    const left = unmet();
    ids = reason.isWhole || left.length === 0 ? null : left;
    loop.onReason(reason.text, ids?.length ?? null);
  }
  return isJudged ? unmet() : null;
}

function openChecks(seen: ReadonlyMap<string, SeenCheck>): OpenChecks {
  const open = [...seen.values()].filter(({ status }) => needsDetail(status));
  const judged = open.filter(({ status }) => status !== "blocked" && status !== "error");
  return { unmet: judged.length, unjudged: open.length - judged.length };
}

/** Asked anew: a wait lies between. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}

interface Reason {
  readonly text: string;
  readonly isWhole: boolean;
}

/** @returns null when it is asked to stop */
async function nextReason(loop: Loop): Promise<Reason | null> {
  const { bell, signal, wishes, changes, sight } = loop;
  while (!signal.aborted) {
    const wish = wishes.take();
    if (wish !== null) return { text: "asked for", isWhole: wish === "all" };
    if (changes.isPending()) {
      const files = await changes.settled(signal);
      await sight.untilUp(loop.say);
      return isOver(signal) ? null : { text: `changed: ${files}`, isWhole: false };
    }
    if (sight.takeReturned()) return { text: "the server answers anew", isWhole: false };
    await bell.wait(signal);
  }
  return null;
}

type Wish = "unmet" | "all";

interface Wishes {
  readonly take: () => Wish | null;
  /** Resolves when no more keys come. */
  readonly read: (keyboard: Keyboard) => Promise<void>;
}

function createWishes(bell: Bell, enough: AbortController, signal: AbortSignal): Wishes {
  let wish: Wish | null = null;
  return {
    read: async (keyboard) => {
      for (;;) {
        const key = await keyboard.next(signal);
        if (key === null) return;
        if (key === "q") enough.abort();
        if (key === "enter" || key === "a") wish = key === "a" ? "all" : "unmet";
        bell.ring();
      }
    },
    take: () => {
      const taken = wish;
      wish = null;
      return taken;
    },
  };
}
