/** How a request's head says how long its body is. */
import type { HttpRequest } from "../../core/http.js";

/** @returns empty where no body is expected and none is there */
export function lengthLine({ method, body }: HttpRequest): string {
  const bytes = body?.length ?? 0;
  const tells = bytes > 0 || ["POST", "PUT", "PATCH"].includes(method);
  return tells ? `content-length: ${bytes}\r\n` : "";
}
