/** Reads a json report back, refusing what this version did not write. */
import * as z from "zod/mini";
import { errorMessage, UserError } from "../core/errors.js";
import { type ConformanceReport, LEVELS, REPORT_FORMAT, STATUSES } from "../core/report.js";
import { renderPath } from "../core/json/path.js";

const headers = z.array(z.tuple([z.string(), z.string()]));
const count = z.int().check(z.gte(0));

const body = z.looseObject({
  bytes: count,
  text: z.exactOptional(z.string()),
  base64: z.exactOptional(z.string()),
});

/** Evidence, as every report and record has it. */
export const exchange = z.looseObject({
  step: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  remoteAddress: z.nullable(z.string()),
  request: z.looseObject({
    method: z.string(),
    url: z.string(),
    headers,
    body: z.nullable(body),
  }),
  response: z.nullable(z.looseObject({ status: count, headers, body })),
  failure: z.nullable(z.looseObject({ kind: z.string(), message: z.string() })),
});

const check = z.looseObject({
  id: z.string().check(z.minLength(1)),
  suite: z.string(),
  scenario: z.string(),
  title: z.string(),
  level: z.enum(LEVELS),
  clause: z.string(),
  why: z.string(),
  fix: z.string(),
  status: z.enum(STATUSES),
  durationMs: z.number(),
  message: z.string(),
  expected: z.exactOptional(z.string()),
  actual: z.exactOptional(z.string()),
  hint: z.exactOptional(z.string()),
  reproduce: z.exactOptional(z.string()),
  replay: z.exactOptional(z.string()),
  curl: z.exactOptional(z.array(z.string())),
  requirements: z.exactOptional(z.array(z.string())),
  evidence: z.array(exchange),
});

const moneyOut = z.looseObject({
  player: z.string(),
  currency: z.string(),
  millis: z.number(),
  transactions: z.array(z.string()),
  giveBack: z.string(),
});

const diagnosis = z.looseObject({
  text: z.string(),
  certainty: z.enum(["proved", "likely"]),
  checks: z.array(z.string()),
  next: z.string(),
});

const report = z.looseObject({
  format: z.literal(REPORT_FORMAT),
  tool: z.looseObject({ name: z.string(), version: z.string() }),
  seed: z.int(),
  runId: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  plan: z.string(),
  requirementSet: z.exactOptional(z.string()),
  shard: z.nullable(
    z.looseObject({
      index: z.int().check(z.gte(1)),
      count: z.int().check(z.gte(1)),
    }),
  ),
  filters: z.looseObject({
    suites: z.array(z.string()),
    only: z.array(z.string()),
    skip: z.array(z.string()),
    level: z.nullable(z.enum(LEVELS)),
  }),
  target: z.record(z.string(), z.string()),
  environment: z.nullable(z.string()),
  strict: z.boolean(),
  interrupted: z.boolean(),
  // Reports of older versions have none.
  moneyOut: z._default(z.array(moneyOut), []),
  diagnosis: z.exactOptional(diagnosis),
  furtherDiagnoses: z.exactOptional(z.array(diagnosis)),
  checks: z.array(check),
});

/** What every report of this format holds, for whoever reads one in another language. */
export function reportJsonSchema(): object {
  const schema = z.toJSONSchema(report, { io: "input", target: "draft-7" });
  return { ...schema, title: "A conformance report of playcamp-gw" };
}

/**
 * @param file where the text came from, for messages
 * @throws {UserError} `report_invalid`
 */
export function parseReport(text: string, file: string): ConformanceReport {
  const input = parseJson(text.replace(/^\uFEFF/, ""), file);
  const format = (input as { format?: unknown } | null)?.format;
  if (format !== REPORT_FORMAT) {
    throw refuse(
      file,
      format === undefined
        ? `it has no "format": "${REPORT_FORMAT}"`
        : `its format is ${JSON.stringify(format)}, not "${REPORT_FORMAT}"`,
    );
  }
  const parsed = report.safeParse(input);
  if (parsed.success) return parsed.data as unknown as ConformanceReport;
  const [issue] = parsed.error.issues;
  throw refuse(file, `${renderPath(issue?.path ?? [])}: ${issue?.message ?? "is wrong"}`);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw refuse(file, `it is not JSON: ${errorMessage(error)}`);
  }
}

function refuse(file: string, problem: string): UserError {
  return new UserError(
    "report_invalid",
    `${file} is no conformance report: ${problem}`,
    "Give the files that conformance wrote with --reporter json=FILE.",
  );
}
