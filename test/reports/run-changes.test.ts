import { describe, expect, it } from "vitest";
import type { Status } from "../../src/core/report.js";
import { compareRuns, renderRunChanges, seenCheck } from "../../src/reports/run-changes.js";
import { checkOf } from "./sample-report.js";

const check = (id: string, status: Status, message = "") => checkOf({ id, status, message });
const before = (...checks: ReturnType<typeof check>[]) =>
  new Map(checks.map((each) => [each.id, seenCheck(each)]));

describe("what changed between two runs", () => {
  it("tells mended, broken, otherwise and as before apart", () => {
    const changes = compareRuns(
      before(
        check("a", "fail"),
        check("b", "pass"),
        check("c", "warn", "got 200"),
        check("d", "fail", "run 0badcafe-01 took 17 ms"),
        check("e", "pass"),
        check("f", "blocked"),
      ),
      [
        check("a", "pass"),
        check("b", "fail", "got 500"),
        check("c", "warn", "got nothing"),
        check("d", "fail", "run deadbeef-02 took 8 ms"),
        check("e", "na"),
        check("f", "fail", "got 302"),
        check("g", "fail"),
      ],
    );
    expect(renderRunChanges(changes).split("\n")).toEqual([
      "since the last run: 1 mended, 1 broken, 2 otherwise than before, 1 as before",
      "  broken     b: pass → fail",
      "  mended     a: fail → pass",
      "  otherwise  c: got nothing",
      "  otherwise  f: got 302",
    ]);
  });

  it("says so when nothing changed, and names no more than fit a screen", () => {
    const nothing = compareRuns(before(check("a", "pass")), [check("a", "pass")]);
    expect(renderRunChanges(nothing)).toBe("since the last run: nothing changed");
    const many = Array.from({ length: 60 }, (_, at) => `check-${at}`);
    const all = compareRuns(
      before(...many.map((id) => check(id, "fail"))),
      many.map((id) => check(id, "pass")),
    );
    const lines = renderRunChanges(all).split("\n");
    expect([lines.length, lines.at(-1)]).toEqual([22, "  and 40 more"]);
  });
});
