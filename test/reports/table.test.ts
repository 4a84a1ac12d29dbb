import { describe, expect, it } from "vitest";
import { table } from "../../src/reports/formats/table.js";
import { displayWidth } from "../../src/reports/text-width.js";
import {
  checkOf,
  checkOfEachStatus,
  exchangeOf,
  nastyCheck,
  passingChecks,
  reportOf,
} from "./sample-report.js";

const render = (report: ReturnType<typeof reportOf>, options: object = {}) =>
  table.render(report, { color: false, columns: 80, ...options });

describe("width", () => {
  const report = reportOf([...passingChecks(20), ...checkOfEachStatus(), nastyCheck()]);
  it.each([40, 60, 80, 120, 200])("every line fits %i columns", (columns) => {
    const tooWide = render(report, { columns })
      .split("\n")
      .filter((line) => displayWidth(line) > columns);
    expect(tooWide).toEqual([]);
  });

  it("leaves no space at a line's end", () => {
    expect(render(report)).not.toMatch(/ $/m);
  });
});

it("shows everything about a failure, in order", () => {
  const text = render(reportOf(checkOfEachStatus()));
  const detail = text.slice(text.indexOf("wallet.withdraw.duplicate-moves-money-once ─"));
  const landmarks = [
    "✗ fail · MUST",
    "the balance fell by 200, not by 100",
    "Required    An identical retry moves money once",
    "Wallet callbacks, Idempotency and errors",
    "Expected",
    "Actual",
    "  - $.data.new_balance: 99900",
    "  + $.data.new_balance: 99800",
    "Why ",
    "Fix ",
    "  > POST http://127.0.0.1:3000/gp/withdraw",
    "  > content-type: application/json",
    '  >   "amount": 100,',
    "  < HTTP 200",
    "Hint ",
    "Reproduce\nplaycamp-gw conformance wallet --only",
    "Curl\ncurl -sS",
    "INCOMPLETE: 1 check ended in a fault of this tool",
  ];
  const places = landmarks.map((landmark) => detail.indexOf(landmark));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it("shows numbers as the target wrote them", () => {
  expect(render(reportOf(checkOfEachStatus()))).toContain('"big": 12345678901234567890');
});

it("gives the reasons of na, known and blocked", () => {
  const text = render(reportOf(checkOfEachStatus()));
  expect(text).toContain('not declared: the profile says "serverDriven": false');
  expect(text).toContain("level 0 answered 200, not 400");
  expect(text).toContain("the bet before it was not accepted (connect ECONNREFUSED");
});

it("folds passes by topic once they are many", () => {
  expect(render(reportOf(passingChecks(5)))).toContain("wallet.auth.property-000");
  const folded = render(reportOf(passingChecks(100)));
  expect(folded).toContain("wallet.auth.* (20 checks)");
  expect(folded.split("\n").length).toBeLessThan(15);
});

it("shows once what blocked many checks, and names them all", () => {
  const blocked = ["a", "b", "c"].map((name) =>
    checkOf({
      id: `wallet.down.${name}`,
      status: "blocked",
      message: "the target is down",
      evidence: [
        exchangeOf({
          response: null,
          failure: { kind: "refused", message: "no" },
        }),
      ],
    }),
  );
  const text = render(reportOf(blocked));
  expect(text.match(/! refused: no/g)).toHaveLength(1);
  expect(text).toContain("For the same reason (2): wallet.down.b, wallet.down.c");
});

it("shows the middle of a long transcript as headings", () => {
  const evidence = Array.from({ length: 20 }, (_, index) =>
    exchangeOf({ step: `parallel bet ${index + 1}` }),
  );
  const text = render(reportOf([checkOf({ status: "fail", evidence })]));
  expect(text.match(/\[\d+\] parallel bet/g)).toHaveLength(20);
  expect(text.match(/> POST /g)).toHaveLength(8);
});

it("is plain without colour, and coloured text is the same but for the colours", () => {
  const report = reportOf([...checkOfEachStatus()]);
  const colored = render(report, { color: true });
  expect(colored).toContain("\u001b[");

  expect(colored.replaceAll(/\u001b\[\d+m/g, "")).toBe(render(report));
});

it("needs no more than ASCII when told so", () => {
  const plain = checkOfEachStatus();
  expect(render(reportOf(plain), { unicode: false })).toMatch(/^[\n\x20-\x7e]*$/);
});
