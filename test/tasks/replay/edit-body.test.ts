import { describe, expect, it } from "vitest";
import { bareMessage, type StoredMessage } from "../../../src/journal/message.js";
import type { Redacted } from "../../../src/journal/redacted.js";
import { editableBody, editedMessage } from "../../../src/tasks/replay/edit-body.js";

const holding = (body: Redacted | null): StoredMessage =>
  bareMessage({ method: "POST", url: "http://127.0.0.1/hook", headers: [], body });

describe("a stored body to edit", () => {
  it("lays JSON out with every digit, and keeps what was taken out of it", () => {
    const gap = { secret: "wallet.player.userToken", as: "json" } as const;
    const number = { secret: "body.pin", as: "json-bare" } as const;
    const message = holding(['{"token":"', gap, '","id":12345678901234567890,"pin":', number, "}"]);
    const { text, isJson } = editableBody(message);
    expect(isJson).toBe(true);
    expect(text).toContain('"id": 12345678901234567890');
    const edited = editedMessage(message, text.replace("token", "t"));
    expect(edited.request.body).toEqual([
      '{\n  "t": "',
      gap,
      '",\n  "id": 12345678901234567890,\n  "pin": ',
      number,
      "\n}",
    ]);
  });

  it("leaves other text as it is, and a body of nothing can be filled", () => {
    expect(editableBody(holding("a=1&b=2"))).toEqual({ text: "a=1&b=2", isJson: false });
    expect(editedMessage(holding(null), "x").request.body).toBe("x");
    expect(editedMessage(holding("x"), "").request.body).toBeNull();
  });

  it("puts thousands of gaps back, each in its place, in no time", () => {
    const gaps = Array.from({ length: 20_000 }, (_, at) => ({
      secret: `body.a[${at}].pin`,
      as: at % 2 === 0 ? ("json-bare" as const) : ("raw" as const),
    }));
    const body = gaps.flatMap((gap) => ["x=", gap, ";"]);
    const message = holding([...body, "[secret:body.a[0].pin]"]);
    const started = performance.now();
    const { text } = editableBody(message);
    const edited = editedMessage(message, text).request.body;
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(Array.isArray(edited) ? edited.filter((each) => typeof each !== "string") : []).toEqual(
      gaps,
    );
  });

  it("does not offer what an editor would destroy", () => {
    expect(() => editableBody(holding([{ bytes: "//79" }]))).toThrow("no text");
    expect(() =>
      editableBody(holding([{ base64: ["user:", { secret: "s", as: "raw" }] }])),
    ).toThrow("no text");
  });
});
