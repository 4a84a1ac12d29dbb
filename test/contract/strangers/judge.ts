/** Runs a conformance suite in process against strangers, a few at a time, and says what it saw. */
import { setMaxListeners } from "node:events";
import type { CheckResult, ConformanceReport } from "../../../src/core/report.js";
import { memoryFiles, runRecorded, HERE } from "../../cli/recording-world.js";
import type { Stranger, Verdict } from "./stranger.js";

/** One thread does all the work; more at a time only help those that wait. */
const AT_A_TIME = 4;

export async function judgeAll(
  suite: string,
  strangers: readonly Stranger[],
): Promise<ReadonlyMap<string, Verdict>> {
  const verdicts = new Map<string, Verdict>();
  const waiting = [...strangers];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      verdicts.set(next.id, await judge(suite, next));
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return verdicts;
}

async function judge(suite: string, stranger: Stranger): Promise<Verdict> {
  const target = await stranger.open();
  try {
    const stop = new AbortController();
    setMaxListeners(0, stop.signal);
    const { out, err } = await runRecorded(
      ["conformance", suite, "--json", "--seed", "7", ...untilFound(stranger)],
      {
        files: memoryFiles({
          [`${HERE}/playcamp-gw.json`]: JSON.stringify({ partner: "acme", ...target.profile }),
        }),
        env: target.env,
        signal: stop.signal,
      },
    );
    if (out === "") return { seen: "unplayable", detail: [err.trim()] };
    return said(stranger, JSON.parse(out) as ConformanceReport);
  } finally {
    await target.close();
  }
}

/** One finding is enough to know a wrong one by. */
function untilFound({ kind, should }: Stranger): readonly string[] {
  if (kind !== "wrong") return [];
  return should ? ["--bail", "--strict"] : ["--bail"];
}

function said(stranger: Stranger, { checks }: ConformanceReport): Verdict {
  const of = (...statuses: readonly string[]) =>
    checks.filter(({ status }) => statuses.includes(status)).map(line);
  const errors = of("error");
  if (errors.length > 0) return { seen: "unplayable", detail: errors };
  const found = of("fail", ...(stranger.should ? ["warn"] : []));
  if (stranger.kind === "wrong")
    return found.length > 0
      ? { seen: "caught", detail: found }
      : { seen: "missed", detail: of("warn", "blocked") };
  const accusations = of("fail");
  if (accusations.length > 0) return { seen: "accused", detail: accusations };
  const blocked = checks.filter(
    ({ status, id }) => status === "blocked" && !stranger.mayBlock?.test(id),
  );
  if (blocked.length > 0) return { seen: "blocked", detail: blocked.map(line) };
  const warnings = of("warn");
  if (warnings.length > 0 && !stranger.mayWarn) return { seen: "warned", detail: warnings };
  return checks.some(({ status }) => status === "pass")
    ? { seen: "accepted", detail: [] }
    : { seen: "unplayable", detail: ["nothing was judged"] };
}

function line({ id, status, message }: CheckResult): string {
  return `${status} ${id}: ${message}`;
}
