/** PlayCamp's replies: `{"data":…}`, lists with `pagination`, errors with a code and, some of them, the fields at fault. */
import { parseJsonBytes } from "./signature.js";

export interface Pagination {
  /** From 1. */
  readonly page: number;
  readonly limit: number;
  readonly total: number;
  readonly totalPages: number;
}

export interface ApiErrorDetail {
  /** The field, such as `timeoutMs`; empty where PlayCamp names none. */
  readonly path: string;
  readonly message: string;
}

export type ApiReply =
  | {
      readonly kind: "data";
      /** Null for a reply without a body. */
      readonly data: unknown;
      readonly pagination: Pagination | null;
    }
  | {
      readonly kind: "error";
      readonly status: number;
      /** PlayCamp's code, such as `VALIDATION_ERROR`; null where the reply has none. */
      readonly code: string | null;
      readonly message: string;
      readonly details: readonly ApiErrorDetail[];
    }
  /** A 2xx whose body is not what the API promises. */
  | { readonly kind: "unreadable"; readonly problem: string };

/** @source PlayCamp SDK API, "Errors" and lists */
export function readApiReply(status: number, body: Uint8Array): ApiReply {
  const json = parseJsonBytes(body)?.value;
  const object = isRecord(json) ? json : null;
  if (status < 200 || status >= 300) return errorOf(status, object);
  if (body.length === 0) return { kind: "data", data: null, pagination: null };
  if (object === null || !Object.hasOwn(object, "data"))
    return { kind: "unreadable", problem: 'the reply has no "data"' };
  const { data } = object;
  // A number or a text by itself says nothing that was asked for.
  if (typeof data === "number" || typeof data === "string")
    return { kind: "unreadable", problem: "the reply's data is neither an object nor a list" };
  return {
    kind: "data",
    data,
    pagination: paginationOf(object["pagination"]),
  };
}

function errorOf(status: number, body: Readonly<Record<string, unknown>> | null): ApiReply {
  const words = [body?.["error"], body?.["message"]].filter(
    (each): each is string => typeof each === "string" && each !== "",
  );
  const code = body?.["code"];
  const details = body?.["details"];
  return {
    kind: "error",
    status,
    code: typeof code === "string" ? code : null,
    message: [...new Set(words)].join(": "),
    details: Array.isArray(details) ? details.flatMap(detailOf) : [],
  };
}

function detailOf(value: unknown): readonly ApiErrorDetail[] {
  if (!isRecord(value)) return [];
  const { path, message } = value;
  return [
    {
      path: Array.isArray(path) ? path.join(".") : typeof path === "string" ? path : "",
      message: typeof message === "string" ? message : "",
    },
  ];
}

function paginationOf(value: unknown): Pagination | null {
  if (!isRecord(value)) return null;
  const { page, limit, total, totalPages } = value;
  return typeof page === "number" &&
    typeof limit === "number" &&
    typeof total === "number" &&
    typeof totalPages === "number"
    ? { page, limit, total, totalPages }
    : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
