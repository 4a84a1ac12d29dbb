import { describe, expect, it } from "vitest";
import {
  addUnread,
  createUnreadFields,
  joinUnread,
  unreadDoubts,
  unreadNotices,
} from "../../../src/tasks/payments/unread-fields.js";

function fields(...read: readonly (readonly [string, string, boolean?])[]) {
  const all = createUnreadFields();
  for (const [path, value, isUsual] of read)
    addUnread(all, { path, value, ...(isUsual === true ? { isUsual } : {}) });
  return all;
}

describe("fields that are not read", () => {
  it("are told of where they say what nobody knows", () => {
    expect(unreadNotices(fields(["type", "1", true]))).toEqual([]);
    const [[path, notice] = []] = unreadNotices(fields(["status", "X7"]));
    expect([path, notice]).toEqual(["status", expect.stringContaining("(X7)")]);
  });

  it("are a doubt where they tell records apart, on one page or over several", () => {
    expect(unreadDoubts(fields(["type", "1", true], ["kind", "0", true]))).toEqual([]);
    const run = fields(["type", "1", true]);
    joinUnread(run, fields(["type", "0", true]));
    expect(unreadDoubts(run)).toEqual([expect.stringContaining("(1, 0)")]);
  });

  it("are kept up to a bound", () => {
    const many = Array.from({ length: 100 }, (_, at) => ["status", `X${at}`] as const);
    const [text = ""] = unreadDoubts(fields(...many));
    expect(text).toContain("X11");
    expect(text).not.toContain("X12");
  });
});
