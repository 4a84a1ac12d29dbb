/** What each command prints with --json, by its name; a test holds what they print against it. */
import {
  anything,
  flag,
  listOf,
  mapOf,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  shared,
  text,
} from "./shape.js";
import { reportJsonSchema } from "../../conformance/parse-report.js";
import { shardReportJsonSchema } from "../../tasks/payments/parse-shard-report.js";
import { LOAD, LOAD_SHARED } from "./load.js";
import { PROTOCOL_OUTPUTS } from "./protocol-outputs.js";
import { exchange, SHARED } from "./shared.js";

const level = oneOf("MUST", "SHOULD", "MAY");
const listedCheck = { id: text, suite: text, level, title: text };

const CONFORMANCE = {
  conformance: shared("report"),
  "conformance --list": object({
    ...{ plan: text, total: number, requests: number, stakeMillis: number },
    checks: listOf(object({ ...listedCheck, scenario: text })),
  }),
  "conformance --coverage": object({
    requirementSet: text,
    total: number,
    requirements: listOf(
      object({
        ...{ id: text, section: text, level, binds: text, text, document: text },
        ...{ judgedBy: listOf(text), unjudged: nullable(text), checks: listOf(text) },
      }),
    ),
  }),
  explain: object({
    ...{ ...listedCheck, clause: text, requirements: listOf(text), why: text, fix: text },
    scenario: object({
      ...{ id: text, requests: number, stakeMillis: number },
      siblings: listOf(object({ id: text, level })),
    }),
    catches: listOf(object({ id: text, title: text, certain: flag, command: text })),
  }),
  "explain <glob>": object({ total: number, checks: listOf(object(listedCheck)) }),
  "merge-reports": shared("report"),
};

const delivery = {
  ...{ id: text, at: text, direction: text, command: text, step: nullable(text) },
  ...{ environment: nullable(text), method: text, url: text, status: nullable(number) },
  ...{ failure: nullable(text), verdict: nullable(text), durationMs: nullable(number) },
  ...{ events: listOf(text), transactions: listOf(text) },
};

const SUPPORT = {
  "deliveries list": listOf(object(delivery)),
  "deliveries show": object(
    { ...delivery, keys: mapOf(text), request: mapOf(anything) },
    {
      ...{ note: nullable(text), live: flag, partner: nullable(text), tool: text },
      ...{ remoteAddress: nullable(text), localPort: nullable(number), headMs: nullable(number) },
      ...{ failureMessage: nullable(text), response: nullable(mapOf(anything)) },
    },
  ),
  replay: object({
    ...{ total: number, success: number, refused: number, unreachable: number },
    replayed: listOf(
      object({
        ...{ id: text, kind: text, verdicts: listOf(text), now: listOf(exchange) },
        then: nullable(shared("resent")),
      }),
    ),
  }),
};

const names = listOf(text);
const warnings = listOf(anything);

const SET_UP = {
  doctor: object({
    format: text,
    tool: object({ name: text, version: text }),
    profile: nullable(text),
    environment: nullable(text),
    summary: object({
      ...{ pass: number, warn: number, fail: number, blocked: number, na: number },
      verdict: text,
    }),
    checks: listOf(
      object(
        { check: text, subject: text, status: text, message: text },
        { hint: text, fix: text },
      ),
    ),
  }),
  init: object({
    ...{ profile: text, partner: text, sections: names, written: names, stored: listOf(anything) },
    ...{ guesses: listOf(object({ path: text, message: text })), neededPackage: nullable(text) },
    missingSecrets: listOf(object({ path: text, where: text, command: text })),
    inDotEnv: names,
    check: nullable(object({ verdict: text, checks: listOf(object({ id: text, status: text })) })),
    next: names,
  }),
  "profile list": listOf(
    object({
      ...{ name: nullable(text), path: text, partner: nullable(text), environments: names },
      ...{ problem: nullable(text), active: flag, chosen: flag },
    }),
  ),
  "profile show": object({
    ...{ path: text, name: nullable(text), chosenBy: text, environments: names },
    ...{ environment: nullable(text), environmentBy: nullable(text) },
    values: listOf(
      object(
        {
          ...{ path: text, value: anything, secret: flag, source: text },
          order: listOf(object({ source: text, value: anything })),
        },
        { characters: number, places: listOf(object({ source: text, state: text })), doubt: text },
      ),
    ),
  }),
  "profile use": object({ name: nullable(text), path: nullable(text) }),
  "profile validate": object({
    ...{ path: text, valid: flag, sections: names, environments: names, warnings },
    problems: listOf(
      object({ path: text, message: text, hint: nullable(text) }, { allowed: text, found: text }),
    ),
  }),
  "profile set-secret": object({ store: text, replaced: flag, warnings }),
  "profile import": object({
    ...{ path: text, name: nullable(text), partner: text, environments: names, warnings },
  }),
  sandbox: object({
    ...{ event: oneOf("ready"), url: text, port: number },
    ...{ profile: mapOf(anything), credentials: mapOf(text) },
  }),
};

/** Of what streams, each line by itself. */
const OUTPUTS: Readonly<Record<string, Shape>> = {
  ...PROTOCOL_OUTPUTS,
  ...CONFORMANCE,
  ...SUPPORT,
  ...LOAD,
  ...SET_UP,
};

/** One document: `#/properties/<command>` is what that command prints, `#/$defs/error` what stderr says of an error. */
export function outputsJsonSchema(): object {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "What the commands of playcamp-gw print with --json",
    type: "object",
    properties: OUTPUTS,
    $defs: {
      ...{ ...SHARED, ...LOAD_SHARED },
      ...{ report: reportJsonSchema(), shardReport: shardReportJsonSchema() },
    },
  };
}
