/** The printed matrix says what was caught, by whom, and where that was not declared. */
import { expect, it } from "vitest";
import type { OwnedCheck } from "./matrix.js";
import { mutantTable } from "./mutant-table.js";

const check = (id: string, kills: string[], mayCatch: string[] = []): OwnedCheck => ({
  id,
  kills,
  mayCatch,
  suite: id.split(".")[0] ?? "",
  level: "MUST",
  title: "",
  clause: "",
  why: "",
  fix: "",
});

it("marks catches, and what differs from the declarations", () => {
  const checks = [
    check("s.a", ["s.one", "s.two"]),
    check("s.b", [], ["s.one"]),
    check("s.c", []),
    check("t.z", ["s.one"]),
  ];
  const rows = [
    {
      fault: "s.one",
      results: [
        { id: "s.a", status: "fail" },
        { id: "s.b", status: "warn" },
        { id: "s.c", status: "warn" },
      ],
    },
    {
      fault: "s.two",
      results: [
        { id: "s.a", status: "blocked" },
        { id: "s.b", status: "pass" },
        { id: "s.c", status: "blocked" },
      ],
    },
    { fault: "t.other", results: [{ id: "s.a", status: "pass" }] },
  ] as const;
  const text = mutantTable("s", checks, rows);
  expect(text.split("\n")).toEqual([
    "s: 2 faults × 3 checks",
    "",
    "       ",
    "       123",
    "s.one  ✗!#",
    "s.two  ?·b",
    "",
    "   1  MUST    s.a",
    "   2  MUST    s.b",
    "   3  MUST    s.c",
    "",
    "s.two survived every check.",
  ]);
});

it("groups its columns by tens", () => {
  const checks = Array.from({ length: 21 }, (_, at) => check(`s.c${at + 1}`, ["s.one"]));
  const results = checks.map(({ id }) => ({ id, status: "fail" }) as const);
  const text = mutantTable("s", checks, [{ fault: "s.one", results }]);
  expect(text.split("\n").slice(2, 5)).toEqual([
    "                1          2",
    "       1234567890 1234567890 1",
    "s.one  ✗✗✗✗✗✗✗✗✗✗ ✗✗✗✗✗✗✗✗✗✗ ✗",
  ]);
});
