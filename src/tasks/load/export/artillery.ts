/** A plan as an Artillery script, and the processor that signs with this package's API. */
import { UserError } from "../../../core/errors.js";
import type { LoadStage } from "../plan.js";
import { stageCount, stageMs } from "../schedule.js";
import { DELIVERY_SCRIPT } from "./delivery-script.js";
import type { ExportedPlan } from "./exported-plan.js";

/**
 * @param processor name of the processor's file, which stands beside it
 * @throws {UserError} `export_impossible` for stages that Artillery does not have
 */
export function renderArtilleryScript(plan: ExportedPlan, processor: string): string {
  const phases = plan.stages.map(phaseOf).map((phase) => `    - ${JSON.stringify(phase)}`);
  // The processor puts the real target in, when it has been checked.
  return `# Written by playcamp-gw plan export. Run it with: npx artillery run <this file>
# Needs ${plan.secretEnv}, and playcamp-gw beside it (npm install playcamp-gw).
# Also: TARGET_URL, RUN_ID, ALLOW_REMOTE_LOAD=1, ALLOW_LIVE=1.
config:
  target: "http://127.0.0.1"
  processor: ${JSON.stringify(`./${processor}`)}
  http:
    timeout: ${Math.max(1, Math.ceil(plan.timeoutMs / 1_000))}
    maxSockets: ${plan.maxInFlight}
  phases:
${phases.join("\n")}
  ensure:
    thresholds:
      - "vusers.failed": 1
scenarios:
  - name: ${JSON.stringify(plan.name)}
    flow:
      - post:
          url: "/"
          followRedirect: false
          beforeRequest: "signDelivery"
          afterResponse: "judgeReply"
`;
}

export function renderArtilleryProcessor({ data, secretEnv, isTimestamped }: ExportedPlan): string {
  return `// Written by playcamp-gw plan export, for the Artillery script beside it.
"use strict";
const { createHash } = require("node:crypto");
const { constructWebhookSignature, signTimestampedWebhook } = require("playcamp-gw");

const PLAN = ${JSON.stringify(data)};

function env(name) {
  return process.env[name];
}

function sha256Hex(text) {
  return createHash("sha256").update(text).digest("hex");
}

function signatureOf(body, nowSec) {
  return ${
    isTimestamped
      ? "signTimestampedWebhook(Buffer.from(body), SECRET, nowSec)"
      : "constructWebhookSignature(body, SECRET)"
  };
}
${DELIVERY_SCRIPT}
const SECRET = needed(${JSON.stringify(secretEnv)});
const TARGET = allowedTarget();
// Artillery deals arrivals to its workers by itself: each counts from 0, under identifiers of its own.
const WORKER = env("LOCAL_WORKER_ID") || env("WORKER_ID") || String(process.pid) + "-" + Date.now();
const TAG = tagOf((env("RUN_ID") || String(Date.now())) + "/" + WORKER);
let sent = 0;

function nextPlace() {
  let nth = sent;
  sent += 1;
  for (let stageAt = 0; stageAt < PLAN.planned.length - 1; stageAt += 1) {
    if (nth < PLAN.planned[stageAt]) return { stageAt, nth };
    nth -= PLAN.planned[stageAt];
  }
  return { stageAt: PLAN.planned.length - 1, nth };
}

function signDelivery(request, context, events, done) {
  const { stageAt, nth } = nextPlace();
  const { body, headers } = deliveryAt(TAG, stageAt, nth, Date.now());
  request.url = TARGET;
  request.body = body;
  request.headers = { ...request.headers, ...headers };
  done();
}

function judgeReply(request, response, context, events, done) {
  const isAccepted = response.statusCode >= 200 && response.statusCode < 300;
  done(isAccepted ? undefined : new Error("not accepted: " + response.statusCode));
}

module.exports = { signDelivery, judgeReply, deliveryAt, tagOf };
`;
}

function phaseOf(stage: LoadStage, at: number): object {
  const refuse = (problem: string, hint: string): never => {
    throw new UserError("export_impossible", `stages[${at}] ${problem}`, hint);
  };
  if (stage.kind === "closed")
    return refuse(
      "says how many at a time, and Artillery only how many arrive",
      "Give it a rate, or export the plan for k6.",
    );
  const { name } = stage;
  const ms = Math.round(stageMs(stage) ?? 0);
  if (stage.fromMilliRate === stage.toMilliRate)
    return { name, duration: `${ms}ms`, arrivalCount: stageCount(stage) };
  if (ms % 1_000 !== 0)
    return refuse(
      "ramps, which Artillery does by whole seconds",
      "Give it a duration such as 30s.",
    );
  return {
    name,
    duration: ms / 1_000,
    arrivalRate: stage.fromMilliRate / 1_000,
    rampTo: stage.toMilliRate / 1_000,
  };
}
