import { judgeSandbox, notGreen, brokenPromises, disagreements, CHECKS } from "/work/main/test/contract/matrix.ts";
const [suites, ...bends] = process.argv.slice(2);
const t=Date.now();
const run = await judgeSandbox(suites!.split(","), bends);
console.log(run.report.summary, Date.now()-t,"ms");
console.log(notGreen(run.report).join("\n"));
for (const c of run.report.checks) if (c.status==="na") console.log("na", c.id, c.message);
console.log(brokenPromises(run).join("\n"));
for (const b of bends) console.log(disagreements(b, CHECKS.filter(c=>suites!.split(",").includes(c.suite)), run.report.checks).join("\n"));
