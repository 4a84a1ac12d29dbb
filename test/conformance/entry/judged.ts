/** What one check of the entry suite says of a gateway that differs from the right one. */
import type { CheckResult, ConformanceReport } from "../../../src/core/report.js";
import { HERE, memoryFiles, runRecorded } from "../../cli/recording-world.js";
import { type GatewayChanges, openGateway } from "../../contract/strangers/entry/gateway.js";

export async function judged(
  id: string,
  changes: GatewayChanges,
): Promise<CheckResult | undefined> {
  const { env, profile, close } = await openGateway(changes);
  const files = memoryFiles({
    [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", ...profile }),
  });
  const { out, err } = await runRecorded(["conformance", "entry", "--only", id, "--json"], {
    ...{ files, env },
  });
  await close();
  if (out === "") throw new Error(err);
  const { checks } = JSON.parse(out) as ConformanceReport;
  return checks.find((check) => check.id === id);
}
