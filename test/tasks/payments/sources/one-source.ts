/** One source that a test writes itself: what it answers, and what a sync makes of it. */
import type { Http, HttpRequest } from "../../../../src/core/http.js";
import { replied } from "../../../fake-http.js";
import { syncSource } from "./run.js";
import { SOURCE } from "./ways.js";

export const MAP = {
  transactionId: "id",
  userId: { const: "u" },
  productId: { const: "p" },
  amount: "price",
  currency: { const: "USD" },
  platform: { const: "Web" },
  distributionType: { const: "PC_SELF_STORE" },
  purchasedAt: "at",
};

export function record(id: string, at = "2026-01-05T10:00:00Z") {
  return { id, price: "1.50", at };
}

export async function sync(
  source: object,
  answer: (request: HttpRequest, path: string) => ReturnType<typeof replied>,
  more: { readonly refunds?: object; readonly secrets?: Record<string, string> } = {},
) {
  const requests: HttpRequest[] = [];
  const http: Http = (request) => {
    requests.push(request);
    return Promise.resolve(answer(request, new URL(request.url).pathname));
  };
  const { refunds, secrets = {} } = more;
  const payments = {
    source: { url: SOURCE, records: "list", ...source },
    map: MAP,
    ...(refunds === undefined ? {} : { refunds }),
  };
  const profile = {
    partner: "acme",
    payments,
    sdkApi: { url: "http://127.0.0.1:2/playcamp", apiKey: { env: "PUSH_KEY" } },
  };
  const done = await syncSource(profile, http, secrets);
  return { ...done, requests, ids: [...done.amounts.keys()] };
}

export const list = (...records: readonly unknown[]) =>
  replied(200, JSON.stringify({ list: records }));
