/** What commands print with --json is what the published schema says, to the member. */
import { Ajv, type ErrorObject } from "ajv";
import { describe, expect, it } from "vitest";
import { outputsJsonSchema } from "../../../src/build/output-schemas/outputs.js";
import { COMMANDS } from "../../../src/cli/commands/index.js";
import { JSON_LINES, STREAMED } from "./json-lines.js";
import { openLineWorld } from "./line-world.js";

interface OutputsSchema {
  readonly properties: Readonly<Record<string, object>>;
}

/** The published schema is open; what is printed here has nothing that it does not know. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, closed(member)]),
  );
  // The parts of an `allOf` know each other's members only together.
  return "properties" in value && "required" in value && !("allOf" in value)
    ? {
        ...members,
        additionalProperties:
          (value as object & { additionalProperties?: unknown }).additionalProperties ?? false,
      }
    : members;
}

const OPEN = outputsJsonSchema() as OutputsSchema;
const PARTS_OF_ALL_OF = new Set(["campaigns show", "creators show"]);
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(OPEN, "open").addSchema({ ...(closed(OPEN) as object) }, "closed");

function problemsOf(command: string, output: unknown): readonly string[] {
  const schema = PARTS_OF_ALL_OF.has(command) ? "open" : "closed";
  const validate = ajv.getSchema(`${schema}#/properties/${encodeURIComponent(command)}`);
  if (validate === undefined) throw new Error(`no schema for ${command}`);
  if (validate(output) === true) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }: ErrorObject) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

/** They print scripts, files of others' formats, or a schema. */
const WITHOUT = ["completion", "deliveries export", "profile export", "profile schema"];

it("has a schema for every command that prints JSON, and lines that try each", () => {
  const known = Object.keys(OPEN.properties);
  const plain = known.filter((name) => !/ (--|<)/.test(name));
  const commands = COMMANDS.map(({ name }) => name).filter((name) => !WITHOUT.includes(name));
  expect([...plain].sort()).toEqual([...commands].sort());
  const tried = [...Object.keys(JSON_LINES), ...STREAMED];
  expect([...known].sort()).toEqual([...tried].sort());
});

describe("what commands print", () => {
  it("is what the schema says, line by line", async () => {
    const world = await openLineWorld();
    const problems: string[] = [];
    for (const [command, lines] of Object.entries(JSON_LINES)) {
      for (const line of lines) {
        const { out, err } = await world.run(line);
        if (out === "") problems.push(`${line}: nothing: ${err}`);
        else
          problems.push(...problemsOf(command, JSON.parse(out)).map((each) => `${line}: ${each}`));
      }
    }
    expect(problems).toEqual([]);
  }, 180_000);

  it("piece by piece is what the schema says of a piece", async () => {
    const world = await openLineWorld();
    const stop = new AbortController();
    stop.abort();
    const range = "--from 2026-01-05 --to 2026-01-06";
    const runs = {
      "poll-payments": await world.run(`poll-payments ${range} --sandbox`),
      sandbox: await world.run("sandbox", stop.signal),
      listen: await world.run("listen --no-verify", stop.signal),
    };
    for (const [command, { out, err }] of Object.entries(runs)) {
      const pieces = out.split("\n").filter(Boolean);
      expect(pieces.length, `${command}: ${err}`).toBeGreaterThan(0);
      for (const piece of pieces.slice(0, 50))
        expect(problemsOf(command, JSON.parse(piece))).toEqual([]);
    }
    expect(Object.keys(runs).sort()).toEqual([...STREAMED].sort());
  }, 60_000);

  it("on stderr of an error is what the schema says of one", async () => {
    const world = await openLineWorld();
    for (const line of ["sign-entry", "creators show NOBDY --sandbox", "explain nothing"]) {
      const { err } = await world.run(line);
      const validate = ajv.getSchema("open#/$defs/error");
      expect(validate?.(JSON.parse(err)), err).toBe(true);
    }
  });
});

it("is held to the member: what is missing, added or of another type is seen", () => {
  const printed = { success: true };
  expect(problemsOf("sponsors end", printed)).toEqual([]);
  expect(problemsOf("sponsors end", {})).not.toEqual([]);
  expect(problemsOf("sponsors end", { ...printed, more: 1 })).not.toEqual([]);
  expect(problemsOf("sponsors end", { success: "yes" })).not.toEqual([]);
});
