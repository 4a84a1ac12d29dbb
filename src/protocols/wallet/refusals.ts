/** Reads the error envelope that comes with any status but 200. */
import type { ReplyProblem } from "./envelope.js";
import { describeFound } from "./envelope.js";
import { isJsonObject, jsonProperty } from "../../core/json/value.js";
import { readJson } from "../../core/json/read.js";
import { INTERNAL_CODES, isInternalCode } from "./http-meaning.js";

export interface Refusal {
  /** The envelope's code; null when there is none that is a number. */
  readonly code: number | null;
  /** The name of a known internal code. */
  readonly codeName: string | null;
  readonly message: string | null;
  readonly problems: readonly ReplyProblem[];
}

/**
 * Reads the body of anything but a `200`: `{"code":402,"message":"…","data":null}`.
 *
 * @returns never throws; every problem is a `SHOULD`, since the status decides
 */
export function readRefusal(status: number, body: Uint8Array): Refusal {
  const reading = readJson(body);
  if (!reading.ok || !isJsonObject(reading.value)) {
    const found = reading.ok ? describeFound(reading.value) : reading.problem;
    return {
      code: null,
      codeName: null,
      message: null,
      problems: [
        {
          field: "body",
          expected: "an error envelope",
          found,
          level: "SHOULD",
        },
      ],
    };
  }
  const code = jsonProperty(reading.value, "code");
  const message = jsonProperty(reading.value, "message");
  const isFitting = typeof code === "number" && (code === status || isInternalCode(code));
  const problem: ReplyProblem = {
    field: "code",
    expected: `${status} or a five-digit code of the provider`,
    found: describeFound(code),
    level: "SHOULD",
  };
  return {
    code: typeof code === "number" ? code : null,
    codeName: typeof code === "number" ? (INTERNAL_CODES[code] ?? null) : null,
    message: typeof message === "string" ? message : null,
    problems: isFitting ? [] : [problem],
  };
}
