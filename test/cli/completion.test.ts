/** The scripts in the shells that they are for, as far as this machine has them; and what they ask for. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadCommands } from "../../src/cli/commands/index.js";
import { ASKED_VALUES } from "../../src/cli/options.js";
import { completionModel } from "../../src/cli/commands/setup/completion/model.js";
import { SUITES } from "../../src/conformance/suites/index.js";
import { CALLBACK_KINDS } from "../../src/protocols/wallet/messages.js";
import { KNOWN_GAMES } from "../../src/protocols/wallet/launch.js";
import { VECTOR_SUITES } from "../../src/tasks/vectors/vector.js";
import { createWorld, errorOf } from "./world.js";

const COMMANDS = await loadCommands();
const MODEL = completionModel(COMMANDS);

function commandNamed(name: string) {
  const found = MODEL.find((command) => command.name === name);
  if (found === undefined) throw new Error(`no command ${name}`);
  return found;
}

describe("the model", () => {
  it("holds every command, noun and flag of the registry", () => {
    const names = MODEL.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(COMMANDS.map(({ name }) => name)));
    expect(commandNamed("webhooks").next.map(({ word }) => word)).toContain("list");
    expect(commandNamed("").next.map(({ word }) => word)).toContain("webhooks");
    for (const { name, options } of COMMANDS)
      expect(commandNamed(name).flags).toHaveLength(Object.keys(options).length);
  });

  it("spells out what would be too heavy to load, as it is", () => {
    const [judged] = commandNamed("conformance").operands;
    expect(judged?.words).toEqual(SUITES.map(({ id }) => id));
    const [operand] = commandNamed("fire-callback").operands;
    expect(operand?.words).toEqual(CALLBACK_KINDS);
    const [game] = commandNamed("launch-game").operands;
    expect(game?.words).toEqual(Object.keys(KNOWN_GAMES));
    const [suite] = commandNamed("vectors").operands;
    expect(suite?.words).toEqual(VECTOR_SUITES);
  });
});

async function script(shell: string): Promise<string> {
  const { out, code } = await (await createWorld()).run(["completion", shell]);
  expect(code).toBe(0);
  return out;
}

describe("--install", () => {
  it.for<[shell: string, argv: string[]]>([
    ["bash", ["-i", "-c", "complete -p playcamp-gw"]],
    ["zsh", ["-i", "-c", "print -r -- $_comps[playcamp-gw]"]],
    ["fish", ["-i", "-c", "complete --do-complete 'playcamp-gw sign-en'"]],
  ])("%s completes from the next shell on, and twice is once", async ([shell, argv], context) => {
    const world = await createWorld();
    for (const _ of ["once", "twice"]) {
      const run = await world.run(["completion", shell, "--install"]);
      expect(run.code, run.err).toBe(0);
    }
    const startFile = { bash: ".bashrc", zsh: ".zshrc" }[shell];
    if (startFile !== undefined)
      expect((await world.read(startFile)).match(/# playcamp-gw completion/g)).toHaveLength(1);
    if (!has(shell)) context.skip(`there is no ${shell} here`);
    const env = { PATH: process.env["PATH"], HOME: world.folder, TERM: "dumb" };
    const seen = spawnSync(shell, argv, {
      env: { ...env, XDG_CONFIG_HOME: join(world.folder, ".config") },
    });
    expect(seen.stdout.toString()).toMatch(/_playcamp_gw|sign-entry/);
  });

  it("leaves what is in the start file, and says where it knows no place", async () => {
    const world = await createWorld({ files: { ".bashrc": "alias ll='ls -l'" } });
    await world.run(["completion", "bash", "--install"]);
    expect(await world.read(".bashrc")).toMatch(/^alias ll='ls -l'\n\[ -r /);
    const refused = await world.run(["completion", "powershell", "--install"]);
    expect([refused.code, refused.out]).toEqual([2, ""]);
  });

  it("keeps a start file in EUC-KR byte for byte, and its mode", async () => {
    const world = await createWorld();
    const path = join(world.folder, ".bashrc");
    const before = Buffer.from("alias a=b # \xb0\xa1\xb3\xaa\n", "latin1");
    await writeFile(path, before);
    await chmod(path, 0o640);
    const run = await world.run(["completion", "bash", "--install"]);
    expect(run.code, run.err).toBe(0);
    const after = await readFile(path);
    expect(after.subarray(0, before.length)).toEqual(before);
    expect(after.toString("latin1")).toContain("# playcamp-gw completion");
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o640);
  });
});

function has(shell: string): boolean {
  // What is called bash there may be of another system, with other paths.
  if (process.platform === "win32") return false;
  const { status } = spawnSync(shell, ["-c", "exit 0"]);
  return status === 0;
}

/** Words up to the cursor, and what is offered for the last: all of it, or some. */
const EXPECTED: readonly (readonly [line: string, offered: string[]])[] = [
  ["web", ["webhooks", "webview"]],
  ["webhooks l", ["list", "logs"]],
  ["webhooks create sponsor.c", ["sponsor.changed", "sponsor.created"]],
  ["--profile x.json webhooks u", ["update"]],
  ["sign-entry --ca", ["--cacert", "--campaign"]],
  ["conformance entry p", ["payments", "postback"]],
  ["conformance --level m", ["may", "must"]],
  // What the program is asked for, as the stand-in below answers it.
  ["explain answer-", ["answer-to-checks"]],
  ["conformance --only answer-", ["answer-to-checks"]],
  ["--env answer-", ["answer-to-environments"]],
  ["fire-webhook --tamper answer-", ["answer-to-webhook-tampers"]],
  ["fire-callback --tamper answer-", ["answer-to-callback-tampers"]],
  ["fire-webhook --data @some", ["@some-file.json"]],
  ["merge-reports x.json some", ["some-file.json"]],
  ["sign-entry --usn ", []],
];

const ANSWER = 'echo "answer-to-$3"; printf "%s\\n" "$*" >asked.txt';

async function shellWorld(shell: string) {
  return createWorld({
    files: {
      "completion.script": await script(shell),
      "some-file.json": "{}",
      "bin/playcamp-gw": `#!/bin/sh\n${ANSWER}\n`,
    },
  });
}

function inShell(shell: string, argv: readonly string[], folder: string): readonly string[] {
  execFileSync("chmod", ["+x", join(folder, "bin/playcamp-gw")]);
  const out = execFileSync(shell, argv, {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    env: {
      ...process.env,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
    },
  });
  return out.split("\n");
}

/** Blocks of lines, each begun by `== <line>`. */
function blocks(lines: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of lines) {
    if (line.startsWith("== ")) found.set(line.slice(3), (current = []));
    else if (line !== "") current.push(line.trimEnd());
  }
  return found;
}

function expectOffers(found: Map<string, string[]>): void {
  for (const [line, offered] of EXPECTED)
    expect(found.get(line)?.toSorted(), line).toEqual(offered);
}

describe.skipIf(!has("bash"))("bash", () => {
  it("offers what fits", async () => {
    const world = await shellWorld("bash");
    const { folder } = world;
    const lines = EXPECTED.map(([line]) => `try ${JSON.stringify(line).replace("@", "\\@")}`);
    const test = `
      source ./completion.script
      try() {
        local IFS=' '
        COMP_WORDS=(playcamp-gw $1)
        [[ $1 == *' ' ]] && COMP_WORDS+=('')
        COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
        echo "== $1"
        IFS=$' \\t\\n'
        _playcamp_gw
        printf '%s\\n' "\${COMPREPLY[@]}"
      }
      ${lines.join("\n").replaceAll("\\@", "@")}
      # bash takes = for a word of its own
      COMP_WORDS=(playcamp-gw conformance --only = answer-); COMP_CWORD=4
      echo "== equals"; _playcamp_gw; printf '%s\\n' "\${COMPREPLY[@]}"
      COMP_WORDS=(playcamp-gw conformance --level =); COMP_CWORD=3
      echo "== bare equals"; _playcamp_gw; printf '%s\\n' "\${COMPREPLY[@]}"
      COMP_WORDS=(playcamp-gw --profile x.json --env ''); COMP_CWORD=4
      _playcamp_gw`;
    const found = blocks(inShell("bash", ["-c", test], folder));
    expectOffers(found);
    expect(found.get("equals")).toEqual(["answer-to-checks"]);
    expect(found.get("bare equals")).toEqual(["must", "should", "may"]);
    expect(await world.read("asked.txt")).toBe(
      "completion values environments -- playcamp-gw --profile x.json --env \n",
    );
  });
});

describe.skipIf(!has("zsh"))("zsh", () => {
  it("offers what fits", async () => {
    const { folder } = await shellWorld("zsh");
    const test = `
      compdef() { registered="$*" }
      compadd() { while [[ $1 == -* && $1 != -- ]]; do [[ $1 == -S ]] && shift; shift; done; shift
        for each in "$@"; do [[ $each == $PREFIX* ]] && print -r -- $IPREFIX$each; done }
      compset() { IPREFIX+=\${PREFIX%%[^@]*}; PREFIX=\${PREFIX#@} }
      _files() { for each in $PREFIX*(N); do print -r -- $IPREFIX$each; done }
      _describe() { local -a all; all=(\${(P)4}); for each in $all; do
        each=\${each%%:*}; [[ $each == $PREFIX* ]] && print -r -- $each; done }
      source ./completion.script
      [[ $registered == '_playcamp_gw playcamp-gw' ]] || exit 9
      try() {
        words=(playcamp-gw \${=1}); [[ $1 == *' ' ]] && words+=('')
        CURRENT=$#words; PREFIX=$words[-1]; IPREFIX=''
        print -r -- "== $1"; _playcamp_gw
      }
      ${EXPECTED.map(([line]) => `try '${line}'`).join("\n")}`;
    const found = blocks(inShell("zsh", ["-f", "-c", test], folder));
    expectOffers(found);
  });

  it("takes the script for a completion file too", async () => {
    const { folder } = await shellWorld("zsh");
    const [first] = (await script("zsh")).split("\n");
    expect(first).toBe("#compdef playcamp-gw");
    expect(inShell("zsh", ["-n", "./completion.script"], folder)).toEqual([""]);
  });
});

describe.skipIf(!has("fish"))("fish", () => {
  it("offers what fits, itself", async () => {
    const { folder } = await shellWorld("fish");
    const test = [
      "source ./completion.script",
      ...EXPECTED.map(
        ([line]) =>
          `echo '== ${line}'; complete -C 'playcamp-gw ${line}' | string replace -r '\\t.*' ''`,
      ),
      "echo '== equals'; complete -C 'playcamp-gw conformance --level=m' | string replace -r '\\t.*' ''",
    ].join("\n");
    const found = blocks(inShell("fish", ["-N", "-c", test], folder));
    expectOffers(found);
    expect(found.get("equals")?.toSorted()).toEqual(["--level=may", "--level=must"]);
  });
});

const POWERSHELL = ["pwsh", "powershell"].find(
  (name) => spawnSync(name, ["-NoProfile", "-Command", "exit 0"]).status === 0,
);

describe("PowerShell", () => {
  it("gets the model as JSON that nothing in it can end", async () => {
    const text = await script("powershell");
    const [, json = ""] = /@'\n(.*)\n'@ \| ConvertFrom-Json/.exec(text) ?? [];
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(MODEL)));
    expect(await script("pwsh")).toBe(text);
    const plain = text.replace(json, "");
    for (const [open, close] of ["{}", "()", "[]"])
      expect(plain.split(open ?? "").length).toBe(plain.split(close ?? "").length);
  });

  it.skipIf(POWERSHELL === undefined)("offers what fits", async () => {
    const { folder } = await shellWorld("powershell");
    const test = `
      Get-Content -Raw ./completion.script | Invoke-Expression
      foreach ($line in @('web', 'sign-entry --ca', 'conformance --level m')) {
        $whole = "playcamp-gw $line"
        Write-Output "== $line"
        [System.Management.Automation.CommandCompletion]::CompleteInput($whole, $whole.Length, $null).CompletionMatches.CompletionText
      }`;
    const found = blocks(
      inShell(POWERSHELL ?? "", ["-NoProfile", "-NonInteractive", "-Command", test], folder),
    );
    for (const line of ["web", "sign-entry --ca", "conformance --level m"])
      expect(found.get(line)?.toSorted()).toEqual(EXPECTED.find(([each]) => each === line)?.[1]);
  });
});

describe("what is asked for", () => {
  const PROFILE = {
    partner: "acme",
    environments: { staging: {}, live: { live: true } },
  };

  async function asked(...argv: readonly string[]): Promise<string[]> {
    const world = await createWorld({
      profile: PROFILE,
      files: {
        "other.json": JSON.stringify({
          partner: "other",
          environments: { beta: {} },
        }),
        "broken.json": "{",
        ".config/playcamp-gw/profiles/office/playcamp-gw.json": JSON.stringify(PROFILE),
      },
    });
    const run = await world.run(["completion", "values", ...argv]);
    expect(run).toMatchObject({ code: 0, err: "" });
    return run.out.split("\n").filter((line) => line !== "");
  }

  it("is all there", async () => {
    const others = ["stored-secrets", "deliveries"];
    for (const values of ASKED_VALUES)
      if (!others.includes(values)) expect(await asked(values), values).not.toEqual([]);
    expect(await asked("checks")).toHaveLength(
      SUITES.flatMap(({ scenarios }) => scenarios.flatMap(({ checks }) => checks)).length,
    );
    expect(await asked("profiles")).toContain("office");
  });

  it("of deliveries are those that the journal keeps", async () => {
    const world = await createWorld();
    const ids = async () => (await world.run(["completion", "values", "deliveries"])).out;
    expect(await ids()).toBe("");
    await world.run(["fire-webhook", "sponsor.created", "--sandbox"]);
    const listed = await world.run(["deliveries", "list", "--json"]);
    const [entry] = JSON.parse(listed.out) as readonly { readonly id: string }[];
    expect(await ids()).toBe(`last\n${entry?.id}\n`);
  });

  it.each([
    [[], ["staging", "live"]],
    [["--profile", "other.json", "--env"], ["beta"]],
    [["sign-entry", "--profile=other.json"], ["beta"]],
    [["--profile", "broken.json"], []],
    [["--profile", "nowhere.json"], []],
    [["--profile"], ["staging", "live"]],
  ])("of environments after %j is %j", async (words, environments) => {
    expect(await asked("environments", "--", "playcamp-gw", ...words)).toEqual(environments);
  });

  it.each<[string[], string]>([
    [["completion", "bsh"], "unknown_shell"],
    [["completion", "bash", "x"], "usage"],
    [["completion", "values"], "unknown_values"],
    [["completion", "values", "chekcs"], "unknown_values"],
  ])("wrongly, as in %j, is exit 2", async (argv, code) => {
    const run = await (await createWorld()).run([...argv, "--json"]);
    expect(run.code).toBe(2);
    expect(errorOf(run).code).toBe(code);
  });
});
