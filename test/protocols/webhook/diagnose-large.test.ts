/** Bodies of 21 MB, made to be slow for one search or another, within the time that a command gives it. */
import { expect, it } from "vitest";
import { diagnoseWebhook } from "../../../src/protocols/webhook/diagnose.js";
import { soakPart } from "../../soak.js";

const IS_SOAK = soakPart(process.env["SOAK"]) > 0;
const BYTES = IS_SOAK ? 21_000_000 : 1_000_000;
const SEARCH_MS = IS_SOAK ? 4_500 : 500;
/** What is under way when the time is over goes on to its end. Of this process alone: the machine may be busy. */
const MOST_CPU_MS = SEARCH_MS + (IS_SOAK ? 8_000 : 4_000);

const repeated = (text: string) => text.repeat(Math.ceil(BYTES / text.length));

it.each<[string, string]>([
  ["events", `{"events":[${repeated('{"event":"x","data":{"n":1.5,"t":"\uc0ac\"b"}},')}{}]}`],
  ["zeros", repeated("\0")],
  ["quotes", repeated('"')],
  ["brackets", repeated("[")],
  ["escapes of JSON", `{"a":"${repeated("\\u003d")}"}`],
  ["spaces", `{${repeated(" ")}}`],
  ["Base64", repeated("QUJD")],
  ["escapes of URLs", repeated("%25")],
  ["fields of a form", repeated("a=%7B&")],
])("%s", (_, text) => {
  const started = performance.now();
  const before = process.cpuUsage();
  const diagnosis = diagnoseWebhook({
    form: "simple",
    tolerance: 300,
    secrets: [{ label: "s", value: "secret-4711" }],
    beside: [],
    body: Buffer.from(text),
    signature: "ab".repeat(32),
    nowMs: Date.UTC(2026, 0, 1),
    mayGoOn: () => performance.now() - started < SEARCH_MS,
  });
  const { user, system } = process.cpuUsage(before);
  expect(diagnosis.valid).toBe(false);
  expect((user + system) / 1_000).toBeLessThan(MOST_CPU_MS);
});
