/** How drawn sources are asked: what the profile says of it, and the part of the server that insists on it. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import {
  headerValue,
  type Http,
  type HttpOutcome,
  type HttpRequest,
} from "../../../../src/core/http.js";
import { replied } from "../../../fake-http.js";
import type { Drawn } from "./draw.js";

export const SOURCE = "http://127.0.0.1:1/payments";
const ORIGIN = new URL(SOURCE).origin;

const KEYS = generateKeyPairSync("ec", { namedCurve: "P-256" });
export const SIGNED_KEY = String(KEYS.publicKey.export({ type: "spki", format: "pem" }));

/** Of `payments.source`. */
export function wayRule({ way }: Drawn): object {
  const key = { env: "SOURCE_KEY" };
  const rules: Record<Drawn["way"], object> = {
    plain: {},
    "in-windows": { range: { maxWindow: "6h" } },
    "newest-first": { order: "newest-first" },
    "granted-token": { key, auth: { kind: "oauth2", url: `${ORIGIN}/token`, id: "app" } },
    "signed-parameters": {
      key,
      auth: {
        kind: "signature",
        algorithm: "md5",
        message: "{params}&key={key}",
        parameter: "sign",
        timestampParameter: "ts",
      },
    },
    "signed-records": { jws: { key: { env: "SIGNED_KEY" } } },
    report: {
      method: "POST",
      report: {
        id: "report.id",
        status: `${ORIGIN}/status/{id}`,
        ready: { path: "state", in: ["DONE"] },
        failed: ["FATAL"],
        download: "url",
      },
    },
  };
  return { ...(way === "newest-first" ? {} : { range: {} }), ...rules[way] };
}

export function askedIn(way: Drawn["way"], answer: (request: HttpRequest) => HttpOutcome): Http {
  const guards: Partial<Record<Drawn["way"], (request: HttpRequest) => HttpOutcome>> = {
    "granted-token": grantingTokens(answer),
    "signed-parameters": (request) => (isSigned(request) ? answer(request) : replied(401)),
    report: makingReports(answer),
  };
  const guard = guards[way] ?? answer;
  return (request) => Promise.resolve(guard(request));
}

/** A token is good for two pages. */
function grantingTokens(answer: (request: HttpRequest) => HttpOutcome) {
  let granted = 0;
  let left = 0;
  return (request: HttpRequest) => {
    if (request.url === `${ORIGIN}/token`) {
      granted += 1;
      left = 2;
      return replied(200, JSON.stringify({ access_token: `granted-${granted}`, expires_in: 3600 }));
    }
    if (request.url.includes("/refunds")) return answer(request);
    const shown = headerValue(request.headers, "Authorization");
    if (shown !== `Bearer granted-${granted}` || left === 0) return replied(401);
    left -= 1;
    return answer(request);
  };
}

function isSigned({ url }: HttpRequest): boolean {
  if (url.includes("/refunds")) return true;
  const query = new URL(url).searchParams;
  const shown = query.get("sign");
  query.delete("sign");
  const pairs = [...query].filter(([, value]) => value !== "").map((pair) => pair.join("="));
  const text = `${pairs.sort().join("&")}&key=s3cret`;
  return shown === createHash("md5").update(text).digest("hex");
}

/** Ready when it is asked for the third time. */
function makingReports(answer: (request: HttpRequest) => HttpOutcome) {
  const asked = new Map<string, number>();
  let made = 0;
  return (request: HttpRequest) => {
    const { pathname } = new URL(request.url);
    const [, kind, id = ""] = pathname.split("/");
    if (kind === "payments") {
      if (pathname.endsWith("/refunds")) return answer(request);
      made += 1;
      return replied(202, JSON.stringify({ report: { id: `r ${made}` } }));
    }
    if (kind === "file") return answer({ ...request, url: SOURCE });
    const times = (asked.get(id) ?? 0) + 1;
    asked.set(id, times);
    const state = times < 3 ? "RUNNING" : "DONE";
    return replied(200, JSON.stringify({ state, url: `/file/${id}` }));
  };
}

export function signedRecord(record: object): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "ES256" })}.${part(record)}`;
  const key = { key: KEYS.privateKey, dsaEncoding: "ieee-p1363" as const };
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}
