/** How calls that cannot work end: exit 2, nothing on stdout, a code that scripts can rely on. */
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { createWorld, errorOf } from "./world.js";

const PROFILE = {
  partner: "acme",
  webhook: { url: "http://127.0.0.1:1/hooks", secret: { env: "ACME_SECRET" } },
};

describe("a call that is wrong", () => {
  it("is told without what a mistyped flag was given: it may be a secret", async () => {
    const world = await createWorld();
    const run = await world.run([...["sign-entry", "--usn", "1"], "--keey=hush-4711\n'x'"]);
    expect([run.code, run.out]).toEqual([2, ""]);
    expect(run.err).toContain("unknown option '--keey'");
    expect(run.err).not.toContain("hush");
  });

  it.each<[string[], string, RegExp]>([
    [["sign-entri"], "usage", /Did you mean "sign-entry"\?/],
    [["confromance", "--sandbox"], "usage", /Did you mean "conformance"\?/],
    [["--profile", "x.json", "confromance"], "usage", /Did you mean "conformance"\?/],
    [["deliveries", "lst"], "usage", /Did you mean "list"\?/],
    [["deliveries", "lst", "--zzz"], "usage", /Did you mean "list"\?/],
    [["sign-entry"], "usage", /--help/],
    [["sign-entry", "--usn"], "usage", /--help/],
    [["sign-entry", "--usn", "1", "--campain", "x"], "usage", /Did you mean --campaign/],
    [["sign-entry", "--usn", "1", "extra"], "usage", /--help/],
    [["sign-entry", "--usn", "1", "--param", "x"], "flag_invalid", /name=value/],
    [["verify-entry"], "usage", /--help/],
    [["verify-entry", "x", "--sandbox", "--at", "noon"], "flag_invalid", /ISO 8601/],
    [["verify-entry", "-", "--sandbox"], "input_empty", /Pipe/],
    [["fire-webhook", "--sandbox"], "usage", /fire-webhook sponsor\.created/],
    [
      ["fire-webhook", "sponsor.creatd", "--sandbox"],
      "unknown_event",
      /Did you mean "sponsor\.created"\?/,
    ],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--tamper", "wrong-secrt"],
      "unknown_tamper",
      /Did you mean "wrong-secret"\?/,
    ],
    [["fire-webhook", "sponsor.created", "--sandbox", "--data", "@x"], "usage", /either/],
    [["fire-webhook", "--sandbox", "--data", "x"], "flag_invalid", /--data @x/],
    [["fire-webhook", "--sandbox", "--data", "@none"], "file_not_found", /./],
    [["fire-webhook", "--sandbox", "--data", "@."], "file_unreadable", /is a file/],
    [["merge-reports", "."], "file_unreadable", /is a file/],
    [["deliveries", "list", "--journal", "playcamp-gw.json"], "journal_unreadable", /folder/],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--cacert", "."],
      "file_unreadable",
      /is a file/,
    ],
    [["conformance", "entry", "--sandbox", "--baseline", "."], "file_unreadable", /is a file/],
    [["fire-webhook", "sponsor.created", "--sandbox", "--to", "ftp://x"], "flag_invalid", /http/],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--repeat", "0"],
      "flag_invalid",
      /at least|from 1/,
    ],
    [["fire-webhook", "sponsor.created", "--sandbox", "--format", "xml"], "usage", /./],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--set", "body.events[5].x=1"],
      "set_unknown_path",
      /\[1\]/,
    ],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--set", "body.events:=nope"],
      "set_type",
      /Quote/,
    ],
    [
      ["fire-webhook", "sponsor.created", "--sandbox", "--set", "header.X-A=1\n2"],
      "header_invalid",
      /./,
    ],
    [["fire-webhook", "sponsor.created", "--fault", "webhook.answers-get"], "usage", /--sandbox/],
    [
      ["conformance", "--sandbox", "--fault", "webhook.answers-gt"],
      "unknown_fault",
      /Did you mean "webhook\.answers-get"\?/,
    ],
    [["conformance", "webhok", "--sandbox"], "unknown_suite", /Did you mean "webhook"\?/],
    [["conformance", "entry"], "section_missing", /--sandbox/],
    [
      ["conformance", "--sandbox", "--only", "entry.valid.redirect"],
      "unknown_check",
      /Did you mean "entry\.valid\.redirects"\?/,
    ],
    [["conformance", "--sandbox", "--only", "zzz.*"], "nothing_selected", /--list/],
    [["conformance", "--sandbox", "--shard", "5/4"], "flag_invalid", /1\/4/],
    [["conformance", "--sandbox", "--shard", "0/4"], "flag_invalid", /1\/4/],
    [["conformance", "--sandbox", "--run-id", "a b"], "flag_invalid", /letters/],
    [["conformance", "--sandbox", "--seed", "-1"], "flag_invalid", /--seed/],
    [["conformance", "--sandbox", "--concurrency", "0"], "flag_invalid", /--concurrency/],
    [["conformance", "--sandbox", "--level", "most"], "usage", /./],
    [["conformance", "--sandbox", "--reporter", "juint"], "flag_invalid", /Did you mean "junit"\?/],
    [["conformance", "--sandbox", "--reporter", "junit="], "flag_invalid", /./],
    [["conformance", "--sandbox", "--reporter", "junit", "--reporter", "tap"], "usage", /file/],
    [["conformance", "--sandbox", "--reporter", "junit"], "usage", /file/],
    [["sandbox", "--fault", "webhook.answers-gt"], "unknown_fault", /Did you mean/],
    [["sandbox", "--port", "99999"], "flag_invalid", /--port/],
    [["sandbox", "--host", "192.0.2.1"], "port_unavailable", /address/],
  ])("%j: %s", async (argv, code, hint) => {
    const world = await createWorld({
      profile: PROFILE,
      env: { ACME_SECRET: "hush" },
    });
    const run = await world.run([...argv, "--json"]);
    expect([run.code, run.out]).toEqual([2, ""]);
    const error = errorOf(run);
    expect(error.code).toBe(code);
    expect(error.message).not.toBe("");
    if (hint.source !== ".") expect(error.hint).toMatch(hint);
  });

  it("is told in words without --json", async () => {
    const world = await createWorld();
    const run = await world.run(["sign-entri"]);
    expect(run).toEqual({
      code: 2,
      out: "",
      err: "error: unknown command 'sign-entri'\nhint: Did you mean \"sign-entry\"?\n",
    });
  });
});

describe("a defect of the tool", () => {
  it("exits 70, says how to report it, and is JSON where asked for", async () => {
    const world = await createWorld({ profile: PROFILE });
    const broken = {
      clock: {
        nowMs: () => {
          throw new Error("boom");
        },
        monotonicMs: () => 0,
        sleep: async () => undefined,
      },
    };
    const run = await world.run(["sign-entry", "--usn", "1", "--sandbox"], broken);
    expect([run.code, run.out]).toEqual([70, ""]);
    expect(run.err).toMatch(
      /^error: playcamp-gw 1\.2\.3, node v.*boom[\s\S]*hint: This is a defect/,
    );
    const json = await world.run(["sign-entry", "--usn", "1", "--sandbox", "--json"], broken);
    expect(errorOf(json).code).toBe("internal_error");
  });
});

describe("help", () => {
  it("goes to stdout and exits 0", async () => {
    const world = await createWorld();
    for (const argv of [[], ["--help"]]) {
      const run = await world.run(argv);
      expect([run.code, run.err]).toEqual([0, ""]);
      for (const { name } of COMMANDS) expect(run.out).toContain(name.split(" ")[0]);
    }
  });

  it.each(COMMANDS.map(({ name }) => name))(
    "of %s names its flags, the global ones and examples",
    async (name) => {
      const world = await createWorld();
      const run = await world.run([...name.split(" "), "--help"]);
      expect(await world.run(["help", ...name.split(" ")])).toEqual(run);
      expect([run.code, run.err]).toEqual([0, ""]);
      const { options, examples } = await COMMANDS.find((each) => each.name === name)!.load();
      for (const { flags } of Object.values(options)) expect(run.out).toContain(flags);
      for (const example of examples) expect(run.out).toContain(example);
      expect(run.out).toContain("--allow-live");
    },
  );

  it("flows over the line breaks of its source, and leaves what is laid out", async () => {
    const world = await createWorld();
    const { out: flowing } = await world.run(["sponsors", "set", "--help"]);
    expect(flowing).toContain("it begins, begins again\nafter an end, or changes. PlayCamp");
    const { out: laidOut } = await world.run(["vectors", "--help"]);
    expect(laidOut).toMatch(/^ {2}id, suite, title, key, input, expected, and task:$/m);
  });

  it("and the version need no profile", async () => {
    const world = await createWorld();
    expect(await world.run(["--version"])).toEqual({
      code: 0,
      out: "1.2.3\n",
      err: "",
    });
  });
});
