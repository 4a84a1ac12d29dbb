import { runCli } from "../src/cli/main.js";
import { createProcessWorld } from "../src/adapters/process-world.js";
import { postbackSuite } from "../src/conformance/suites/postback/index.js";
import { SANDBOX_ROLES } from "../src/sandbox/roles/index.js";

export async function run(argv: string[]) {
  const world = createProcessWorld("0", new AbortController().signal);
  let out = "", err = "";
  const code = await runCli(argv, { ...world, env: {}, cwd: "/tmp/pb", terminal: { ...world.terminal, out: (t: string) => { out += t; }, err: (t: string) => { err += t; } } } as never);
  return { code, out, err };
}
const role = SANDBOX_ROLES.find(({ id }) => id === "reward-app")!;
const checks = postbackSuite.scenarios.flatMap((s) => s.checks);
const filter = process.argv[2];
for (const variant of [null, ...role.variants]) {
  if (filter && filter !== "variants") break;
  const t = Date.now();
  const r = await run(["conformance", "postback", "--sandbox", "--strict", "--json", ...(variant ? ["--variant", variant.id] : [])]);
  if (!r.out) { console.log(r.err); break; }
  const report = JSON.parse(r.out);
  const bad = report.checks.filter((c: any) => c.status !== "pass");
  console.log(r.code, Date.now() - t, "ms", variant?.id ?? "right", JSON.stringify(report.summary), bad.map((c: any) => `${c.id}: ${c.status} ${c.message} ${c.actual ?? ""}`).join("\n   "));
}
if (filter === "variants") process.exit();
for (const fault of role.faults) {
  if (filter && filter !== fault.id) continue;
  const t = Date.now();
  const r = await run(["conformance", "postback", "--sandbox", "--strict", "--json", "--fault", fault.id]);
  const report = JSON.parse(r.out);
  const caught = report.checks.filter((c: any) => c.status === "fail" || c.status === "warn").map((c: any) => c.id);
  const blocked = report.checks.filter((c: any) => c.status === "blocked" || c.status === "error" || c.status==="na").map((c: any) => c.id+":"+c.message);
  const declared = checks.filter((c) => c.kills.includes(fault.id)).map((c) => c.id);
  const may = checks.filter((c) => c.mayCatch?.includes(fault.id)).map((c) => c.id);
  const missing = declared.filter((id) => !caught.includes(id));
  const extra = caught.filter((id: string) => !declared.includes(id) && !may.includes(id));
  console.log(missing.length + extra.length + (declared.length ? 0 : 1) === 0 ? "ok " : "BAD", fault.id, r.code, Date.now() - t, "ms", missing.length ? "\n   not caught: " + missing.join(", ") : "", extra.length ? "\n   also caught: " + extra.map((id: string) => id + " " + report.checks.find((c: any) => c.id === id).message).join("\n      ") : "", "blocked " + blocked.length, filter ? blocked.join("\n") : "");
}
