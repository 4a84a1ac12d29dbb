/** One test for each stranger of a family: what the suite says is what the protocol says, but for the misses that are known. */
import { beforeAll, describe, expect, it } from "vitest";
import { judgeAll } from "./judge.js";
import { type Seen, type Stranger, type Verdict, wished } from "./stranger.js";

/**
 * @param known what the suite still gets wrong, by id; an entry that has become
 * right fails its test, so that the list only ever shrinks
 */
export function itJudges(
  suite: string,
  strangers: readonly Stranger[],
  known: Readonly<Record<string, Seen>>,
): void {
  describe(`the ${suite} suite and a stranger that`, () => {
    let verdicts: ReadonlyMap<string, Verdict> = new Map();
    beforeAll(async ({}, { tasks }) => {
      // With -t those alone that were asked for.
      const due = tasks.filter(({ mode }) => mode === "run").map(({ name }) => name);
      verdicts = await judgeAll(
        suite,
        strangers.filter(({ id }) => due.includes(id)),
      );
    }, 1_200_000);

    it.each(strangers.map((stranger) => [stranger.id, stranger] as const))("%s", (id, stranger) => {
      const verdict = verdicts.get(id);
      expect(verdict?.seen, verdict?.detail.join("\n")).toBe(known[id] ?? wished(stranger));
    });

    it("is in the table once, and so is every known miss", () => {
      const ids = strangers.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(Object.keys(known).filter((id) => !ids.includes(id))).toEqual([]);
      const kinds = (kind: Stranger["kind"]) => strangers.filter((each) => each.kind === kind);
      expect(kinds("wrong").length).toBeGreaterThanOrEqual(14);
      expect(kinds("legal").length).toBeGreaterThanOrEqual(8);
    });
  });
}
