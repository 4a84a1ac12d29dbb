/**
 * A paging kind, a signing encoding, a fault, a preset and a report format are
 * one file and one entry each: here they are added to a copy of the source, and
 * the copy's compiler, command line and reference know them.
 */
import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RecordedRun } from "../cli/recording-world.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FIXTURES = "test/contract/one-file";

interface Registration {
  /** The registry. */
  readonly path: string;
  /** A line of it; the entry comes before it. */
  readonly before: string;
  readonly entry: string;
  /** What the entry names, and the fixture that has it; left out where the entry loads it itself. */
  readonly from?: readonly [name: string, file: string];
}

const REGISTRATIONS: readonly Registration[] = [
  {
    path: "src/protocols/payments/paging/kinds.ts",
    before: "  none: singlePage,",
    entry: '  "link-header": linkHeaderPages,',
    from: ["linkHeaderPages", "link-header"],
  },
  {
    path: "src/protocols/signing/encodings.ts",
    before: "  base64url: base64Url,",
    entry: "  base32,",
    from: ["base32", "base32"],
  },
  {
    path: "src/sandbox/roles/payment-source/index.ts",
    before: "    ...RANGE_FAULTS,",
    entry: "    doublesTotal,",
    from: ["doublesTotal", "doubles-total"],
  },
  {
    path: "src/tasks/init/presets/index.ts",
    before: '  webhook: async () => (await import("./webhook.js")).webhook,',
    entry: `  shop: async () => (await import("../../../../${FIXTURES}/shop.js")).shop,`,
  },
  {
    path: "src/reports/formats/index.ts",
    before: '  json: async () => (await import("./json.js")).json,',
    entry: `  statuses: async () => (await import("../../../${FIXTURES}/statuses.js")).statuses,`,
  },
];

/** A paging kind that has no server's side. */
const INCOMPLETE = `import { END, NO_TOTAL } from "./pager.js";
import { definePaging } from "./paging-definition.js";
export const incomplete = definePaging({
  about: "Nothing.",
  keys: {},
  pager: () => ({ start: { kind: "only" }, parameters: () => [], total: NO_TOTAL, turn: () => END }),
});
`;

const PROFILE = {
  partner: "acme",
  entry: {
    url: "https://gw.example.com/api/{partner}/sponsor",
    signature: { encoding: "base32" },
    key: { env: "ENTRY_KEY" },
  },
  payments: {
    source: {
      url: "https://game.example.com/payments",
      range: { from: "from", to: "to" },
      paging: { kind: "link-header", total: "X-Total-Count" },
      auth: { kind: "fingerprint" },
      key: { env: "PAYMENTS_KEY" },
    },
    map: Object.fromEntries(
      [
        ...["transactionId", "userId", "productId", "amount", "currency"],
        ...["platform", "distributionType", "purchasedAt"],
      ].map((name) => [name, name]),
    ),
  },
};

let copy = "";

async function register({ path, before, entry, from }: Registration): Promise<void> {
  const file = join(copy, path);
  const text = await readFile(file, "utf8");
  expect(text.split(`${before}\n`), `${path} has the line "${before}"`).toHaveLength(2);
  const up = path
    .split("/")
    .slice(1)
    .map(() => "../")
    .join("");
  const imports =
    from === undefined ? "" : `import { ${from[0]} } from "${up}${FIXTURES}/${from[1]}.js";\n`;
  await writeFile(file, imports + text.replace(`${before}\n`, `${entry}\n${before}\n`));
}

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "playcamp-gw-one-file-"));
  for (const path of ["src", FIXTURES, "test/cli/recording-world.ts", "package.json", "README.md"])
    await cp(join(ROOT, path), join(copy, path), { recursive: true });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const each of REGISTRATIONS) await register(each);
  await writeFile(join(copy, "playcamp-gw.json"), JSON.stringify(PROFILE));
});

afterAll(() => rm(copy, { recursive: true, force: true }));

/** Runs Node in the copy, and gives what it wrote. */
async function node(argv: readonly string[], input = ""): Promise<string> {
  const child = spawn(process.execPath, argv, { cwd: copy, stdio: ["pipe", "pipe", "pipe"] });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  child.stdin.end(input);
  await new Promise((resolve) => child.on("close", resolve));
  return text;
}

async function runLines(lines: readonly string[]): Promise<readonly RecordedRun[]> {
  const argv = ["--import", "tsx", join(FIXTURES, "run-lines.ts")];
  const text = await node(argv, JSON.stringify(lines.map((line) => line.split(" "))));
  return JSON.parse(text) as readonly RecordedRun[];
}

const said = (run: RecordedRun | undefined) => `${run?.out ?? ""}\n${run?.err ?? ""}`;

describe("the command line knows them", () => {
  it("in help, completion and the schema", async () => {
    const [conformance, init, bash, faults, listed, schema] = (
      await runLines([
        "conformance --help",
        "init --help",
        "completion bash",
        "completion values faults",
        "sandbox --list-faults",
        "profile schema",
      ])
    ).map(said);
    expect(conformance).toContain("statuses");
    expect(init).toContain("shop");
    expect(bash).toContain("statuses");
    expect(bash).toContain("shop");
    expect(faults).toMatch(/^payments\.doubles-total$/m);
    expect(listed).toContain("the total is twice what it should be");
    expect(schema).toContain('"base32"');
    expect(schema).toContain("A Link header leads on.");
    expect(schema).toContain("The header with the number of records.");
  });

  it("at work: a suite over the paging kind, reported in the format, with and without the fault", async () => {
    const suite = "conformance payments --sandbox --reporter statuses";
    const [right, wrong] = await runLines([suite, `${suite} --fault payments.doubles-total`]);
    expect(right?.out).toMatch(/^payments\.paging\.complete pass$/m);
    expect(right?.out).toMatch(/^payments\.paging\.ends pass$/m);
    expect(right?.out).toMatch(/^payments\.paging\.total-counts-range pass$/m);
    expect(right?.code).toBe(0);
    expect(wrong?.out).toMatch(/^payments\.paging\.total-counts-range warn$/m);
  });

  it("at work: an entry in the encoding is signed and verified, and told from another encoding", async () => {
    const [signed, drafted] = await runLines([
      "sign-entry --usn 100001 --json",
      "init --preset shop --partner acme --yes --skip-check --out drafted.json",
    ]);
    const { url } = JSON.parse(signed?.out ?? "") as { url: string };
    expect(new URL(url).searchParams.get("custom_data")).toMatch(/\|[A-Z2-7]{52}$/);
    const hex = "--set entry.signature.encoding=hex";
    const [same, other] = await runLines([`verify-entry ${url}`, `verify-entry ${url} ${hex}`]);
    expect(same?.code).toBe(0);
    expect(said(other)).toContain("written as base32; agreed is hex");
    expect(drafted).toMatchObject({ code: 0 });
    expect(await readFile(join(copy, "drafted.json"), "utf8")).toContain("ACME_SHOP_SECRET");
  });
});

it("the reference knows them", async () => {
  await node(["--import", "tsx", "src/build/docs.ts"]);
  const page = (path: string) => readFile(join(copy, path), "utf8");
  const profile = await page("src/profile/README.md");
  expect(profile).toContain('"link-header"');
  expect(profile).toContain("`payments.source.paging.relation`");
  expect(profile).toContain('"base32"');
  expect(await page("README.md")).toContain("`statuses`");
});

it("the compiler takes them as they are, and names what another one lacks", async () => {
  await writeFile(join(copy, "src/protocols/payments/paging/incomplete.ts"), INCOMPLETE);
  const config = { extends: join(ROOT, "tsconfig.json"), include: ["src", FIXTURES] };
  await writeFile(join(copy, "tsconfig.json"), JSON.stringify(config));
  const text = await node([join(ROOT, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.json"]);
  expect(text.match(/^.*error TS\d+.*$/gm)).toHaveLength(1);
  expect(text).toMatch(/^src\/protocols\/payments\/paging\/incomplete\.ts\(/);
  expect(text).toContain("Property 'server' is missing");
});
