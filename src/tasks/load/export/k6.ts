/** A plan as one k6 script: a scenario for each stage, signed with k6's own crypto. */
import { UserError } from "../../../core/errors.js";
import type { LoadStage } from "../plan.js";
import { stageMs } from "../schedule.js";
import { DELIVERY_SCRIPT } from "./delivery-script.js";
import type { ExportedPlan } from "./exported-plan.js";

/** @throws {UserError} `export_impossible` where a stage follows one of unknown length */
export function renderK6(plan: ExportedPlan): string {
  const { data, secretEnv, isTimestamped, timeoutMs } = plan;
  const options = {
    scenarios: scenariosOf(plan),
    thresholds: { checks: ["rate==1.0"] },
    discardResponseBodies: true,
  };
  return `// ${comment(plan.name)}: written by playcamp-gw plan export.
// k6 run -e ${secretEnv}=... this-file   Also: TARGET_URL, RUN_ID, ALLOW_REMOTE_LOAD=1, ALLOW_LIVE=1.
import { check } from "k6";
import crypto from "k6/crypto";
import exec from "k6/execution";
import http from "k6/http";

const PLAN = ${JSON.stringify(data)};

export const options = ${JSON.stringify(options, null, 2)};

function env(name) {
  return __ENV[name];
}

function sha256Hex(text) {
  return crypto.sha256(text, "hex");
}

function signatureOf(body, nowSec) {
${
  isTimestamped
    ? '  return "t=" + nowSec + ",v1=" + crypto.hmac("sha256", SECRET, nowSec + "." + body, "hex");'
    : '  return crypto.hmac("sha256", SECRET, body, "hex");'
}
}
${DELIVERY_SCRIPT}
const SECRET = needed(${JSON.stringify(secretEnv)});
const TARGET = allowedTarget();

export function setup() {
  return { tag: tagOf(env("RUN_ID") || Date.now() + "-" + Math.random()) };
}

export function deliver({ tag }) {
  const stageAt = Number(exec.scenario.name.replace("stage_", "")) - 1;
  const nth = exec.scenario.iterationInTest;
  const planned = PLAN.planned[stageAt];
  // An executor that ends by time may begin one more.
  if (planned !== null && nth >= planned) return;
  const { body, headers } = deliveryAt(tag, stageAt, nth, Date.now());
  const reply = http.post(TARGET, body, { headers, redirects: 0, timeout: "${timeoutMs}ms" });
  check(reply, { "accepted (2xx)": ({ status }) => status >= 200 && status < 300 });
}
`;
}

function scenariosOf({ stages, maxInFlight }: ExportedPlan): Record<string, object> {
  let startMs = 0;
  const scenarios: Record<string, object> = {};
  for (const [at, stage] of stages.entries()) {
    scenarios[`stage_${at + 1}`] = {
      exec: "deliver",
      startTime: `${Math.round(startMs)}ms`,
      ...executorOf(stage, maxInFlight),
    };
    const lastsMs = stageMs(stage);
    if (lastsMs === null && at < stages.length - 1)
      throw new UserError(
        "export_impossible",
        `stages[${at}] ends by its count, and k6 has to know when the next one begins`,
        "Put it last, or give it a duration in place of the count.",
      );
    startMs += lastsMs ?? 0;
  }
  return scenarios;
}

const LONGEST = "24h";

function executorOf(stage: LoadStage, maxInFlight: number): object {
  if (stage.kind === "closed") {
    const vus = stage.concurrency;
    return stage.count === null
      ? { executor: "constant-vus", vus, duration: `${stage.durationMs ?? 0}ms` }
      : { executor: "shared-iterations", vus, iterations: stage.count, maxDuration: LONGEST };
  }
  const workers = { preAllocatedVUs: maxInFlight, maxVUs: maxInFlight };
  const { fromMilliRate, toMilliRate } = stage;
  // Whole numbers only: a fraction is so many in a thousand seconds.
  const isWhole = fromMilliRate % 1_000 === 0 && toMilliRate % 1_000 === 0;
  const timeUnit = isWhole ? "1s" : "1000s";
  const rate = (milli: number) => (isWhole ? milli / 1_000 : milli);
  const duration = `${Math.ceil(stageMs(stage) ?? 0)}ms`;
  if (fromMilliRate === toMilliRate)
    return {
      executor: "constant-arrival-rate",
      ...{ rate: rate(fromMilliRate), timeUnit, duration },
      ...workers,
    };
  return {
    executor: "ramping-arrival-rate",
    ...{ startRate: rate(fromMilliRate), timeUnit },
    stages: [{ target: rate(toMilliRate), duration }],
    ...workers,
  };
}

/** Nothing that a name holds ends the comment. */
function comment(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\u2028\u2029]/g, " ");
}
