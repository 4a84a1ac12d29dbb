/** The members of a call's body, read by a table; what is wrong is told for all of them at once. */
import {
  isJsonObject,
  type JsonObject,
  JsonNumber,
  type JsonValue,
} from "../../../core/json/value.js";
import type { ServedReply } from "../../../core/server.js";
import { accepted, type FieldReading, rejected } from "../../../protocols/payments/payment.js";
import type { SdkCall } from "./endpoints.js";
import { readBody } from "./read-body.js";
import { errorReply, type ErrorDetail, validationError } from "./sdk-api-replies.js";

interface Field<Value> {
  readonly read: (value: JsonValue) => FieldReading<Value>;
  /** What stands for a member that is left out; null where it must not be. */
  readonly absent: { readonly value: Value } | null;
}

type Form = Readonly<Record<string, Field<unknown>>>;

type ValuesOf<F extends Form> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer Value> ? Value : never;
};

export type FormReading<F extends Form> =
  | { readonly ok: true; readonly values: ValuesOf<F> }
  | { readonly ok: false; readonly problems: readonly ErrorDetail[] };

export function readForm<F extends Form>(body: JsonObject, form: F, prefix = ""): FormReading<F> {
  const problems: ErrorDetail[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { read, absent }] of Object.entries(form)) {
    const given = Object.hasOwn(body, name) ? body[name] : undefined;
    const reading =
      given !== undefined && given !== null
        ? read(given)
        : absent === null
          ? rejected("missing")
          : accepted(absent.value);
    if (reading.ok) values[name] = reading.value;
    else problems.push({ path: prefix + name, message: reading.problem });
  }
  return problems.length === 0
    ? { ok: true, values: values as ValuesOf<F> }
    : { ok: false, problems };
}

/** Answers with what the body says, or says what is wrong with it. An empty body is one without members. */
export function withForm<F extends Form>(
  call: SdkCall,
  form: F,
  answer: (values: ValuesOf<F>) => ServedReply,
): ServedReply {
  const body = call.body.length === 0 ? {} : readBody(call);
  if (body === null) return errorReply(400, "The body is not a JSON object");
  const reading = readForm(body, form);
  return reading.ok ? answer(reading.values) : validationError(reading.problems);
}

type Read<Value> = (value: JsonValue) => FieldReading<Value>;

export function required<Value>(read: Read<Value>): Field<Value> {
  return { read, absent: null };
}

export function optional<Value>(read: Read<Value>): Field<Value | null> {
  return { read, absent: { value: null } };
}

export function trueOrFalse(value: JsonValue): FieldReading<boolean> {
  return typeof value === "boolean" ? accepted(value) : rejected("must be true or false");
}

const flag: Field<boolean> = { read: trueOrFalse, absent: { value: false } };

export function text(value: JsonValue): FieldReading<string> {
  return typeof value === "string" && value.trim() !== ""
    ? accepted(value)
    : rejected("must be a non-empty string");
}

export function matching(pattern: RegExp, what: string): Read<string> {
  return (value) =>
    typeof value === "string" && pattern.test(value)
      ? accepted(value)
      : rejected(`must be ${what}`);
}

export function wholeFrom(least: number, most = Number.MAX_SAFE_INTEGER): Read<number> {
  const range =
    most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value) => {
    const number = value instanceof JsonNumber ? Number(value.text) : Number.NaN;
    return Number.isSafeInteger(number) && number >= least && number <= most
      ? accepted(number)
      : rejected(`must be an integer ${range}`);
  };
}

export function object(value: JsonValue): FieldReading<JsonObject> {
  return isJsonObject(value) ? accepted(value) : rejected("must be an object");
}

/** `^[A-Z0-9]{5}$`. */
export const creatorKeyText = matching(/^[A-Z0-9]{5}$/, "five of A-Z and 0-9");

/** What every call that writes may say besides. */
export const TERMS = { callbackId: optional(text), isTest: flag };

/** In the body or in the query: PlayCamp's own clients use either. */
export function isTestCall(call: SdkCall, values: { readonly isTest: boolean }): boolean {
  return values.isTest || call.query.get("isTest") === "true";
}
