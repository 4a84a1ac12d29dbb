/** The judgements that many checks share. Each returns a finding, or null when all is well. */
import type { HttpReply } from "../core/http.js";
import type { Finding } from "./finding.js";

/** @param reason what the status would tell, such as "the signature is wrong" */
export function expectStatus(
  reply: HttpReply,
  wanted: number | readonly number[],
  reason: string,
): Finding | null {
  const allowed = [wanted].flat();
  if (allowed.includes(reply.status)) return null;
  return {
    expected: `${allowed.join(" or ")}: ${reason}`,
    actual: describeReply(reply),
  };
}

export function expectSuccess(reply: HttpReply, reason: string): Finding | null {
  if (isSuccess(reply)) return null;
  return { expected: `2xx: ${reason}`, actual: describeReply(reply) };
}

export function expectClientError(reply: HttpReply, reason: string): Finding | null {
  if (reply.status >= 400 && reply.status < 500) return null;
  return { expected: `4xx: ${reason}`, actual: describeReply(reply) };
}

export function expectNoServerError(reply: HttpReply, reason: string): Finding | null {
  if (reply.status < 500) return null;
  return {
    expected: `any answer below 500: ${reason}`,
    actual: describeReply(reply),
  };
}

export function isSuccess(reply: HttpReply): boolean {
  return reply.status >= 200 && reply.status < 300;
}

/** The status, with the beginning of the body when that says more. */
export function describeReply(reply: HttpReply): string {
  const text = Buffer.from(reply.body).toString("utf8").replaceAll(/\s+/g, " ").trim();
  if (text === "") return `${reply.status}, empty body`;
  return `${reply.status}, ${text.length > 120 ? `${text.slice(0, 120)}…` : text}`;
}

/** The first finding of several, so that a check with parts names the part. */
export function firstFinding(...findings: readonly (Finding | null)[]): Finding | null {
  return findings.find((finding) => finding !== null) ?? null;
}

/** Judges each reply of a scan, and names the step of the first that is wrong. */
export function findingAmong(
  steps: readonly { readonly name: string }[],
  replies: readonly HttpReply[],
  judge: (reply: HttpReply, at: number) => Finding | null,
): Finding | null {
  const wrong = replies.flatMap((reply, at) => {
    const finding = judge(reply, at);
    return finding === null ? [] : [{ ...finding, step: steps[at]?.name ?? "" }];
  });
  const [first] = wrong;
  if (first === undefined) return null;
  const { step, ...finding } = first;
  const others = wrong.length > 1 ? ` (and ${wrong.length - 1} more of ${replies.length})` : "";
  return { ...finding, actual: `${step}: ${finding.actual}${others}` };
}

/**
 * Judges that none of these steps ended in a server error.
 *
 * @param because what each of them was, or the one by its place
 */
export function neverServerError(
  steps: readonly { readonly name: string }[],
  because: string | ((at: number) => string),
): (...replies: HttpReply[]) => Finding | null {
  const reasonOf = typeof because === "string" ? () => because : because;
  return (...replies) =>
    findingAmong(steps, replies, (reply, at) => expectNoServerError(reply, reasonOf(at)));
}
