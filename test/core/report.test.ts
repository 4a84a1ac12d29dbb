import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Status, STATUSES, summarise, type Verdict } from "../../src/core/report.js";

const PLAIN = { strict: false, interrupted: false };

const TABLE: readonly (readonly [readonly Status[], Partial<typeof PLAIN>, Verdict])[] = [
  [["pass"], {}, "conformant"],
  [["pass", "na"], {}, "conformant"],
  [["warn"], {}, "conformant"],
  [["known"], {}, "conformant"],
  [["warn"], { strict: true }, "nonconformant"],
  [["known"], { strict: true }, "conformant"],
  [["pass", "fail"], {}, "nonconformant"],
  [["pass", "stale"], {}, "nonconformant"],
  [["fail", "blocked"], {}, "nonconformant"],
  [["pass", "blocked"], {}, "incomplete"],
  [["warn", "blocked"], {}, "incomplete"],
  [["error"], {}, "incomplete"],
  [["pass", "error"], {}, "incomplete"],
  [["fail", "error"], {}, "incomplete"],
  [[], {}, "incomplete"],
  [["na"], {}, "incomplete"],
  [["na", "na"], { strict: true }, "incomplete"],
  [["blocked"], {}, "incomplete"],
  [["pass"], { interrupted: true }, "incomplete"],
  [["pass", "fail"], { interrupted: true }, "nonconformant"],
];

describe("summarise", () => {
  it.each(TABLE)("%j %j: %s", (statuses, options, verdict) => {
    expect(summarise(statuses, { ...PLAIN, ...options }).verdict).toBe(verdict);
  });

  it("counts every status once, and is never green over red or unknown", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...STATUSES)),
        fc.boolean(),
        fc.boolean(),
        (statuses, strict, interrupted) => {
          const summary = summarise(statuses, { strict, interrupted });
          const counted = STATUSES.reduce((sum, status) => sum + summary[status], 0);
          expect(counted).toBe(statuses.length);
          expect(summary.total).toBe(statuses.length);
          if (summary.verdict !== "conformant") return;
          const { fail, stale, error, blocked } = summary;
          expect(fail + stale + error + blocked).toBe(0);
          expect(interrupted).toBe(false);
          expect(statuses.some((each) => each !== "na")).toBe(true);
        },
      ),
    );
  });
});
