/** Flags as they are declared: what they read, what they refuse, and that a wrong name does not compile. */
import { describe, expect, it } from "vitest";
import { type CommandRun, defineCommand } from "../../src/cli/define-command.js";
import {
  duration,
  factor,
  flag,
  flagOrOneOf,
  integer,
  list,
  oneOf,
  type OptionsOf,
  pair,
  readOptions,
  required,
  text,
  time,
  url,
  type Uses,
} from "../../src/cli/options.js";

const options = {
  usn: required(text("--usn <id>", "")),
  campaign: text("--campaign <id>", ""),
  level: oneOf("--level <level>", "", ["must", "should"]),
  bets: integer("--bets <n>", "", { min: 1, max: 9 }),
  skip: list(text("--skip <glob>", "")),
  noVerify: flag("--no-verify", ""),
};
type Options = OptionsOf<typeof options>;

function read(given: Record<string, Uses>): Options {
  return readOptions(options, given);
}

describe("the options of a command", () => {
  it("are there under their declared names, whatever was given", () => {
    expect(read({ usn: ["7"] })).toEqual({
      usn: "7",
      campaign: undefined,
      level: undefined,
      bets: undefined,
      skip: [],
      noVerify: false,
    });
    const given = { usn: ["7"], level: ["must"], bets: ["3"], skip: ["a", "b"] } as const;
    expect(read({ ...given, noVerify: [true] })).toEqual({
      usn: "7",
      campaign: undefined,
      level: "must",
      bets: 3,
      skip: ["a", "b"],
      noVerify: true,
    });
  });

  it("take the last of what was given twice, and mind the first all the same", () => {
    expect(read({ usn: ["7", "8"] }).usn).toBe("8");
    expect(() => read({ usn: ["7"], bets: ["0", "1"] })).toThrow("--bets 0");
  });

  it("name the flag that is missing, and those that do not fit", () => {
    expect(() => read({})).toThrow("required option '--usn <id>' not specified");
    expect(() => read({ usn: ["7"], level: ["may"] })).toThrow(
      "option '--level <level>' argument 'may' is invalid. Allowed choices are must, should.",
    );
    expect(() => read({ usn: ["7"], bets: ["10"] })).toThrow(
      "--bets 10: not an integer from 1 to 9",
    );
  });
});

describe("a value", () => {
  it.each([
    [duration("--d <t>", ""), "2s", 2000],
    [factor("--f <n>", ""), "10x", 10],
    [pair("--p <a=b>", ""), "a=b=c", ["a", "b=c"]],
    [url("--u <url>", ""), "http://localhost", "http://localhost"],
    [time("--t <time>", ""), "1970-01-01T00:00:01Z", 1000],
    [flagOrOneOf("--o [id]", "", ["x"]), "x", "x"],
  ])("is read as %#", (option, given, value) => {
    expect(option.read([given])).toEqual(value);
    expect(option.read([])).toBeUndefined();
    expect(() => option.read(["?"])).toThrow();
  });

  it("may be left out where the flag may stand alone", () => {
    expect(flagOrOneOf("--o [id]", "", ["x"]).read([true])).toBe(true);
  });
});

describe("the types", () => {
  const declared = { name: "a", group: "Entry", summary: "", options, examples: [] } as const;

  it("follow the declaration", () => {
    const { usn, campaign, level, bets, skip, noVerify }: Options = read({ usn: ["7"] });
    const typed: [string, string | undefined, "must" | "should" | undefined] = [
      usn,
      campaign,
      level,
    ];
    const others: [number | undefined, readonly string[], boolean] = [bets, skip, noVerify];
    expect([...typed, ...others]).toHaveLength(6);
    // @ts-expect-error an option that need not be given
    const wrong: string = campaign;
    expect(wrong).toBeUndefined();
  });

  it("know no misspelt option", () => {
    const run: CommandRun<Options> = (_, input) => {
      // @ts-expect-error it is called campaign
      const campaign: unknown = input.options.campain;
      return Promise.resolve(campaign === undefined ? "done" : "refused");
    };
    expect(defineCommand({ ...declared, load: () => Promise.resolve({ run }) }).name).toBe("a");
  });

  it("tie a command to work that takes its options, and to no other", () => {
    const run: CommandRun<{ readonly campain: string }> = () => Promise.resolve("done");
    // @ts-expect-error the declaration has no campain
    const command = defineCommand({ ...declared, load: () => Promise.resolve({ run }) });
    expect(command.name).toBe("a");
  });
});
