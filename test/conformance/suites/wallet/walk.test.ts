/** A walk that fails is made short: nothing in the sequence that is shown could be left out. */
import { setMaxListeners } from "node:events";
import { describe, expect, it } from "vitest";
import type { CheckResult, ConformanceReport } from "../../../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../../../cli/recording-world.js";
import { idText } from "../../../contract/strangers/serve.js";
import type { Target } from "../../../contract/strangers/stranger.js";
import {
  openOperator,
  type OperatorChanges,
  type Player,
  rightMove,
} from "../../../contract/strangers/wallet/operator.js";
import { repetitions } from "../../../soak.js";

const MOST_SEEDS = 40;
const REPRODUCED = repetitions({ quick: 1, full: 20 });

/** What happened in a round so far: actions, in order. */
type Story = readonly string[];

interface Fault {
  /** Sees the action and the story before it; changes what a transaction moves. */
  readonly moves?: (action: string, story: Story, moved: number) => number;
  /** What a repetition moves. */
  readonly repeats?: (action: string, story: Story, amount: number) => number;
  /** What a close moves. */
  readonly closes?: (story: Story) => number;
}

function broken({ moves, repeats, closes }: Fault): OperatorChanges {
  const stories = new Map<string, string[]>();
  const storyOf = (round: unknown) => {
    const story = stories.get(idText(round)) ?? [];
    stories.set(idText(round), story);
    return story;
  };
  const owners = new Map<string, Player>();
  return {
    moves: (callback, player, ledger) => {
      const { action, action_id: round } = callback.request;
      const moved = rightMove(callback, player, ledger);
      const story = storyOf(round);
      owners.set(idText(round), player);
      const changed =
        typeof moved === "number" ? (moves?.(idText(action), story, moved) ?? moved) : moved;
      story.push(typeof moved === "number" ? idText(action) : `refused ${idText(action)}`);
      return changed;
    },
    again: ({ request, reply }, player) => {
      const { action, action_id: round, amount } = request;
      if (player !== null)
        player.balance += repeats?.(idText(action), storyOf(round), Number(amount)) ?? 0;
      return { status: 200, body: reply };
    },
    instead: ({ request }, { entries }) => {
      const { action, action_id: round, provider_tx_id: id } = request;
      const owner = owners.get(idText(round));
      if (action === "CLOSE_ROUND" && !entries.has(idText(id)) && owner !== undefined) {
        owner.balance += closes?.(storyOf(round)) ?? 0;
        storyOf(round).push("CLOSE_ROUND");
      }
      return undefined;
    },
  };
}

const count = (story: Story, action: string) => story.filter((each) => each === action).length;

/** What goes wrong, and the fewest steps that show it. */
const FAULTS: readonly (readonly [what: string, steps: number, fault: Fault])[] = [
  [
    "a refund is lost where another bet of the round was won",
    4,
    {
      moves: (action, story, moved) =>
        action === "ROLL_BACK" && story.includes("WIN") ? 0 : moved,
    },
  ],
  [
    "a win after three bets of the round pays a milli less",
    4,
    {
      moves: (action, story, moved) =>
        action === "WIN" && count(story, "BET") > 2 ? moved - 1 : moved,
    },
  ],
  [
    "a bet that comes again after its round was won and closed is debited again",
    4,
    {
      repeats: (action, story, amount) =>
        action === "BET" && story.includes("WIN") && story.includes("CLOSE_ROUND") ? -amount : 0,
    },
  ],
  [
    "a refund that comes again after a second one was refused is paid again",
    4,
    {
      repeats: (action, story, amount) =>
        action === "ROLL_BACK" && story.includes("refused ROLL_BACK") ? amount : 0,
    },
  ],
  [
    "a win that comes again after a later bet is paid again",
    4,
    {
      repeats: (action, story, amount) =>
        action === "WIN" && story.lastIndexOf("BET") > story.indexOf("WIN") ? amount : 0,
    },
  ],
  [
    "the close of a round with three bets pays",
    4,
    { closes: (story) => (count(story, "BET") > 2 ? 7 : 0) },
  ],
  [
    "the close of a round with two bets and a win pays",
    4,
    { closes: (story) => (count(story, "BET") > 1 && story.includes("WIN") ? 7 : 0) },
  ],
  [
    "the close of a round with a refund and a refused one pays",
    4,
    {
      closes: (story) =>
        story.includes("ROLL_BACK") && story.includes("refused ROLL_BACK") ? 7 : 0,
    },
  ],
  [
    "a fourth bet of a round costs nothing",
    4,
    { moves: (action, story, moved) => (action === "BET" && count(story, "BET") > 2 ? 0 : moved) },
  ],
  [
    "a bet after a win and a lost bet costs a milli more",
    4,
    {
      moves: (action, story, moved) =>
        action === "BET" && story.includes("WIN") && count(story, "BET") > 1 ? moved - 1 : moved,
    },
  ],
];

async function judged(target: Target, argv: readonly string[]): Promise<readonly CheckResult[]> {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const { out } = await runRecorded(["conformance", ...argv, "--json"], {
    files: memoryFiles({
      [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", ...target.profile }),
    }),
    env: target.env,
    signal: stop.signal,
  });
  const report = JSON.parse(out) as ConformanceReport;
  return report.checks.filter(({ status }) => status === "fail");
}

describe("a failing walk is shrunk, where", () => {
  it.each(FAULTS)("%s", { timeout: 120_000 }, async (_, steps, fault) => {
    const target = await openOperator(broken(fault));
    try {
      const failed = await firstFailure(target);
      const message = failed?.message ?? "no failure";
      const shown = message.match(/ \d+\. /g)?.length ?? 0;
      expect(shown, message).toBeGreaterThanOrEqual(steps);
      expect(shown, message).toBeLessThanOrEqual(steps + 1);
      expect(message).toMatch(/\(model \d+, wallet \d+\)/);
      const [, , ...line] = (failed?.reproduce ?? "").split(" ");
      for (let nth = 0; nth < REPRODUCED; nth += 1)
        expect((await judged(target, line)).map(({ id }) => id)).toEqual([failed?.id]);
    } finally {
      await target.close();
    }
  });
});

/** Of the first seed whose walk meets the fault. */
async function firstFailure(target: Target): Promise<CheckResult | undefined> {
  for (let seed = 1; seed <= MOST_SEEDS; seed += 1) {
    const argv = ["wallet", "--only", "wallet.walk.*", "--seed", String(seed)];
    const [failed] = await judged(target, argv);
    if (failed !== undefined) return failed;
  }
  return undefined;
}
