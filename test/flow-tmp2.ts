import { judgeSandbox, brokenPromises, disagreements, CHECKS } from "./contract/matrix.ts";
import { SANDBOX_FAULTS } from "../src/sandbox/sandbox.js";
const mine = CHECKS.filter(c=>c.suite==="flow");
for (const {id, role} of SANDBOX_FAULTS.filter(f=>f.id.startsWith("flow.")||f.id.startsWith("entry."))) {
  const t=Date.now();
  const run = await judgeSandbox(["flow"], [id]);
  const d = disagreements(id, mine, run.report.checks);
  console.log(id, role, Date.now()-t, "caught:", run.report.checks.filter(c=>["fail","warn"].includes(c.status)).map(c=>c.id).join(","), d.length?d:"", brokenPromises(run).join());
}
